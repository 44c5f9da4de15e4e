// nn2fpga_tap.v - simulation only: watches a stream.
//
// Law       once tvalid is high it stays high, with the same tdata and tlast, until the beat is
//           taken; nothing that is offered is unknown (X).  A violation is written on standard
//           output and ends the simulation, which then fails.
// Log       with +taps only: <logs>/<NAME>.tap, in the form of nn2fpga_sink.v.
// Plusargs  +logs=DIR (default .), +taps, +idle_limit=N (10000): a beat that waits so long is
//           reported on standard output.
`timescale 1ns / 1ps

module nn2fpga_tap #(
    // Bits of tdata.
    parameter WIDTH = 8,
    // Stem of the file name.
    parameter NAME = "tap"
) (
    input wire             clk,
    input wire             rst,
    input wire [WIDTH-1:0] tdata,
    input wire             tvalid,
    input wire             tready,
    input wire             tlast
);
  reg [8*512-1:0] directory;
  reg [8*768-1:0] path;
  integer idle_limit;
  integer log;
  reg logging;

  reg [WIDTH-1:0] data_reg;
  reg last_reg;
  reg held_reg;
  reg reset_reg;
  reg [31:0] cycle_reg;
  reg [31:0] count_reg;
  reg [31:0] since_reg;

  wire moved = tvalid && tready;
  wire unknown = (^{tvalid, tready}) === 1'bx || (tvalid && (^{tdata, tlast}) === 1'bx);

  initial begin
    logging = $test$plusargs("taps") != 0;
    if ($value$plusargs("idle_limit=%d", idle_limit) == 0) idle_limit = 10000;
    if (logging) begin
      if ($value$plusargs("logs=%s", directory) == 0) directory = ".";
      $sformat(path, "%0s/%0s.tap", directory, NAME);
      log = $fopen(path, "w");
      if (log == 0) begin
        $display("error: cannot write %0s/%0s.tap", directory, NAME);
        $finish;
      end
    end
    reset_reg = 1'b1;
  end

  always @(posedge clk) begin
    reset_reg <= rst;
    if (rst) begin
      if (logging && !reset_reg) $fwrite(log, "reset\n");
      held_reg  <= 1'b0;
      cycle_reg <= 0;
      count_reg <= 0;
      since_reg <= 0;
    end else begin
      cycle_reg <= cycle_reg + 1;
      held_reg  <= tvalid && !tready;
      if (!held_reg) since_reg <= cycle_reg;
      if (tvalid) begin
        data_reg <= tdata;
        last_reg <= tlast;
      end
      if (moved) begin
        count_reg <= count_reg + 1;
        if (logging) $fwrite(log, "%0d %b %h\n", cycle_reg, tlast, tdata);
      end
      if (unknown) begin
        $display("violation: stream %0s, beat %0d, cycle %0d: unknown value", NAME, count_reg,
                 cycle_reg);
        $finish;
      end else if (held_reg && !tvalid) begin
        $display("violation: stream %0s, beat %0d, cycle %0d: tvalid fell before the beat was taken",
                 NAME, count_reg, cycle_reg);
        $finish;
      end else if (held_reg && {tlast, tdata} != {last_reg, data_reg}) begin
        $display("violation: stream %0s, beat %0d, cycle %0d: tdata or tlast changed while waiting",
                 NAME, count_reg, cycle_reg);
        $finish;
      end else if (held_reg && !tready && cycle_reg - since_reg == idle_limit) begin
        $display("waiting: stream %0s, beat %0d is offered since cycle %0d and not taken", NAME,
                 count_reg, since_reg);
      end
    end
  end
endmodule

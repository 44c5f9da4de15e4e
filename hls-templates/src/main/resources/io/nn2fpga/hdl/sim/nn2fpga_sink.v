// nn2fpga_sink.v - simulation only: takes the beats of a stream and logs them.
//
// Stalls    the generator of nn2fpga_source.v; a stalled cycle takes nothing.
// Log       <logs>/<NAME>.given, a line a beat: cycle, tlast, tdata in hexadecimal; cycle 0 is the
//           first after reset; a line "reset" ends what was before a reset.
// done      after +frames frames; further beats are still taken and logged.
// Plusargs  +logs=DIR (default .), +frames=N (1), +sink_rate=R of 256 (0), +idle_limit=N (10000):
//           a sink that waits so long for a beat reports it on standard output.
`timescale 1ns / 1ps

module nn2fpga_sink #(
    // Bits of tdata.
    parameter WIDTH = 8,
    // Stem of the file name.
    parameter NAME = "sink",
    // Start of the generator, not 0.
    parameter SEED = 1,
    // Beats that end a frame.
    parameter BEATS_PER_FRAME = 1
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire             done
);
  reg [8*512-1:0] directory;
  reg [8*768-1:0] path;
  integer frames;
  integer rate;
  integer idle_limit;
  integer log;

  reg [31:0] state_reg;
  reg [31:0] cycle_reg;
  reg [31:0] received_reg;
  reg [31:0] since_reg;
  reg reset_reg;

  wire [31:0] state_a = state_reg ^ (state_reg << 13);
  wire [31:0] state_b = state_a ^ (state_a >> 17);
  wire [31:0] state_next = state_b ^ (state_b << 5);
  wire stalled = {24'd0, state_reg[7:0]} < rate;

  assign s_axis_tready = !rst && !stalled;
  assign done = !rst && received_reg >= frames * BEATS_PER_FRAME;

  initial begin
    if ($value$plusargs("frames=%d", frames) == 0) frames = 1;
    if ($value$plusargs("sink_rate=%d", rate) == 0) rate = 0;
    if ($value$plusargs("idle_limit=%d", idle_limit) == 0) idle_limit = 10000;
    if ($value$plusargs("logs=%s", directory) == 0) directory = ".";
    $sformat(path, "%0s/%0s.given", directory, NAME);
    log = $fopen(path, "w");
    if (log == 0) begin
      $display("error: cannot write %0s/%0s.given", directory, NAME);
      $finish;
    end
    reset_reg = 1'b1;
  end

  always @(posedge clk) begin
    reset_reg <= rst;
    if (rst) begin
      if (!reset_reg) $fwrite(log, "reset\n");
      state_reg <= SEED;
      cycle_reg <= 0;
      received_reg <= 0;
      since_reg <= 0;
    end else begin
      state_reg <= state_next;
      cycle_reg <= cycle_reg + 1;
      if (s_axis_tvalid && s_axis_tready) begin
        $fwrite(log, "%0d %b %h\n", cycle_reg, s_axis_tlast, s_axis_tdata);
        received_reg <= received_reg + 1;
        since_reg <= cycle_reg + 1;
      end else if (!done && !s_axis_tvalid && cycle_reg - since_reg == idle_limit) begin
        $display("waiting: stream %0s, no beat %0d since cycle %0d", NAME, received_reg, since_reg);
      end
    end
  end
endmodule

// nn2fpga_source.v - simulation only: sends the beats of a file.
//
// Beats     <vectors>/<NAME>.beats, one hexadecimal word a beat, lane 0 in the low bits.
// Stalls    a 32-bit xorshift generator advanced once a cycle; a cycle stalls while its low 8 bits
//           are below the rate.  A stalled source offers nothing, but once it offers a beat it
//           keeps offering it (io.nn2fpga.flow.StallPattern and FlowSimulator hold the same rule).
//           While nothing is offered, tdata and tlast are inverted, so that a module that looks at
//           them without tvalid is found out.
// Log       <logs>/<NAME>.taken, the cycle of each transfer; cycle 0 is the first after reset; a
//           line "reset" ends what was before a reset.
// Plusargs  +vectors=DIR +logs=DIR (default .), +frames=N (1), +source_rate=R of 256 (0),
//           +idle_limit=N (10000): a beat that waits so long is reported on standard output.
`timescale 1ns / 1ps

module nn2fpga_source #(
    // Bits of tdata.
    parameter WIDTH = 8,
    // Stem of the file names.
    parameter NAME = "source",
    // Start of the generator, not 0.
    parameter SEED = 1,
    // tlast comes with every BEATS_PER_FRAME-th beat.
    parameter BEATS_PER_FRAME = 1
) (
    input  wire             clk,
    input  wire             rst,
    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
  reg [8*512-1:0] directory;
  reg [8*768-1:0] path;
  integer frames;
  integer rate;
  integer idle_limit;
  integer vectors;
  integer log;
  reg [WIDTH-1:0] word;

  reg [WIDTH-1:0] data_reg;
  reg [31:0] state_reg;
  reg [31:0] cycle_reg;
  reg [31:0] sent_reg;
  reg [31:0] beat_reg;
  reg [31:0] since_reg;
  reg held_reg;
  reg reset_reg;

  wire [31:0] state_a = state_reg ^ (state_reg << 13);
  wire [31:0] state_b = state_a ^ (state_a >> 17);
  wire [31:0] state_next = state_b ^ (state_b << 5);
  wire stalled = {24'd0, state_reg[7:0]} < rate;
  wire last = beat_reg == BEATS_PER_FRAME - 1;
  wire offer = !rst && sent_reg < frames * BEATS_PER_FRAME && (held_reg || !stalled);

  assign m_axis_tvalid = offer;
  assign m_axis_tdata = offer ? data_reg : ~data_reg;
  assign m_axis_tlast = offer ? last : !last;

  initial begin
    if ($value$plusargs("frames=%d", frames) == 0) frames = 1;
    if ($value$plusargs("source_rate=%d", rate) == 0) rate = 0;
    if ($value$plusargs("idle_limit=%d", idle_limit) == 0) idle_limit = 10000;
    if ($value$plusargs("vectors=%s", directory) == 0) directory = ".";
    $sformat(path, "%0s/%0s.beats", directory, NAME);
    vectors = $fopen(path, "r");
    if (vectors == 0) begin
      $display("error: cannot read %0s/%0s.beats", directory, NAME);
      $finish;
    end
    if ($value$plusargs("logs=%s", directory) == 0) directory = ".";
    $sformat(path, "%0s/%0s.taken", directory, NAME);
    log = $fopen(path, "w");
    if (log == 0) begin
      $display("error: cannot write %0s/%0s.taken", directory, NAME);
      $finish;
    end
    reset_reg = 1'b1;
  end

  always @(posedge clk) begin
    reset_reg <= rst;
    if (rst) begin
      if (!reset_reg) $fwrite(log, "reset\n");
      if ($rewind(vectors) != 0 || $fscanf(vectors, "%h", word) != 1) begin
        $display("error: %0s.beats holds no beat", NAME);
        $finish;
      end
      data_reg <= word;
      state_reg <= SEED;
      cycle_reg <= 0;
      sent_reg <= 0;
      beat_reg <= 0;
      since_reg <= 0;
      held_reg <= 1'b0;
    end else begin
      state_reg <= state_next;
      cycle_reg <= cycle_reg + 1;
      held_reg  <= offer && !m_axis_tready;
      if (offer && m_axis_tready) begin
        $fwrite(log, "%0d\n", cycle_reg);
        sent_reg <= sent_reg + 1;
        beat_reg <= last ? 0 : beat_reg + 1;
        since_reg <= cycle_reg + 1;
        if (sent_reg + 1 < frames * BEATS_PER_FRAME) begin
          if ($fscanf(vectors, "%h", word) != 1) begin
            $display("error: %0s.beats ends after %0d beats", NAME, sent_reg + 1);
            $finish;
          end
          data_reg <= word;
        end
      end else if (offer && cycle_reg - since_reg == idle_limit) begin
        $display("waiting: stream %0s, beat %0d is offered since cycle %0d and not taken", NAME,
                 sent_reg, since_reg);
      end
    end
  end
endmodule

// nn2fpga_pipeline.v - valids, tlast and the place within a pixel of a pipeline with one clock enable.
//
// The datapath is the caller's: STAGES registers between the stream that comes and the one that
// leaves, all loaded under `enable`.
//
// Timing    latency STAGES cycles, initiation interval 1; s_ready depends on m_ready.
// Reset     synchronous, active high; clears the valids and the beat counter.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_pipeline #(
    // Registers from input to output, at least one.
    parameter STAGES = 3,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Bits of a beat's number: at least one.
    parameter BEAT_BITS = 1
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 s_valid,
    input  wire                 s_last,
    input  wire                 m_ready,
    // Whether all stages advance; the input's tready.
    output wire                 enable,
    // The number within its pixel of the beat at the input.
    output wire [BEAT_BITS-1:0] beat,
    // Whether the beat that the last register is loaded with is the last of its pixel.
    output wire                 ends_pixel,
    output wire                 m_valid,
    output wire                 m_last
);
  localparam [31:0] END_32 = BEATS - 1;

  reg [BEAT_BITS-1:0] beat_reg;
  reg [STAGES-1:0] valid_reg;
  reg [STAGES-1:0] last_reg;
  wire [STAGES-1:0] end_pipe;
  wire [STAGES:0] valid_next = {valid_reg, s_valid};
  wire [STAGES:0] last_next = {last_reg, s_last};
  wire unused = valid_next[STAGES] ^ last_next[STAGES];

  assign enable = !valid_reg[STAGES-1] || m_ready;
  assign beat = beat_reg;
  assign end_pipe[0] = beat_reg == END_32[BEAT_BITS-1:0];
  assign ends_pixel = end_pipe[STAGES-1];
  assign m_valid = valid_reg[STAGES-1];
  assign m_last = last_reg[STAGES-1];

  generate
    if (STAGES > 1) begin : gen_ends
      reg [STAGES-2:0] end_reg;
      assign end_pipe[STAGES-1:1] = end_reg;
      always @(posedge clk) if (enable) end_reg <= end_pipe[STAGES-2:0];
    end
  endgenerate

  always @(posedge clk) begin
    if (enable) last_reg <= last_next[STAGES-1:0];
    if (rst) begin
      valid_reg <= 0;
      beat_reg  <= 0;
    end else if (enable) begin
      valid_reg <= valid_next[STAGES-1:0];
      if (s_valid) beat_reg <= end_pipe[0] ? 0 : beat_reg + 1'b1;
    end
  end
endmodule
`default_nettype wire

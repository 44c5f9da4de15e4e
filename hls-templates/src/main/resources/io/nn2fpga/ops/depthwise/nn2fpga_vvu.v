// nn2fpga_vvu.v - vector-vector unit: the windows of PE channels, SIMD taps of each a cycle.
//
//   out[c * MULTIPLIER + m] = sum over t of weight[c * MULTIPLIER + m][t] * in[c][t]
//
// A pixel's channels come in CHANNEL_FOLDS folds of PE, each in TAP_FOLDS beats of SIMD taps; lane
// t * PE + p holds tap t of channel p. Word (channel fold * TAP_FOLDS + tap fold) of the weight
// memory holds PE * MULTIPLIER rows of SIMD weights, row 0 and column 0 in the low bits. Unused rows
// and columns of ragged folds hold zero weights. Sums are exact modulo 2^ACC_BITS.
//
// Streams   s_axis: SIMD taps of PE channels a beat; tlast with the last beat of a frame.
//           m_axis: LANES sums a beat, PE * MULTIPLIER / LANES beats a fold, LAST_BEATS of a pixel's
//           last fold.
// Timing    a beat a cycle. First sum after TAP_FOLDS + SUM_STAGES + 2 cycles. All stages share one
//           enable: they wait only if sums are complete while earlier ones still leave.
// Handshake s_axis_tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears valids and counters, not data.
// Limits    LANES divides PE * MULTIPLIER and is at least PE * MULTIPLIER / TAP_FOLDS;
//           SUM_STAGES >= 1.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_vvu #(
    // Channels computed at a time.
    parameter PE = 2,
    // Weight vectors, and sums, of each channel.
    parameter MULTIPLIER = 1,
    // Taps of each channel multiplied at a time.
    parameter SIMD = 1,
    // Sums that leave in a beat.
    parameter LANES = 1,
    parameter IN_BITS = 8,
    // 1: inputs are two's complement; 0: unsigned.
    parameter IN_SIGNED = 0,
    // Weights are two's complement.
    parameter WEIGHT_BITS = 8,
    parameter ACC_BITS = 18,
    // Beats of a fold's taps.
    parameter TAP_FOLDS = 2,
    // Folds of a pixel's channels.
    parameter CHANNEL_FOLDS = 2,
    // Beats that a pixel's last fold leaves in.
    parameter LAST_BEATS = 2,
    // Cycles from the operand registers to the sum of SIMD products.
    parameter SUM_STAGES = 1,
    // Of these, registers between operands and multipliers: 0 or 1.
    parameter OPERAND_STAGES = 0,
    // Hexadecimal weight words, one a line.
    parameter WEIGHT_FILE = ""
) (
    input  wire                       clk,
    input  wire                       rst,
    input  wire [PE*SIMD*IN_BITS-1:0] s_axis_tdata,
    input  wire                       s_axis_tvalid,
    output wire                       s_axis_tready,
    input  wire                       s_axis_tlast,
    output wire [ LANES*ACC_BITS-1:0] m_axis_tdata,
    output wire                       m_axis_tvalid,
    input  wire                       m_axis_tready,
    output wire                       m_axis_tlast
);
  localparam ROWS = PE * MULTIPLIER;
  localparam FOLD_BITS = (TAP_FOLDS > 1) ? $clog2(TAP_FOLDS) : 1;
  localparam CHANNEL_BITS = (CHANNEL_FOLDS > 1) ? $clog2(CHANNEL_FOLDS) : 1;

  localparam [FOLD_BITS-1:0] LAST_FOLD = TAP_FOLDS[FOLD_BITS-1:0] - 1'b1;
  localparam [CHANNEL_BITS-1:0] LAST_CHANNEL = CHANNEL_FOLDS[CHANNEL_BITS-1:0] - 1'b1;

  // Where the beat that enters is: in its fold, and in its pixel.
  reg  [   FOLD_BITS-1:0] fold_reg;
  reg  [CHANNEL_BITS-1:0] channel_reg;
  wire                    fold_done = fold_reg == LAST_FOLD;
  wire                    pixel_done = fold_done && channel_reg == LAST_CHANNEL;

  always @(posedge clk) begin
    if (s_axis_tvalid && s_axis_tready) begin
      fold_reg <= fold_done ? {FOLD_BITS{1'b0}} : fold_reg + 1'b1;
      if (fold_done) channel_reg <= pixel_done ? {CHANNEL_BITS{1'b0}} : channel_reg + 1'b1;
    end
    if (rst) begin
      fold_reg <= {FOLD_BITS{1'b0}};
      channel_reg <= {CHANNEL_BITS{1'b0}};
    end
  end

  nn2fpga_mac_rows #(
      .ROWS(ROWS),
      .SETS(PE),
      .WEIGHT_ROWS(ROWS),
      .SIMD(SIMD),
      .INTERLEAVED(1),
      .LANES(LANES),
      .IN_BITS(IN_BITS),
      .IN_SIGNED(IN_SIGNED),
      .WEIGHT_BITS(WEIGHT_BITS),
      .ACC_BITS(ACC_BITS),
      .FOLD_BEATS(TAP_FOLDS),
      .LAST_BEATS(LAST_BEATS),
      .SUM_STAGES(SUM_STAGES),
      .OPERAND_STAGES(OPERAND_STAGES),
      .DEPTH(TAP_FOLDS * CHANNEL_FOLDS),
      .WEIGHT_FILE(WEIGHT_FILE)
  ) u_mac_rows (
      .clk(clk),
      .rst(rst),
`ifdef NN2FPGA_LOAD
      .load(33'd0),
`endif
      .s_axis_tdata(s_axis_tdata),
      .s_axis_tvalid(s_axis_tvalid),
      .s_axis_tready(s_axis_tready),
      .s_axis_tlast(pixel_done && s_axis_tlast),
      .ends_fold(fold_done),
      .ends_last_fold(pixel_done),
      .m_axis_tdata(m_axis_tdata),
      .m_axis_tvalid(m_axis_tvalid),
      .m_axis_tready(m_axis_tready),
      .m_axis_tlast(m_axis_tlast)
  );
endmodule
`default_nettype wire

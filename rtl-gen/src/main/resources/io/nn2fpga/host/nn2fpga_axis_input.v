// nn2fpga_axis_input.v - gathers the beats of an accelerator from the words of a host's link.
//
// Streams   s_axis: words.  m_axis: beats, each of WORDS words, first word in the low bits; what a
//           beat does not use of its last word is ignored.
// tlast     m_axis_tlast is counted, so that one transfer may hold several frames.  s_axis_tlast
//           need not come; where it comes within a frame, early_last is given.
// tkeep     a transferred word is taken whole; partial_word is given when one is not kept whole.
// Timing    latency 1 cycle, a word a cycle; s_axis_tready follows m_axis_tready combinationally.
// Reset     synchronous, active high; clears valid and counters, not data.  No word is taken in it.
// Limits    WORD_BITS is a multiple of 8; BEAT_BITS takes more than WORDS - 1 words, at most WORDS.
`timescale 1ns / 1ps

module nn2fpga_axis_input #(
    // Bits of a word.
    parameter WORD_BITS = 8,
    // Words of a beat.
    parameter WORDS = 1,
    // Bits of a beat.
    parameter BEAT_BITS = 8,
    // Beats of a frame.
    parameter BEATS_PER_FRAME = 1
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire [  WORD_BITS-1:0] s_axis_tdata,
    input  wire [WORD_BITS/8-1:0] s_axis_tkeep,
    input  wire                   s_axis_tvalid,
    output wire                   s_axis_tready,
    input  wire                   s_axis_tlast,
    output wire [  BEAT_BITS-1:0] m_axis_tdata,
    output wire                   m_axis_tvalid,
    input  wire                   m_axis_tready,
    output wire                   m_axis_tlast,
    // High for a cycle: the last word of a frame was taken; a word came with an early tlast; a word
    // came that was not kept whole.
    output wire                   frame_taken,
    output wire                   early_last,
    output wire                   partial_word
);
  localparam TOTAL_BITS = WORDS * WORD_BITS;
  localparam WORD_COUNT_BITS = WORDS > 1 ? $clog2(WORDS) : 1;
  localparam BEAT_COUNT_BITS = BEATS_PER_FRAME > 1 ? $clog2(BEATS_PER_FRAME) : 1;
  localparam [31:0] LAST_WORD_32 = WORDS - 1;
  localparam [31:0] LAST_BEAT_32 = BEATS_PER_FRAME - 1;

  reg [TOTAL_BITS-1:0] data_reg;
  reg valid_reg;
  reg last_reg;
  reg [WORD_COUNT_BITS-1:0] word_reg;
  reg [BEAT_COUNT_BITS-1:0] beat_reg;

  wire taken = s_axis_tvalid && s_axis_tready;
  wire last_word = word_reg == LAST_WORD_32[WORD_COUNT_BITS-1:0];
  wire last_beat = beat_reg == LAST_BEAT_32[BEAT_COUNT_BITS-1:0];

  assign s_axis_tready = !rst && (!valid_reg || m_axis_tready);
  assign m_axis_tdata = data_reg[BEAT_BITS-1:0];
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast = last_reg;
  assign frame_taken = taken && last_word && last_beat;
  assign early_last = taken && s_axis_tlast && !(last_word && last_beat);
  assign partial_word = taken && !(&s_axis_tkeep);

  generate
    if (WORD_BITS % 8 != 0 || BEAT_BITS > TOTAL_BITS || BEAT_BITS <= TOTAL_BITS - WORD_BITS)
    begin : gen_illegal
      nn2fpga_axis_input_has_a_wrong_number_of_words u_illegal ();
    end
    if (TOTAL_BITS > BEAT_BITS) begin : gen_padding
      wire unused_padding = &{1'b0, data_reg[TOTAL_BITS-1:BEAT_BITS]};
    end
  endgenerate

  always @(posedge clk) begin
    if (rst) begin
      valid_reg <= 1'b0;
      word_reg  <= 0;
      beat_reg  <= 0;
    end else begin
      if (m_axis_tready) valid_reg <= 1'b0;
      if (taken) begin
        valid_reg <= last_word;
        word_reg  <= last_word ? 0 : word_reg + 1'b1;
        if (last_word) beat_reg <= last_beat ? 0 : beat_reg + 1'b1;
      end
    end
    if (taken) begin
      data_reg[word_reg*WORD_BITS+:WORD_BITS] <= s_axis_tdata;
      last_reg <= last_beat;
    end
  end
endmodule

// nn2fpga_axis_output.v - sends the beats of an accelerator as the words of a host's link.
//
// Streams   s_axis: beats.  m_axis: words, WORDS a beat, the low bits first; what a beat does not
//           use of its last word is zero, and every word is kept whole.
// tlast     with the last word of every frames_per_packet-th frame (0 counts as 1), since a DMA in
//           simple mode ends its transfer there.
// Timing    latency 1 cycle, a word a cycle; s_axis_tready follows m_axis_tready combinationally.
// Reset     synchronous, active high; clears valid and counters, not data.
// Limits    WORD_BITS is a multiple of 8; BEAT_BITS takes more than WORDS - 1 words, at most WORDS.
`timescale 1ns / 1ps

module nn2fpga_axis_output #(
    // Bits of a word.
    parameter WORD_BITS = 8,
    // Words of a beat.
    parameter WORDS = 1,
    // Bits of a beat.
    parameter BEAT_BITS = 8
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire [  BEAT_BITS-1:0] s_axis_tdata,
    input  wire                   s_axis_tvalid,
    output wire                   s_axis_tready,
    input  wire                   s_axis_tlast,
    output wire [  WORD_BITS-1:0] m_axis_tdata,
    output wire [WORD_BITS/8-1:0] m_axis_tkeep,
    output wire                   m_axis_tvalid,
    input  wire                   m_axis_tready,
    output wire                   m_axis_tlast,
    // Frames between two tlast.
    input  wire [           15:0] frames_per_packet,
    // High for a cycle: the last word of a frame was given.
    output wire                   frame_given
);
  localparam TOTAL_BITS = WORDS * WORD_BITS;
  localparam WORD_COUNT_BITS = WORDS > 1 ? $clog2(WORDS) : 1;
  localparam [31:0] LAST_WORD_32 = WORDS - 1;

  reg [TOTAL_BITS-1:0] data_reg;
  reg valid_reg;
  reg frame_ends_reg;
  reg packet_ends_reg;
  reg [WORD_COUNT_BITS-1:0] word_reg;
  reg [15:0] frame_reg;

  wire given = m_axis_tvalid && m_axis_tready;
  wire last_word = word_reg == LAST_WORD_32[WORD_COUNT_BITS-1:0];
  wire taken = s_axis_tvalid && s_axis_tready;
  wire packet_ends = {1'b0, frame_reg} + 17'd1 >= {1'b0, frames_per_packet};

  assign s_axis_tready = !valid_reg || (m_axis_tready && last_word);
  assign m_axis_tdata = data_reg[word_reg*WORD_BITS+:WORD_BITS];
  assign m_axis_tkeep = {(WORD_BITS / 8) {1'b1}};
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast = packet_ends_reg && last_word;
  assign frame_given = given && last_word && frame_ends_reg;

  generate
    if (WORD_BITS % 8 != 0 || BEAT_BITS > TOTAL_BITS || BEAT_BITS <= TOTAL_BITS - WORD_BITS)
    begin : gen_illegal
      nn2fpga_axis_output_has_a_wrong_number_of_words u_illegal ();
    end
  endgenerate

  always @(posedge clk) begin
    if (rst) begin
      valid_reg <= 1'b0;
      word_reg  <= 0;
      frame_reg <= 16'd0;
    end else begin
      if (given) word_reg <= last_word ? 0 : word_reg + 1'b1;
      if (given && last_word) valid_reg <= 1'b0;
      if (taken) begin
        valid_reg <= 1'b1;
        if (s_axis_tlast) frame_reg <= packet_ends ? 16'd0 : frame_reg + 16'd1;
      end
    end
    if (taken) begin
      data_reg <= {TOTAL_BITS{1'b0}};
      data_reg[BEAT_BITS-1:0] <= s_axis_tdata;
      frame_ends_reg <= s_axis_tlast;
      packet_ends_reg <= s_axis_tlast && packet_ends;
    end
  end
endmodule

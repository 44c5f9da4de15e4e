// nn2fpga_add.v - requantized sum of two streams of codes.
//
//   y = clamp((FIRST_MULTIPLIER * a + SECOND_MULTIPLIER * b + OFFSET) >>> SHIFT, MIN, MAX)
//
// Streams   s0_axis: LANES codes a, s1_axis: LANES codes b a beat, BEATS beats a pixel, the last
//           with LAST_LANES; a beat of each is taken in the same cycle.  m_axis: as many codes,
//           unused lanes zero.
// Timing    latency 3 cycles, initiation interval 1.  All stages share one clock enable; each
//           tready depends combinationally on m_axis_tready and on the other stream's tvalid.
// Reset     synchronous, active high; clears the valids and the beat counter, not the data.
// Limits    SUM_BITS holds the sum, each part of it, and MIN and MAX.
`timescale 1ns / 1ps

module nn2fpga_add #(
    // Codes of a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Codes of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Bits of a code a, and whether it is in two's complement.
    parameter FIRST_BITS = 8,
    parameter FIRST_SIGNED = 0,
    // Bits of a code b, and whether it is in two's complement.
    parameter SECOND_BITS = 8,
    parameter SECOND_SIGNED = 0,
    // Bits of both multipliers, in two's complement.
    parameter MULTIPLIER_BITS = 17,
    // What a is multiplied by.
    parameter [31:0] FIRST_MULTIPLIER = 1,
    // What b is multiplied by.
    parameter [31:0] SECOND_MULTIPLIER = 1,
    // Bits 63 to 32 and 31 to 0 of the offset.
    parameter [31:0] OFFSET_HIGH = 0,
    parameter [31:0] OFFSET_LOW = 0,
    // Bits of the sum, in two's complement.
    parameter SUM_BITS = 27,
    // Bits that are dropped after rounding.
    parameter SHIFT = 8,
    // Smallest code.
    parameter [31:0] MIN = 0,
    // Largest code.
    parameter [31:0] MAX = 255,
    // Bits of a code y.
    parameter OUT_BITS = 8
) (
    input  wire                         clk,
    input  wire                         rst,
    input  wire [ LANES*FIRST_BITS-1:0] s0_axis_tdata,
    input  wire                         s0_axis_tvalid,
    output wire                         s0_axis_tready,
    input  wire                         s0_axis_tlast,
    input  wire [LANES*SECOND_BITS-1:0] s1_axis_tdata,
    input  wire                         s1_axis_tvalid,
    output wire                         s1_axis_tready,
    input  wire                         s1_axis_tlast,
    output wire [   LANES*OUT_BITS-1:0] m_axis_tdata,
    output wire                         m_axis_tvalid,
    input  wire                         m_axis_tready,
    output wire                         m_axis_tlast
);
  generate
    if (SUM_BITS < MULTIPLIER_BITS + 1 || SUM_BITS < OUT_BITS + 1 || SUM_BITS > 64 ||
        SHIFT >= SUM_BITS) begin : gen_illegal
      nn2fpga_add_needs_wider_sum u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam FIRST_SIGN = FIRST_SIGNED != 0;
  localparam SECOND_SIGN = SECOND_SIGNED != 0;

  wire signed [MULTIPLIER_BITS-1:0] first_multiplier = FIRST_MULTIPLIER[MULTIPLIER_BITS-1:0];
  wire signed [MULTIPLIER_BITS-1:0] second_multiplier = SECOND_MULTIPLIER[MULTIPLIER_BITS-1:0];
  wire signed [SUM_BITS-1:0] offset;
  wire [OUT_BITS-1:0] min_code = MIN[OUT_BITS-1:0];
  wire [OUT_BITS-1:0] max_code = MAX[OUT_BITS-1:0];
  wire signed [SUM_BITS-1:0] low = {{(SUM_BITS - OUT_BITS) {MIN[31]}}, min_code};
  wire signed [SUM_BITS-1:0] high = {{(SUM_BITS - OUT_BITS) {MAX[31]}}, max_code};

  genvar n;
  generate
    for (n = 0; n < SUM_BITS; n = n + 1) begin : gen_offset
      if (n < 32) begin : gen_low
        assign offset[n] = OFFSET_LOW[n];
      end else begin : gen_high
        assign offset[n] = OFFSET_HIGH[n-32];
      end
    end
  endgenerate

  reg [BEAT_BITS-1:0] beat_reg;
  reg [2:0] valid_reg;
  reg [2:0] last_reg;
  reg [1:0] end_reg;
  reg [LANES*SUM_BITS-1:0] first_reg;
  reg [LANES*SUM_BITS-1:0] second_reg;
  reg [LANES*SUM_BITS-1:0] sum_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  wire enable = !valid_reg[2] || m_axis_tready;
  wire both = s0_axis_tvalid && s1_axis_tvalid;
  wire end_of_pixel = beat_reg == END_32[BEAT_BITS-1:0];

  reg [LANES*SUM_BITS-1:0] first_next;
  reg [LANES*SUM_BITS-1:0] second_next;
  reg [LANES*SUM_BITS-1:0] sum_next;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg signed [FIRST_BITS:0] a;
  reg signed [SECOND_BITS:0] b;
  reg signed [SUM_BITS-1:0] first;
  reg signed [SUM_BITS-1:0] second;
  reg signed [SUM_BITS-1:0] left;
  reg signed [SUM_BITS-1:0] right;
  reg signed [SUM_BITS-1:0] sum;
  reg signed [SUM_BITS-1:0] code;
  integer i;
  integer j;
  integer k;

  always @* begin
    first_next = 0;
    second_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      a = {FIRST_SIGN && s0_axis_tdata[i*FIRST_BITS+FIRST_BITS-1],
           s0_axis_tdata[i*FIRST_BITS+:FIRST_BITS]};
      b = {SECOND_SIGN && s1_axis_tdata[i*SECOND_BITS+SECOND_BITS-1],
           s1_axis_tdata[i*SECOND_BITS+:SECOND_BITS]};
      first = a * first_multiplier;
      second = b * second_multiplier;
      first_next[i*SUM_BITS+:SUM_BITS] = first;
      second_next[i*SUM_BITS+:SUM_BITS] = second;
    end
  end

  always @* begin
    sum_next = 0;
    for (j = 0; j < LANES; j = j + 1) begin
      left = first_reg[j*SUM_BITS+:SUM_BITS];
      right = second_reg[j*SUM_BITS+:SUM_BITS];
      sum_next[j*SUM_BITS+:SUM_BITS] = left + right + offset;
    end
  end

  always @* begin
    code_next = 0;
    sum = 0;
    code = 0;
    for (k = 0; k < LANES; k = k + 1) begin
      if (k < LAST_LANES || !end_reg[1]) begin
        sum = sum_reg[k*SUM_BITS+:SUM_BITS];
        code = sum >>> SHIFT;
        code_next[k*OUT_BITS+:OUT_BITS] =
            code < low ? min_code : code > high ? max_code : code[OUT_BITS-1:0];
      end
    end
  end

  assign s0_axis_tready = enable && s1_axis_tvalid;
  assign s1_axis_tready = enable && s0_axis_tvalid;
  assign m_axis_tvalid = valid_reg[2];
  assign m_axis_tlast = last_reg[2];
  assign m_axis_tdata = code_reg;

  always @(posedge clk) begin
    if (enable) begin
      first_reg <= first_next;
      second_reg <= second_next;
      sum_reg <= sum_next;
      code_reg <= code_next;
      // Both streams bring the same frame, so both tlast are equal.
      last_reg <= {last_reg[1:0], s0_axis_tlast && s1_axis_tlast};
      end_reg <= {end_reg[0], end_of_pixel};
    end
    if (rst) begin
      valid_reg <= 3'd0;
      beat_reg  <= 0;
    end else if (enable) begin
      valid_reg <= {valid_reg[1:0], both};
      if (both) beat_reg <= end_of_pixel ? 0 : beat_reg + 1'b1;
    end
  end
endmodule

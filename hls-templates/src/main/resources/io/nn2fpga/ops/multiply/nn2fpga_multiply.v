// nn2fpga_multiply.v - products of two streams of codes.
//
//   y = (a - FIRST_ZERO) * (b - SECOND_ZERO)
//
// Streams   s0_axis: LANES codes a a beat, BEATS beats a pixel, the last with LAST_LANES.  s1_axis:
//           as many codes b; a beat of each is taken in the same cycle.  With BROADCAST s1_axis brings
//           one pixel, beside the first of s0_axis, for all of the frame.  m_axis: LANES products,
//           unused lanes zero.
// Timing    latency 2 cycles, initiation interval 1.  Both stages share one clock enable; each
//           tready depends combinationally on m_axis_tready and on the other stream's tvalid.
// Reset     synchronous, active high; clears the valids and the position, not the data.
// Limits    FIRST_DIFFERENCE holds a and a - FIRST_ZERO, SECOND_DIFFERENCE b and b - SECOND_ZERO, in
//           two's complement; OUT_BITS every product.
`timescale 1ns / 1ps

module nn2fpga_multiply #(
    // Codes of a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Codes of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Whether the second operand is one pixel for all.
    parameter BROADCAST = 0,
    // Bits of a code a, whether it is in two's complement, its zero point, bits of the difference.
    parameter FIRST_BITS = 8,
    parameter FIRST_SIGNED = 0,
    parameter [31:0] FIRST_ZERO = 0,
    parameter FIRST_DIFFERENCE = 9,
    // The same of b.
    parameter SECOND_BITS = 8,
    parameter SECOND_SIGNED = 0,
    parameter [31:0] SECOND_ZERO = 0,
    parameter SECOND_DIFFERENCE = 9,
    // Bits of a product.
    parameter OUT_BITS = 18
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
    if (FIRST_DIFFERENCE < FIRST_BITS + (FIRST_SIGNED != 0 ? 0 : 1) ||
        SECOND_DIFFERENCE < SECOND_BITS + (SECOND_SIGNED != 0 ? 0 : 1)) begin : gen_illegal
      nn2fpga_multiply_needs_wider_differences u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam FIRST_SIGN = FIRST_SIGNED != 0;
  localparam SECOND_SIGN = SECOND_SIGNED != 0;
  localparam PRODUCT_BITS = FIRST_DIFFERENCE + SECOND_DIFFERENCE;
  // Room for the result where products are narrower than it.
  localparam WIDE_BITS = PRODUCT_BITS > OUT_BITS ? PRODUCT_BITS : OUT_BITS;

  wire enable;
  wire ends_pixel;
  wire [BEAT_BITS-1:0] beat;
  wire both;
  wire take = s0_axis_tvalid && (s1_axis_tvalid || !both);
  wire [LANES*SECOND_BITS-1:0] second;
  reg [LANES*FIRST_DIFFERENCE-1:0] first_reg;
  reg [LANES*SECOND_DIFFERENCE-1:0] second_reg;
  reg [LANES*OUT_BITS-1:0] product_reg;

  nn2fpga_pipeline #(
      .STAGES(2),
      .BEATS(BEATS),
      .BEAT_BITS(BEAT_BITS)
  ) u_pipeline (
      .clk(clk),
      .rst(rst),
      .s_valid(take),
      .s_last(s0_axis_tlast),
      .m_ready(m_axis_tready),
      .enable(enable),
      .beat(beat),
      .ends_pixel(ends_pixel),
      .m_valid(m_axis_tvalid),
      .m_last(m_axis_tlast)
  );

  generate
    if (BROADCAST != 0) begin : gen_broadcast
      localparam [31:0] END_32 = BEATS - 1;
      reg [LANES*SECOND_BITS-1:0] kept[0:BEATS-1];
      reg first_pixel_reg;
      assign both = first_pixel_reg;
      assign second = first_pixel_reg ? s1_axis_tdata : kept[beat];
      always @(posedge clk) begin
        if (enable && take && first_pixel_reg) kept[beat] <= s1_axis_tdata;
        if (rst) begin
          first_pixel_reg <= 1'b1;
        end else if (enable && take && beat == END_32[BEAT_BITS-1:0]) begin
          first_pixel_reg <= s0_axis_tlast;
        end
      end
    end else begin : gen_each
      wire unused = &{1'b0, beat};
      assign both = 1'b1;
      assign second = s1_axis_tdata;
    end
  endgenerate

  reg [LANES*FIRST_DIFFERENCE-1:0] first_next;
  reg [LANES*SECOND_DIFFERENCE-1:0] second_next;
  reg [LANES*OUT_BITS-1:0] product_next;
  reg [FIRST_DIFFERENCE-1:0] a;
  reg [SECOND_DIFFERENCE-1:0] b;
  reg signed [FIRST_DIFFERENCE-1:0] left;
  reg signed [SECOND_DIFFERENCE-1:0] right;
  reg signed [WIDE_BITS-1:0] product;
  integer i;
  integer j;

  always @* begin
    first_next = 0;
    second_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      a = {FIRST_DIFFERENCE{FIRST_SIGN && s0_axis_tdata[i*FIRST_BITS+FIRST_BITS-1]}};
      a[FIRST_BITS-1:0] = s0_axis_tdata[i*FIRST_BITS+:FIRST_BITS];
      b = {SECOND_DIFFERENCE{SECOND_SIGN && second[i*SECOND_BITS+SECOND_BITS-1]}};
      b[SECOND_BITS-1:0] = second[i*SECOND_BITS+:SECOND_BITS];
      first_next[i*FIRST_DIFFERENCE+:FIRST_DIFFERENCE] = a - FIRST_ZERO[FIRST_DIFFERENCE-1:0];
      second_next[i*SECOND_DIFFERENCE+:SECOND_DIFFERENCE] = b - SECOND_ZERO[SECOND_DIFFERENCE-1:0];
    end
  end

  always @* begin
    product_next = 0;
    product = 0;
    left = 0;
    right = 0;
    for (j = 0; j < LANES; j = j + 1) begin
      if (j < LAST_LANES || !ends_pixel) begin
        left = first_reg[j*FIRST_DIFFERENCE+:FIRST_DIFFERENCE];
        right = second_reg[j*SECOND_DIFFERENCE+:SECOND_DIFFERENCE];
        product = left * right;
        product_next[j*OUT_BITS+:OUT_BITS] = product[OUT_BITS-1:0];
      end
    end
  end

  // Both streams end together, or the second one earlier.
  wire unused_bits = &{1'b0, s1_axis_tlast, product};

  assign s0_axis_tready = enable && (s1_axis_tvalid || !both);
  assign s1_axis_tready = enable && s0_axis_tvalid && both;
  assign m_axis_tdata   = product_reg;

  always @(posedge clk) begin
    if (enable) begin
      first_reg   <= first_next;
      second_reg  <= second_next;
      product_reg <= product_next;
    end
  end
endmodule

// nn2fpga_requantize.v - narrow accumulators to codes by an affine map of each channel.
//
//   y = clamp((multiplier[c] * acc + offset[c]) >>> SHIFT, MIN, MAX)
//
// Streams   s_axis: LANES accumulators a beat, BEATS beats a pixel, the last with LAST_LANES;
//           m_axis: as many codes, unused lanes zero.
// Timing    latency 3 cycles, initiation interval 1.  All stages share one clock enable; tready
//           depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the channel counter, not the data.
// Limits    SUM_BITS holds every multiplier * acc + offset, and MIN and MAX.
`timescale 1ns / 1ps

module nn2fpga_requantize #(
    // Accumulators of a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Accumulators of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Bits of an accumulator.
    parameter ACC_BITS = 16,
    // Whether accumulators are in two's complement.
    parameter ACC_SIGNED = 1,
    // Bits of a multiplier, in two's complement.
    parameter MULTIPLIER_BITS = 8,
    // Bits of an offset, in two's complement.
    parameter OFFSET_BITS = 24,
    // Bits of the sum, in two's complement.
    parameter SUM_BITS = 26,
    // Bits that are dropped after rounding.
    parameter SHIFT = 8,
    // Smallest code.
    parameter [31:0] MIN = 0,
    // Largest code.
    parameter [31:0] MAX = 255,
    // Bits of a code.
    parameter OUT_BITS = 8,
    // $readmemh file of BEATS words of LANES multipliers.
    parameter MULTIPLIER_FILE = "multiplier.hex",
    // $readmemh file of BEATS words of LANES offsets.
    parameter OFFSET_FILE = "offset.hex"
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire [LANES*ACC_BITS-1:0] s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,
    output wire [LANES*OUT_BITS-1:0] m_axis_tdata,
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);
  generate
    if (SUM_BITS < MULTIPLIER_BITS + 1 || SUM_BITS < OFFSET_BITS + 1 || SUM_BITS < OUT_BITS + 1 ||
        SUM_BITS > 64 || SHIFT >= SUM_BITS) begin : gen_illegal
      nn2fpga_requantize_needs_wider_sum u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam SIGN = ACC_SIGNED != 0;

  wire [OUT_BITS-1:0] min_code = MIN[OUT_BITS-1:0];
  wire [OUT_BITS-1:0] max_code = MAX[OUT_BITS-1:0];
  wire signed [SUM_BITS-1:0] low = {{(SUM_BITS - OUT_BITS) {MIN[31]}}, min_code};
  wire signed [SUM_BITS-1:0] high = {{(SUM_BITS - OUT_BITS) {MAX[31]}}, max_code};

  reg [BEAT_BITS-1:0] beat_reg;
  reg [2:0] valid_reg;
  reg [2:0] last_reg;
  reg [1:0] end_reg;
  reg [LANES*ACC_BITS-1:0] acc_reg;
  wire [LANES*MULTIPLIER_BITS-1:0] multipliers;
  wire [LANES*OFFSET_BITS-1:0] offsets;
  reg [LANES*OFFSET_BITS-1:0] offset_reg;
  reg [LANES*SUM_BITS-1:0] product_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  wire enable = !valid_reg[2] || m_axis_tready;
  wire end_of_pixel = beat_reg == END_32[BEAT_BITS-1:0];

  nn2fpga_rom #(
      .DEPTH(BEATS),
      .WIDTH(LANES * MULTIPLIER_BITS),
      .ADDRESS_BITS(BEAT_BITS),
      .FILE(MULTIPLIER_FILE)
  ) u_multiplier_rom (
      .clk(clk),
      .enable(enable),
      .address(beat_reg),
      .data(multipliers)
  );
  nn2fpga_rom #(
      .DEPTH(BEATS),
      .WIDTH(LANES * OFFSET_BITS),
      .ADDRESS_BITS(BEAT_BITS),
      .FILE(OFFSET_FILE)
  ) u_offset_rom (
      .clk(clk),
      .enable(enable),
      .address(beat_reg),
      .data(offsets)
  );

  reg [LANES*SUM_BITS-1:0] product_next;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg signed [ACC_BITS:0] acc;
  reg signed [MULTIPLIER_BITS-1:0] multiplier;
  reg signed [SUM_BITS-1:0] product;
  reg signed [OFFSET_BITS-1:0] offset;
  reg signed [SUM_BITS-1:0] sum;
  reg signed [SUM_BITS-1:0] code;
  integer i;
  integer j;

  always @* begin
    product_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      acc = {SIGN && acc_reg[i*ACC_BITS+ACC_BITS-1], acc_reg[i*ACC_BITS+:ACC_BITS]};
      multiplier = multipliers[i*MULTIPLIER_BITS+:MULTIPLIER_BITS];
      product = acc * multiplier;
      product_next[i*SUM_BITS+:SUM_BITS] = product;
    end
  end

  always @* begin
    code_next = 0;
    for (j = 0; j < LANES; j = j + 1) begin
      if (j < LAST_LANES || !end_reg[1]) begin
        offset = offset_reg[j*OFFSET_BITS+:OFFSET_BITS];
        sum = product_reg[j*SUM_BITS+:SUM_BITS];
        sum = sum + {{(SUM_BITS - OFFSET_BITS) {offset[OFFSET_BITS-1]}}, offset};
        code = sum >>> SHIFT;
        code_next[j*OUT_BITS+:OUT_BITS] =
            code < low ? min_code : code > high ? max_code : code[OUT_BITS-1:0];
      end
    end
  end

  assign s_axis_tready = enable;
  assign m_axis_tvalid = valid_reg[2];
  assign m_axis_tlast = last_reg[2];
  assign m_axis_tdata = code_reg;

  always @(posedge clk) begin
    if (enable) begin
      acc_reg <= s_axis_tdata;
      offset_reg <= offsets;
      product_reg <= product_next;
      code_reg <= code_next;
      last_reg <= {last_reg[1:0], s_axis_tlast};
      end_reg <= {end_reg[0], end_of_pixel};
    end
    if (rst) begin
      valid_reg <= 3'd0;
      beat_reg  <= 0;
    end else if (enable) begin
      valid_reg <= {valid_reg[1:0], s_axis_tvalid};
      if (s_axis_tvalid) beat_reg <= end_of_pixel ? 0 : beat_reg + 1'b1;
    end
  end
endmodule

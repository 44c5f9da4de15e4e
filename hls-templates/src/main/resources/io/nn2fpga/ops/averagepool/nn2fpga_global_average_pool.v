// nn2fpga_global_average_pool.v - requantized sum of each channel over a frame.
//
//   y = clamp((multiplier * factor + offset) >>> SHIFT, MIN, MAX)
//
// Streams   s_axis: PIXELS pixels of BEATS beats, LANES channels a beat.  m_axis: BEATS beats, LANES
//           codes a beat, the last with LAST_LANES of them, the others zero.
// Timing    latency 3 cycles (accumulate, multiply, add and clamp) after a beat of the last pixel,
//           initiation interval 1.  The last pixel is taken as the stages advance, all with one
//           clock enable: then tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the position, not the data.
// Limits    SUM_BITS holds every sum, ACC_BITS every multiplier * factor + offset, MIN and MAX.
`timescale 1ns / 1ps

module nn2fpga_global_average_pool #(
    // Bits of an element, and whether it is in two's complement.
    parameter ELEMENT_BITS = 8,
    parameter SIGNED = 0,
    // Pixels a frame.
    parameter PIXELS = 4,
    // Channels a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Channels of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Bits of a sum, the multiplier, the offset, all in two's complement.
    parameter SUM_BITS = 11,
    parameter MULTIPLIER_BITS = 8,
    parameter OFFSET_BITS = 24,
    // Bits of the requantized sum, in two's complement.
    parameter ACC_BITS = 26,
    // Bits that are dropped after rounding.
    parameter SHIFT = 8,
    // Whether the factor is the doubled sum, and one more where it is not negative.
    parameter AWAY = 0,
    // Smallest and largest code.
    parameter [31:0] MIN = 0,
    parameter [31:0] MAX = 255,
    // Bits of a code.
    parameter OUT_BITS = 8,
    // $readmemh files of one word.
    parameter MULTIPLIER_FILE = "multiplier.hex",
    parameter OFFSET_FILE = "offset.hex"
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire [LANES*ELEMENT_BITS-1:0] s_axis_tdata,
    input  wire                          s_axis_tvalid,
    output wire                          s_axis_tready,
    input  wire                          s_axis_tlast,
    output wire [    LANES*OUT_BITS-1:0] m_axis_tdata,
    output wire                          m_axis_tvalid,
    input  wire                          m_axis_tready,
    output wire                          m_axis_tlast
);
  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam PIXEL_BITS = PIXELS > 1 ? $clog2(PIXELS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam [31:0] LAST_32 = PIXELS - 1;
  localparam SIGN = SIGNED != 0;
  localparam FACTOR_BITS = SUM_BITS + (AWAY != 0 ? 1 : 0);

  wire [OUT_BITS-1:0] min_code = MIN[OUT_BITS-1:0];
  wire [OUT_BITS-1:0] max_code = MAX[OUT_BITS-1:0];
  wire signed [ACC_BITS-1:0] low = {{(ACC_BITS - OUT_BITS) {MIN[31]}}, min_code};
  wire signed [ACC_BITS-1:0] high = {{(ACC_BITS - OUT_BITS) {MAX[31]}}, max_code};

  reg [MULTIPLIER_BITS-1:0] multiplier_rom[0:0];
  reg [OFFSET_BITS-1:0] offset_rom[0:0];
  initial begin
    $readmemh(MULTIPLIER_FILE, multiplier_rom);
    $readmemh(OFFSET_FILE, offset_rom);
  end

  reg [LANES*SUM_BITS-1:0] sums[0:BEATS-1];
  reg [BEAT_BITS-1:0] beat_reg;
  reg [PIXEL_BITS-1:0] pixel_reg;
  reg [2:0] valid_reg;
  reg [2:0] last_reg;
  reg [1:0] end_reg;
  reg [LANES*SUM_BITS-1:0] sum_reg;
  reg [LANES*ACC_BITS-1:0] product_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  wire enable = !valid_reg[2] || m_axis_tready;
  wire end_of_pixel = beat_reg == END_32[BEAT_BITS-1:0];
  wire last_pixel = pixel_reg == LAST_32[PIXEL_BITS-1:0];
  wire take = s_axis_tvalid && s_axis_tready;

  reg [LANES*SUM_BITS-1:0] sum_next;
  reg [LANES*ACC_BITS-1:0] product_next;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg [LANES*SUM_BITS-1:0] previous;
  reg [ELEMENT_BITS-1:0] element;
  reg signed [FACTOR_BITS-1:0] factor;
  reg [SUM_BITS:0] doubled;
  reg signed [MULTIPLIER_BITS-1:0] multiplier;
  reg signed [OFFSET_BITS-1:0] offset;
  reg signed [ACC_BITS-1:0] product;
  reg signed [ACC_BITS-1:0] acc;
  integer p;
  integer i;
  integer j;

  always @* begin
    previous = pixel_reg == 0 ? 0 : sums[beat_reg];
    sum_next = 0;
    for (p = 0; p < LANES; p = p + 1) begin
      element = s_axis_tdata[p*ELEMENT_BITS+:ELEMENT_BITS];
      sum_next[p*SUM_BITS+:SUM_BITS] = previous[p*SUM_BITS+:SUM_BITS] +
          {{(SUM_BITS - ELEMENT_BITS) {SIGN && element[ELEMENT_BITS-1]}}, element};
    end
  end

  always @* begin
    product_next = 0;
    doubled = 0;
    multiplier = multiplier_rom[0];
    for (i = 0; i < LANES; i = i + 1) begin
      doubled = {sum_reg[i*SUM_BITS+:SUM_BITS], !sum_reg[i*SUM_BITS+SUM_BITS-1]};
      factor = doubled[SUM_BITS-:FACTOR_BITS];
      product = factor * multiplier;
      product_next[i*ACC_BITS+:ACC_BITS] = product;
    end
  end

  always @* begin
    code_next = 0;
    acc = 0;
    offset = offset_rom[0];
    for (j = 0; j < LANES; j = j + 1)
      if (j < LAST_LANES || !end_reg[1]) begin
        acc = product_reg[j*ACC_BITS+:ACC_BITS];
        acc = acc + {{(ACC_BITS - OFFSET_BITS) {offset[OFFSET_BITS-1]}}, offset};
        acc = acc >>> SHIFT;
        code_next[j*OUT_BITS+:OUT_BITS] =
            acc < low ? min_code : acc > high ? max_code : acc[OUT_BITS-1:0];
      end
  end

  wire unused_bit = doubled[0];

  assign s_axis_tready = enable || !last_pixel;
  assign m_axis_tvalid = valid_reg[2];
  assign m_axis_tlast = last_reg[2];
  assign m_axis_tdata = code_reg;

  always @(posedge clk) begin
    if (take) sums[beat_reg] <= sum_next;
    if (enable) begin
      sum_reg <= sum_next;
      product_reg <= product_next;
      code_reg <= code_next;
      last_reg <= {last_reg[1:0], s_axis_tlast};
      end_reg <= {end_reg[0], end_of_pixel};
    end
    if (rst) begin
      valid_reg <= 3'd0;
      beat_reg  <= 0;
      pixel_reg <= 0;
    end else begin
      if (enable) valid_reg <= {valid_reg[1:0], s_axis_tvalid && last_pixel};
      if (take) begin
        beat_reg <= end_of_pixel ? 0 : beat_reg + 1'b1;
        if (end_of_pixel) pixel_reg <= last_pixel ? 0 : pixel_reg + 1'b1;
      end
    end
  end
endmodule

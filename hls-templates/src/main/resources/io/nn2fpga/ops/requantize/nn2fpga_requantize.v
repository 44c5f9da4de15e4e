// nn2fpga_requantize.v - narrow accumulators to codes by an affine map of each channel.
//
//   y = clamp(((multiplier[c] * acc + offset[c]) >>> SHIFT) + correction, MIN, MAX)
//
// Where the dropped bits are all zero, TIES = 1 clears the lowest bit of the shifted sum; where they
// are all one, TIES = 2 sets it: so ties go to even codes.  The correction is the sum of those of the
// channel's exceptions whose position is the accumulator.
//
// Streams   s_axis: LANES accumulators a beat, BEATS beats a pixel, the last with LAST_LANES;
//           m_axis: as many codes, unused lanes zero.
// Timing    latency 3 + PIPELINE cycles, initiation interval 1.  All stages share one clock enable; tready
//           depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the channel counter, not the data.
// Limits    SUM_BITS holds every multiplier * acc + offset, corrected too, and MIN and MAX; TIES = 0
//           if SHIFT = 0; POSITION_BITS > ACC_BITS if accumulators are unsigned, else >= ACC_BITS;
//           CORRECTION_BITS holds every sum of corrections.
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
    // What becomes of ties: 0 nothing, 1 even codes, 2 odd codes.
    parameter TIES = 0,
    // 1: the clamp is a stage of its own, behind that of the sum.
    parameter PIPELINE = 0,
    // Whether there are multipliers; 0 where all of them are 1.
    parameter MULTIPLY = 1,
    // Exceptions of a channel.
    parameter EXCEPTIONS = 0,
    // Bits of the accumulator at which an exception is, in two's complement.
    parameter POSITION_BITS = 17,
    // Bits of the corrections' sum, in two's complement.
    parameter CORRECTION_BITS = 2,
    // $readmemh file of BEATS words of LANES multipliers.
    parameter MULTIPLIER_FILE = "multiplier.hex",
    // $readmemh file of BEATS words of LANES offsets.
    parameter OFFSET_FILE = "offset.hex",
    // $readmemh file of BEATS words of LANES groups of EXCEPTIONS accumulators.
    parameter POSITION_FILE = "position.hex",
    // $readmemh file of as many corrections of 2 bits, in two's complement.
    parameter CORRECTION_FILE = "correction.hex"
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
    if (SHIFT == 0 && TIES != 0) begin : gen_illegal_ties
      nn2fpga_requantize_has_no_ties_without_a_shift u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam SIGN = ACC_SIGNED != 0;

  wire [OUT_BITS-1:0] min_code = MIN[OUT_BITS-1:0];
  wire [OUT_BITS-1:0] max_code = MAX[OUT_BITS-1:0];
  wire signed [SUM_BITS-1:0] low = {{(SUM_BITS - OUT_BITS) {MIN[31]}}, min_code};
  wire signed [SUM_BITS-1:0] high = {{(SUM_BITS - OUT_BITS) {MAX[31]}}, max_code};

  // The bits of a sum that the shift drops.
  wire [SUM_BITS-1:0] dropped = {SUM_BITS{1'b1}} >> (SUM_BITS - SHIFT);

  reg [BEAT_BITS-1:0] beat_reg;
  reg [2+PIPELINE:0] valid_reg;
  reg [2+PIPELINE:0] last_reg;
  reg [1+PIPELINE:0] end_reg;
  reg [LANES*ACC_BITS-1:0] acc_reg;
  wire [LANES*MULTIPLIER_BITS-1:0] multipliers;
  wire [LANES*OFFSET_BITS-1:0] offsets;
  reg [LANES*OFFSET_BITS-1:0] offset_reg;
  reg [LANES*SUM_BITS-1:0] product_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  wire enable = !valid_reg[2+PIPELINE] || m_axis_tready;
  wire end_of_pixel = beat_reg == END_32[BEAT_BITS-1:0];

  generate
    if (MULTIPLY != 0) begin : gen_multipliers
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
    end else begin : gen_ones
      wire [MULTIPLIER_BITS-1:0] one = 1;
      assign multipliers = {LANES{one}};
    end
  endgenerate
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

  // Corrections of the accumulators that are exceptions, beside the products.
  wire [LANES*CORRECTION_BITS-1:0] corrections;
  generate
    if (EXCEPTIONS == 0) begin : gen_no_exceptions
      assign corrections = 0;
    end else begin : gen_exceptions
      wire [LANES*EXCEPTIONS*POSITION_BITS-1:0] positions;
      wire [LANES*EXCEPTIONS*2-1:0] changes;
      reg [LANES*CORRECTION_BITS-1:0] correction_reg;
      reg [LANES*CORRECTION_BITS-1:0] correction_next;
      reg [POSITION_BITS-1:0] place;
      reg [CORRECTION_BITS-1:0] correction;
      reg [1:0] change;
      integer l;
      integer e;
      nn2fpga_rom #(
          .DEPTH(BEATS),
          .WIDTH(LANES * EXCEPTIONS * POSITION_BITS),
          .ADDRESS_BITS(BEAT_BITS),
          .FILE(POSITION_FILE)
      ) u_position_rom (
          .clk(clk),
          .enable(enable),
          .address(beat_reg),
          .data(positions)
      );
      nn2fpga_rom #(
          .DEPTH(BEATS),
          .WIDTH(LANES * EXCEPTIONS * 2),
          .ADDRESS_BITS(BEAT_BITS),
          .FILE(CORRECTION_FILE)
      ) u_correction_rom (
          .clk(clk),
          .enable(enable),
          .address(beat_reg),
          .data(changes)
      );
      always @* begin
        correction_next = 0;
        for (l = 0; l < LANES; l = l + 1) begin
          place = {POSITION_BITS{SIGN && acc_reg[l*ACC_BITS+ACC_BITS-1]}};
          place[ACC_BITS-1:0] = acc_reg[l*ACC_BITS+:ACC_BITS];
          correction = 0;
          for (e = 0; e < EXCEPTIONS; e = e + 1) begin
            change = changes[(l*EXCEPTIONS+e)*2+:2];
            if (place == positions[(l*EXCEPTIONS+e)*POSITION_BITS+:POSITION_BITS]) begin
              correction = correction + {{(CORRECTION_BITS - 1) {change[1]}}, change[0]};
            end
          end
          correction_next[l*CORRECTION_BITS+:CORRECTION_BITS] = correction;
        end
      end
      always @(posedge clk) if (enable) correction_reg <= correction_next;
      assign corrections = correction_reg;
    end
  endgenerate

  reg [LANES*SUM_BITS-1:0] product_next;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg signed [ACC_BITS:0] acc;
  reg signed [MULTIPLIER_BITS-1:0] multiplier;
  reg signed [SUM_BITS-1:0] product;
  reg signed [OFFSET_BITS-1:0] offset;
  reg [LANES*SUM_BITS-1:0] sum_next;
  reg signed [SUM_BITS-1:0] total;
  reg signed [SUM_BITS-1:0] sum;
  reg signed [SUM_BITS-1:0] code;
  reg signed [CORRECTION_BITS-1:0] lane_correction;
  integer i;
  integer j;
  integer k;

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
    sum_next = 0;
    for (k = 0; k < LANES; k = k + 1) begin
      offset = offset_reg[k*OFFSET_BITS+:OFFSET_BITS];
      total = product_reg[k*SUM_BITS+:SUM_BITS];
      total = total + {{(SUM_BITS - OFFSET_BITS) {offset[OFFSET_BITS-1]}}, offset};
      sum_next[k*SUM_BITS+:SUM_BITS] = total;
    end
  end

  // What the clamp works on: the sums and corrections, or registers of them.
  wire [LANES*SUM_BITS-1:0] sums;
  wire [LANES*CORRECTION_BITS-1:0] sum_corrections;
  generate
    if (PIPELINE != 0) begin : gen_sum_stage
      reg [LANES*SUM_BITS-1:0] sum_reg;
      reg [LANES*CORRECTION_BITS-1:0] sum_correction_reg;
      always @(posedge clk) begin
        if (enable) begin
          sum_reg <= sum_next;
          sum_correction_reg <= corrections;
        end
      end
      assign sums = sum_reg;
      assign sum_corrections = sum_correction_reg;
    end else begin : gen_no_sum_stage
      assign sums = sum_next;
      assign sum_corrections = corrections;
    end
  endgenerate

  always @* begin
    code_next = 0;
    sum = 0;
    code = 0;
    lane_correction = 0;
    for (j = 0; j < LANES; j = j + 1) begin
      if (j < LAST_LANES || !end_reg[1+PIPELINE]) begin
        sum = sums[j*SUM_BITS+:SUM_BITS];
        code = sum >>> SHIFT;
        if (TIES == 1 && (sum & dropped) == 0) code[0] = 1'b0;
        if (TIES == 2 && (~sum & dropped) == 0) code[0] = 1'b1;
        lane_correction = sum_corrections[j*CORRECTION_BITS+:CORRECTION_BITS];
        code = code + {{(SUM_BITS - CORRECTION_BITS) {lane_correction[CORRECTION_BITS-1]}}, lane_correction};
        code_next[j*OUT_BITS+:OUT_BITS] =
            code < low ? min_code : code > high ? max_code : code[OUT_BITS-1:0];
      end
    end
  end

  assign s_axis_tready = enable;
  assign m_axis_tvalid = valid_reg[2+PIPELINE];
  assign m_axis_tlast = last_reg[2+PIPELINE];
  assign m_axis_tdata = code_reg;

  always @(posedge clk) begin
    if (enable) begin
      acc_reg <= s_axis_tdata;
      offset_reg <= offsets;
      product_reg <= product_next;
      code_reg <= code_next;
      last_reg <= {last_reg[1+PIPELINE:0], s_axis_tlast};
      end_reg <= {end_reg[PIPELINE:0], end_of_pixel};
    end
    if (rst) begin
      valid_reg <= {(3 + PIPELINE) {1'b0}};
      beat_reg  <= 0;
    end else if (enable) begin
      valid_reg <= {valid_reg[1+PIPELINE:0], s_axis_tvalid};
      if (s_axis_tvalid) beat_reg <= end_of_pixel ? 0 : beat_reg + 1'b1;
    end
  end
endmodule

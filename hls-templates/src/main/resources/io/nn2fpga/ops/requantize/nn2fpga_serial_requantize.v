// nn2fpga_serial_requantize.v - narrow accumulators to codes by an affine map of each channel, without
// a multiplier: a cycle for each bit of one.
//
//   y = clamp((multiplier[c] * acc + offset[c]) >>> SHIFT, MIN, MAX)
//
// With the codes of nn2fpga_requantize, TIES included.  The sum begins as the offset; each step adds the
// accumulator if the multiplier's lowest bit is set, and moves the lowest bit of the sum into the place
// of the multiplier's.
//
// Streams   s_axis: LANES accumulators a beat, BEATS beats a pixel, the last with LAST_LANES;
//           m_axis: as many codes, unused lanes zero.
// Timing    latency and interval MULTIPLIER_BITS + 3 cycles.
// Handshake s_axis_tready comes from a register.
// Reset     synchronous, active high; clears the valids and the channel counter, not the data.
// Limits    SUM_BITS <= 64 holds every multiplier * acc + offset, and MIN and MAX; TIES = 0 if SHIFT = 0.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_serial_requantize #(
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
    // Bits of a multiplier.
    parameter MULTIPLIER_BITS = 8,
    // Whether multipliers are in two's complement.
    parameter MULTIPLIER_SIGNED = 1,
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
  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam STEP_BITS = $clog2(MULTIPLIER_BITS + 2);
  localparam [31:0] LAST_BIT_32 = MULTIPLIER_BITS;
  localparam [31:0] CLAMP_32 = MULTIPLIER_BITS + 1;
  localparam SIGN = ACC_SIGNED != 0;
  // A sum of the offset and the accumulators so far, at the weight of the multiplier's next bit, is
  // no larger than offset and accumulator together.
  localparam WIDER_BITS = OFFSET_BITS > ACC_BITS + 1 ? OFFSET_BITS : ACC_BITS + 1;
  localparam HIGH_BITS = WIDER_BITS + 1;
  localparam BOTH_BITS = HIGH_BITS + MULTIPLIER_BITS;
  localparam TOTAL_BITS = BOTH_BITS > SUM_BITS ? BOTH_BITS : SUM_BITS;

  generate
    if (SUM_BITS < OUT_BITS + 1 || SUM_BITS > 64 || SHIFT >= SUM_BITS) begin : gen_illegal
      nn2fpga_serial_requantize_needs_wider_sum u_illegal ();
    end
    if (SHIFT == 0 && TIES != 0) begin : gen_illegal_ties
      nn2fpga_serial_requantize_has_no_ties_without_a_shift u_illegal ();
    end
  endgenerate

  wire [OUT_BITS-1:0] min_code = MIN[OUT_BITS-1:0];
  wire [OUT_BITS-1:0] max_code = MAX[OUT_BITS-1:0];
  wire signed [TOTAL_BITS-1:0] least = {{(TOTAL_BITS - OUT_BITS) {MIN[31]}}, min_code};
  wire signed [TOTAL_BITS-1:0] most = {{(TOTAL_BITS - OUT_BITS) {MAX[31]}}, max_code};

  // The bits of a sum that the shift drops.
  wire [TOTAL_BITS-1:0] dropped = {TOTAL_BITS{1'b1}} >> (TOTAL_BITS - SHIFT);

  // Step 0 brings the offset, steps 1 to MULTIPLIER_BITS a bit of the multiplier each; then the sum
  // waits for the place that its code goes to.
  reg [STEP_BITS-1:0] step_reg;
  reg [BEAT_BITS-1:0] beat_reg;
  reg busy_reg;
  reg last_reg;
  reg end_reg;
  reg [LANES*ACC_BITS-1:0] acc_reg;
  reg [LANES*HIGH_BITS-1:0] high_reg;
  reg [LANES*MULTIPLIER_BITS-1:0] low_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;
  reg code_valid_reg;
  reg code_last_reg;

  wire taken = s_axis_tvalid && !busy_reg;
  wire summed = step_reg == CLAMP_32[STEP_BITS-1:0];
  wire done = busy_reg && summed && (!code_valid_reg || m_axis_tready);
  wire first_step = step_reg == 0;
  // The highest bit of a multiplier in two's complement counts negative.
  wire negative = MULTIPLIER_SIGNED != 0 && step_reg == LAST_BIT_32[STEP_BITS-1:0];
  wire end_of_pixel = beat_reg == END_32[BEAT_BITS-1:0];

  wire [LANES*MULTIPLIER_BITS-1:0] multipliers;
  wire [LANES*OFFSET_BITS-1:0] offsets;
  nn2fpga_rom #(
      .DEPTH(BEATS),
      .WIDTH(LANES * MULTIPLIER_BITS),
      .ADDRESS_BITS(BEAT_BITS),
      .FILE(MULTIPLIER_FILE)
  ) u_multiplier_rom (
      .clk(clk),
      .enable(taken),
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
      .enable(taken),
      .address(beat_reg),
      .data(offsets)
  );

  reg [LANES*HIGH_BITS-1:0] high_next;
  reg [LANES*MULTIPLIER_BITS-1:0] low_next;
  reg [OFFSET_BITS-1:0] offset;
  reg [HIGH_BITS-1:0] acc;
  reg [HIGH_BITS-1:0] addend;
  reg [HIGH_BITS-1:0] total;
  reg [MULTIPLIER_BITS-1:0] low;
  integer i;

  always @* begin
    high_next = 0;
    low_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      offset = offsets[i*OFFSET_BITS+:OFFSET_BITS];
      acc = {HIGH_BITS{SIGN && acc_reg[i*ACC_BITS+ACC_BITS-1]}};
      acc[ACC_BITS-1:0] = acc_reg[i*ACC_BITS+:ACC_BITS];
      // The step halves what it leaves, but not the offset.
      addend = {HIGH_BITS{offset[OFFSET_BITS-1]}};
      addend[OFFSET_BITS:0] = {offset, 1'b0};
      if (!first_step) addend = low_reg[i*MULTIPLIER_BITS] ? acc ^ {HIGH_BITS{negative}} : 0;
      total = high_reg[i*HIGH_BITS+:HIGH_BITS] + addend;
      if (negative && low_reg[i*MULTIPLIER_BITS]) total = total + 1'b1;
      high_next[i*HIGH_BITS+:HIGH_BITS] = {total[HIGH_BITS-1], total[HIGH_BITS-1:1]};
      low = low_reg[i*MULTIPLIER_BITS+:MULTIPLIER_BITS] >> 1;
      low[MULTIPLIER_BITS-1] = total[0];
      low_next[i*MULTIPLIER_BITS+:MULTIPLIER_BITS] =
          first_step ? multipliers[i*MULTIPLIER_BITS+:MULTIPLIER_BITS] : low;
    end
  end

  reg [LANES*OUT_BITS-1:0] code_next;
  reg signed [TOTAL_BITS-1:0] sum;
  reg signed [TOTAL_BITS-1:0] code;
  integer j;

  always @* begin
    code_next = 0;
    sum = 0;
    code = 0;
    for (j = 0; j < LANES; j = j + 1) begin
      if (j < LAST_LANES || !end_reg) begin
        sum = {TOTAL_BITS{high_reg[(j+1)*HIGH_BITS-1]}};
        sum[BOTH_BITS-1:0] = {
          high_reg[j*HIGH_BITS+:HIGH_BITS], low_reg[j*MULTIPLIER_BITS+:MULTIPLIER_BITS]
        };
        code = sum >>> SHIFT;
        if (TIES == 1 && (sum & dropped) == 0) code[0] = 1'b0;
        if (TIES == 2 && (~sum & dropped) == 0) code[0] = 1'b1;
        code_next[j*OUT_BITS+:OUT_BITS] =
            code < least ? min_code : code > most ? max_code : code[OUT_BITS-1:0];
      end
    end
  end

  always @(posedge clk) begin
    if (taken) begin
      acc_reg  <= s_axis_tdata;
      last_reg <= s_axis_tlast;
      end_reg  <= end_of_pixel;
      step_reg <= 0;
      high_reg <= 0;
    end else if (!summed) begin
      step_reg <= step_reg + 1'b1;
      high_reg <= high_next;
      low_reg  <= low_next;
    end
    if (done) begin
      code_reg <= code_next;
      code_last_reg <= last_reg;
    end
    if (rst) begin
      busy_reg <= 1'b0;
      code_valid_reg <= 1'b0;
      beat_reg <= 0;
    end else begin
      if (taken) begin
        busy_reg <= 1'b1;
        beat_reg <= end_of_pixel ? 0 : beat_reg + 1'b1;
      end else if (done) begin
        busy_reg <= 1'b0;
      end
      if (done) code_valid_reg <= 1'b1;
      else if (m_axis_tready) code_valid_reg <= 1'b0;
    end
  end

  assign s_axis_tready = !busy_reg;
  assign m_axis_tvalid = code_valid_reg;
  assign m_axis_tlast  = code_last_reg;
  assign m_axis_tdata  = code_reg;
endmodule
`default_nettype wire

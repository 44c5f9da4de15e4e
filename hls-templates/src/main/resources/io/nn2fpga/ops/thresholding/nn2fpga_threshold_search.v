// nn2fpga_threshold_search.v - narrow accumulators to codes by a binary search among thresholds.
//
//   y = BASE + number of t with x >= threshold[c][t],  x = falling[c] ? ~acc : acc
//
// A channel has 2^STAGES - 1 ascending thresholds; those that are not needed are never reached.  Stage
// s of the search compares with one of the 2^s thresholds that the bits found so far leave, so that a
// lane has STAGES comparators, however many codes there are.
//
// Streams   s_axis: LANES accumulators a beat, BEATS beats a pixel, the last with LAST_LANES;
//           m_axis: as many codes, unused lanes zero.
// Timing    latency STAGES + 1 cycles (fetch, a cycle for each bit), initiation interval 1.  All
//           stages share one clock enable; tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the beat counter, not the data.
// Limits    1 <= STAGES <= 8; COMPARE_BITS holds x and every threshold; OUT_BITS every code.
`timescale 1ns / 1ps

module nn2fpga_threshold_search #(
    // Accumulators of a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Accumulators of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Bits of the number of thresholds reached.
    parameter STAGES = 2,
    // Bits of an accumulator.
    parameter ACC_BITS = 16,
    // Whether accumulators are in two's complement.
    parameter ACC_SIGNED = 1,
    // Bits of a threshold, in two's complement.
    parameter COMPARE_BITS = 17,
    // Code below all thresholds.
    parameter [31:0] BASE = 0,
    // Bits of a code.
    parameter OUT_BITS = 2,
    // Whether any channel falls.
    parameter FALLS = 0,
    // $readmemh files of BEATS * 2^s words of LANES thresholds, addressed by the beat and the bits
    // found so far.
    parameter STAGE0_FILE = "",
    parameter STAGE1_FILE = "",
    parameter STAGE2_FILE = "",
    parameter STAGE3_FILE = "",
    parameter STAGE4_FILE = "",
    parameter STAGE5_FILE = "",
    parameter STAGE6_FILE = "",
    parameter STAGE7_FILE = "",
    // $readmemh file of BEATS words of LANES bits, 1 for a falling channel.
    parameter FALLING_FILE = ""
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
    if (STAGES < 1 || STAGES > 8) begin : gen_illegal_stages
      nn2fpga_threshold_search_has_1_to_8_stages u_illegal ();
    end
    if (COMPARE_BITS < ACC_BITS + (ACC_SIGNED != 0 ? 0 : 1)) begin : gen_illegal_compare
      nn2fpga_threshold_search_needs_wider_compare u_illegal ();
    end
    if (OUT_BITS < STAGES - 1) begin : gen_illegal_output
      nn2fpga_threshold_search_needs_wider_codes u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam SIGN = ACC_SIGNED != 0;
  localparam OPERANDS = LANES * COMPARE_BITS;
  localparam FOUND = LANES * STAGES;

  wire enable;
  wire ends_pixel;
  wire [BEAT_BITS-1:0] beat;
  // What each stage of the search works on: operand, bits found, place in the pixel.
  wire [STAGES*OPERANDS-1:0] operands;
  wire [STAGES*OPERANDS-1:0] thresholds;
  wire [(STAGES+1)*FOUND-1:0] found;
  wire [(STAGES+1)*BEAT_BITS-1:0] beats;
  wire [LANES-1:0] falling;
  reg [LANES*ACC_BITS-1:0] acc_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  nn2fpga_pipeline #(
      .STAGES(STAGES + 1),
      .BEATS(BEATS),
      .BEAT_BITS(BEAT_BITS)
  ) u_pipeline (
      .clk(clk),
      .rst(rst),
      .s_valid(s_axis_tvalid),
      .s_last(s_axis_tlast),
      .m_ready(m_axis_tready),
      .enable(enable),
      .beat(beat),
      .ends_pixel(ends_pixel),
      .m_valid(m_axis_tvalid),
      .m_last(m_axis_tlast)
  );

  generate
    if (FALLS != 0) begin : gen_falling
      nn2fpga_lane_rom #(
          .DEPTH(BEATS),
          .WORD_BITS(LANES),
          .WIDTH(LANES),
          .ADDRESS_BITS(BEAT_BITS),
          .FILE(FALLING_FILE)
      ) u_falling_rom (
          .clk(clk),
          .enable(enable),
          .address(beat),
          .data(falling)
      );
    end else begin : gen_rising
      assign falling = 0;
    end
  endgenerate

  assign found[FOUND-1:0] = 0;
  assign beats[BEAT_BITS-1:0] = beat;

  genvar l;
  genvar s;
  generate
    for (l = 0; l < LANES; l = l + 1) begin : gen_operand
      wire [ACC_BITS-1:0] acc = acc_reg[l*ACC_BITS+:ACC_BITS];
      wire [COMPARE_BITS-1:0] wide;
      if (COMPARE_BITS > ACC_BITS) begin : gen_wider
        assign wide = {{(COMPARE_BITS - ACC_BITS) {SIGN && acc[ACC_BITS-1]}}, acc};
      end else begin : gen_same
        assign wide = acc;
      end
      assign operands[l*COMPARE_BITS+:COMPARE_BITS] = falling[l] ? ~wide : wide;
    end

    for (s = 0; s < STAGES; s = s + 1) begin : gen_stage
      localparam ADDRESS_BITS = s == 0 ? BEAT_BITS : BEATS == 1 ? s : BEAT_BITS + s;
      for (l = 0; l < LANES; l = l + 1) begin : gen_lane
        wire [ADDRESS_BITS-1:0] address;
        if (s == 0) begin : gen_first
          assign address = beats[BEAT_BITS-1:0];
        end else if (BEATS == 1) begin : gen_bits
          assign address = found[s*FOUND+l*STAGES+:s];
        end else begin : gen_next
          assign address = {
            beats[s*BEAT_BITS+:BEAT_BITS], found[s*FOUND+l*STAGES+:s]
          };
        end
        nn2fpga_stage_rom #(
            .DEPTH(BEATS << s),
            .WORD_BITS(OPERANDS),
            .WIDTH(COMPARE_BITS),
            .LSB(l * COMPARE_BITS),
            .ADDRESS_BITS(ADDRESS_BITS),
            .STAGE(s),
            .STAGE0_FILE(STAGE0_FILE),
            .STAGE1_FILE(STAGE1_FILE),
            .STAGE2_FILE(STAGE2_FILE),
            .STAGE3_FILE(STAGE3_FILE),
            .STAGE4_FILE(STAGE4_FILE),
            .STAGE5_FILE(STAGE5_FILE),
            .STAGE6_FILE(STAGE6_FILE),
            .STAGE7_FILE(STAGE7_FILE)
        ) u_rom (
            .clk(clk),
            .enable(enable),
            .address(address),
            .data(thresholds[s*OPERANDS+l*COMPARE_BITS+:COMPARE_BITS])
        );

        // The bits found up to this stage, this one's lowest.
        wire signed [COMPARE_BITS-1:0] x = operands[s*OPERANDS+l*COMPARE_BITS+:COMPARE_BITS];
        wire signed [COMPARE_BITS-1:0] t = thresholds[s*OPERANDS+l*COMPARE_BITS+:COMPARE_BITS];
        if (STAGES == 1) begin : gen_only
          assign found[(s+1)*FOUND+l*STAGES+:STAGES] = x >= t;
        end else if (s == 0) begin : gen_top
          assign found[(s+1)*FOUND+l*STAGES+:STAGES] = {{(STAGES - 1) {1'b0}}, x >= t};
        end else begin : gen_bit
          reg [s-1:0] before_reg;
          wire [s:0] after = {before_reg, x >= t};
          always @(posedge clk) if (enable) before_reg <= found[s*FOUND+l*STAGES+:s];
          if (s + 1 < STAGES) begin : gen_zeros
            assign found[(s+1)*FOUND+l*STAGES+:STAGES] = {{(STAGES - s - 1) {1'b0}}, after};
          end else begin : gen_all
            assign found[(s+1)*FOUND+l*STAGES+:STAGES] = after;
          end
        end
      end

      if (s + 1 < STAGES) begin : gen_registers
        reg [OPERANDS-1:0] operand_reg;
        reg [BEAT_BITS-1:0] beat_reg;
        assign operands[(s+1)*OPERANDS+:OPERANDS] = operand_reg;
        always @(posedge clk) begin
          if (enable) begin
            operand_reg <= operands[s*OPERANDS+:OPERANDS];
            beat_reg <= beats[s*BEAT_BITS+:BEAT_BITS];
          end
        end
        assign beats[(s+1)*BEAT_BITS+:BEAT_BITS] = beat_reg;
      end else begin : gen_last
        assign beats[(s+1)*BEAT_BITS+:BEAT_BITS] = 0;
      end
    end
  endgenerate

  // One bit more than either, so that a narrow code and a long count both fit.
  localparam SUM_BITS = (OUT_BITS > STAGES ? OUT_BITS : STAGES) + 1;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg [SUM_BITS-1:0] sum;
  integer i;

  always @* begin
    code_next = 0;
    sum = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      if (i < LAST_LANES || !ends_pixel) begin
        sum = 0;
        sum[STAGES-1:0] = found[STAGES*FOUND+i*STAGES+:STAGES];
        sum = sum + BASE[SUM_BITS-1:0];
        code_next[i*OUT_BITS+:OUT_BITS] = sum[OUT_BITS-1:0];
      end
    end
  end

  wire unused = &{1'b0, beats, sum[SUM_BITS-1:OUT_BITS], found[FOUND-1:0]};

  assign s_axis_tready = enable;
  assign m_axis_tdata  = code_reg;

  always @(posedge clk) begin
    if (enable) begin
      acc_reg  <= s_axis_tdata;
      code_reg <= code_next;
    end
  end
endmodule

// nn2fpga_thresholding.v - narrow accumulators to codes by counting the thresholds reached.
//
//   y = BASE + number of t with (falling[c] ? acc <= threshold[c][t] : acc >= threshold[c][t])
//
// Streams   s_axis: LANES accumulators a beat, BEATS beats a pixel, the last with LAST_LANES;
//           m_axis: as many codes, unused lanes zero.
// Timing    latency 3 cycles (fetch, compare, count), initiation interval 1.  All stages share one
//           clock enable; tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the channel counter, not the data.
// Limits    COMPARE_BITS >= ACC_BITS, and one more if accumulators are unsigned.
`timescale 1ns / 1ps

module nn2fpga_thresholding #(
    // Accumulators of a beat.
    parameter LANES = 1,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Accumulators of the last beat of a pixel.
    parameter LAST_LANES = 1,
    // Thresholds of a channel.
    parameter THRESHOLDS = 3,
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
    // $readmemh file of BEATS words of LANES groups of THRESHOLDS thresholds.
    parameter THRESHOLD_FILE = "threshold.hex",
    // $readmemh file of BEATS words of LANES bits, 1 for a falling channel.
    parameter FALLING_FILE = "falling.hex"
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
    if (COMPARE_BITS < ACC_BITS + (ACC_SIGNED != 0 ? 0 : 1)) begin : gen_illegal
      nn2fpga_thresholding_needs_wider_compare u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam SIGN = ACC_SIGNED != 0;
  localparam LANE_BITS = THRESHOLDS * COMPARE_BITS;

  reg [BEAT_BITS-1:0] beat_reg;
  reg [2:0] valid_reg;
  reg [2:0] last_reg;
  reg [1:0] end_reg;
  reg [LANES*ACC_BITS-1:0] acc_reg;
  wire [LANES*LANE_BITS-1:0] thresholds;
  wire [LANES-1:0] falling;
  reg [LANES*THRESHOLDS-1:0] hit_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  wire enable = !valid_reg[2] || m_axis_tready;
  wire end_of_pixel = beat_reg == END_32[BEAT_BITS-1:0];

  nn2fpga_rom #(
      .DEPTH(BEATS),
      .WIDTH(LANES * LANE_BITS),
      .ADDRESS_BITS(BEAT_BITS),
      .FILE(THRESHOLD_FILE)
  ) u_threshold_rom (
      .clk(clk),
      .enable(enable),
      .address(beat_reg),
      .data(thresholds)
  );
  nn2fpga_rom #(
      .DEPTH(BEATS),
      .WIDTH(LANES),
      .ADDRESS_BITS(BEAT_BITS),
      .FILE(FALLING_FILE)
  ) u_falling_rom (
      .clk(clk),
      .enable(enable),
      .address(beat_reg),
      .data(falling)
  );

  reg [LANES*THRESHOLDS-1:0] hit_next;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg signed [COMPARE_BITS-1:0] acc;
  reg signed [COMPARE_BITS-1:0] threshold;
  reg [OUT_BITS-1:0] code;
  integer i;
  integer t;
  integer j;
  integer u;

  always @* begin
    hit_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      acc = {COMPARE_BITS{SIGN && acc_reg[i*ACC_BITS+ACC_BITS-1]}};
      acc[ACC_BITS-1:0] = acc_reg[i*ACC_BITS+:ACC_BITS];
      for (t = 0; t < THRESHOLDS; t = t + 1) begin
        threshold = thresholds[(i*THRESHOLDS+t)*COMPARE_BITS+:COMPARE_BITS];
        hit_next[i*THRESHOLDS+t] = falling[i] ? acc <= threshold : acc >= threshold;
      end
    end
  end

  always @* begin
    code_next = 0;
    code = 0;
    u = 0;
    for (j = 0; j < LANES; j = j + 1) begin
      if (j < LAST_LANES || !end_reg[1]) begin
        code = BASE[OUT_BITS-1:0];
        for (u = 0; u < THRESHOLDS; u = u + 1) begin
          if (hit_reg[j*THRESHOLDS+u]) code = code + 1'b1;
        end
        code_next[j*OUT_BITS+:OUT_BITS] = code;
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
      hit_reg <= hit_next;
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

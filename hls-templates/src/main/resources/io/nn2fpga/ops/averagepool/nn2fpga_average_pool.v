// nn2fpga_average_pool.v - requantized sum over the taps of a window.
//
//   y = clamp((multiplier[k] * factor + offset[k]) >>> SHIFT, MIN, MAX)
//   k = (KERNEL_H - rows) * KERNEL_W + KERNEL_W - columns, where rows x columns is the part of the
//   window inside the frame; 0 with one class.
//
// Streams   s_axis: KERNEL_H * KERNEL_W taps of LANES channels a beat, lane (ky * KERNEL_W + kx) *
//           LANES + p, zero in the padding; BEATS beats a window.  m_axis: LANES codes a beat, the
//           last of a window with LAST_LANES of them, the others zero.
// Timing    latency 4 cycles (sum along rows, across them, multiply, add and clamp), initiation
//           interval 1.  All stages share one clock enable; tready depends combinationally on
//           m_axis_tready.
// Reset     synchronous, active high; clears the valids and the position, not the data.
// Limits    SUM_BITS holds every sum, ACC_BITS every multiplier * factor + offset, MIN and MAX.
`timescale 1ns / 1ps

module nn2fpga_average_pool #(
    // Bits of an element, and whether it is in two's complement.
    parameter ELEMENT_BITS = 8,
    parameter SIGNED = 0,
    // The frame, the window, its steps, the padding above and on the left.
    parameter HEIGHT = 4,
    parameter WIDTH = 4,
    parameter KERNEL_H = 2,
    parameter KERNEL_W = 2,
    parameter STRIDE_H = 2,
    parameter STRIDE_W = 2,
    parameter PAD_TOP = 0,
    parameter PAD_LEFT = 0,
    // Windows a frame.
    parameter OUT_H = 2,
    parameter OUT_W = 2,
    // Channels a beat.
    parameter LANES = 1,
    // Beats of a window.
    parameter BEATS = 1,
    // Channels of the last beat of a window.
    parameter LAST_LANES = 1,
    // Classes of windows: 1 or KERNEL_H * KERNEL_W.
    parameter CLASSES = 1,
    // Bits of a sum, a multiplier, an offset, all in two's complement.
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
    // $readmemh files of CLASSES words.
    parameter MULTIPLIER_FILE = "multiplier.hex",
    parameter OFFSET_FILE = "offset.hex"
) (
    input  wire                                            clk,
    input  wire                                            rst,
    input  wire [KERNEL_H*KERNEL_W*LANES*ELEMENT_BITS-1:0] s_axis_tdata,
    input  wire                                            s_axis_tvalid,
    output wire                                            s_axis_tready,
    input  wire                                            s_axis_tlast,
    output wire [                      LANES*OUT_BITS-1:0] m_axis_tdata,
    output wire                                            m_axis_tvalid,
    input  wire                                            m_axis_tready,
    output wire                                            m_axis_tlast
);
  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam CLASS_BITS = CLASSES > 1 ? $clog2(CLASSES) : 1;
  localparam SIGN = SIGNED != 0;
  localparam FACTOR_BITS = SUM_BITS + (AWAY != 0 ? 1 : 0);

  wire [OUT_BITS-1:0] min_code = MIN[OUT_BITS-1:0];
  wire [OUT_BITS-1:0] max_code = MAX[OUT_BITS-1:0];
  wire signed [ACC_BITS-1:0] low = {{(ACC_BITS - OUT_BITS) {MIN[31]}}, min_code};
  wire signed [ACC_BITS-1:0] high = {{(ACC_BITS - OUT_BITS) {MAX[31]}}, max_code};

  reg [BEAT_BITS-1:0] beat_reg;
  reg [3:0] valid_reg;
  reg [3:0] last_reg;
  reg [2:0] end_reg;
  reg [CLASS_BITS-1:0] class_reg;
  reg [KERNEL_H*LANES*SUM_BITS-1:0] row_reg;
  reg [LANES*SUM_BITS-1:0] sum_reg;
  wire [MULTIPLIER_BITS-1:0] class_multiplier;
  wire [OFFSET_BITS-1:0] class_offset;
  reg [OFFSET_BITS-1:0] offset_reg;
  reg [LANES*ACC_BITS-1:0] product_reg;
  reg [LANES*OUT_BITS-1:0] code_reg;

  wire enable = !valid_reg[3] || m_axis_tready;
  wire end_of_window = beat_reg == END_32[BEAT_BITS-1:0];
  wire take = enable && s_axis_tvalid;

  nn2fpga_rom #(
      .DEPTH(CLASSES),
      .WIDTH(MULTIPLIER_BITS),
      .ADDRESS_BITS(CLASS_BITS),
      .FILE(MULTIPLIER_FILE)
  ) u_multiplier_rom (
      .clk(clk),
      .enable(enable),
      .address(class_reg),
      .data(class_multiplier)
  );
  nn2fpga_rom #(
      .DEPTH(CLASSES),
      .WIDTH(OFFSET_BITS),
      .ADDRESS_BITS(CLASS_BITS),
      .FILE(OFFSET_FILE)
  ) u_offset_rom (
      .clk(clk),
      .enable(enable),
      .address(class_reg),
      .data(class_offset)
  );

  // The window's place on the frame decides its class.
  wire [CLASS_BITS-1:0] class_next;
  generate
    if (CLASSES == 1) begin : gen_one_class
      wire unused = take;
      assign class_next = 0;
    end else begin : gen_classes
      localparam Y_BITS = $clog2(HEIGHT + 2 * KERNEL_H + STRIDE_H) + 1;
      localparam X_BITS = $clog2(WIDTH + 2 * KERNEL_W + STRIDE_W) + 1;
      localparam [31:0] FIRST_TOP = -PAD_TOP;
      localparam [31:0] LAST_TOP = (OUT_H - 1) * STRIDE_H - PAD_TOP;
      localparam [31:0] FIRST_LEFT = -PAD_LEFT;
      localparam [31:0] LAST_LEFT = (OUT_W - 1) * STRIDE_W - PAD_LEFT;
      localparam [31:0] BELOW = HEIGHT - KERNEL_H;
      localparam [31:0] BESIDE = WIDTH - KERNEL_W;
      localparam [31:0] STEP_Y = STRIDE_H;
      localparam [31:0] STEP_X = STRIDE_W;
      localparam [31:0] CLASS_COLUMNS = KERNEL_W;
      reg signed [Y_BITS-1:0] top_reg;
      reg signed [X_BITS-1:0] left_reg;
      wire signed [Y_BITS-1:0] below = BELOW[Y_BITS-1:0];
      wire signed [X_BITS-1:0] beside = BESIDE[X_BITS-1:0];
      // Rows and columns of the window that lie in the padding.
      wire [Y_BITS-1:0] above_count = top_reg < 0 ? -top_reg : 0;
      wire [Y_BITS-1:0] below_count = top_reg > below ? top_reg - below : 0;
      wire [X_BITS-1:0] left_count = left_reg < 0 ? -left_reg : 0;
      wire [X_BITS-1:0] right_count = left_reg > beside ? left_reg - beside : 0;
      wire [31:0] outside_rows = {{(32 - Y_BITS) {1'b0}}, above_count + below_count};
      wire [31:0] outside_columns = {{(32 - X_BITS) {1'b0}}, left_count + right_count};
      wire [31:0] index = outside_rows * CLASS_COLUMNS + outside_columns;
      wire unused = &index[31:CLASS_BITS];
      assign class_next = index[CLASS_BITS-1:0];
      always @(posedge clk) begin
        if (rst) begin
          top_reg  <= FIRST_TOP[Y_BITS-1:0];
          left_reg <= FIRST_LEFT[X_BITS-1:0];
        end else if (take && end_of_window) begin
          if (left_reg == $signed(LAST_LEFT[X_BITS-1:0])) begin
            left_reg <= FIRST_LEFT[X_BITS-1:0];
            top_reg <= top_reg == $signed(LAST_TOP[Y_BITS-1:0]) ? FIRST_TOP[Y_BITS-1:0] :
                       top_reg + STEP_Y[Y_BITS-1:0];
          end else begin
            left_reg <= left_reg + STEP_X[X_BITS-1:0];
          end
        end
      end
    end
  endgenerate

  reg [KERNEL_H*LANES*SUM_BITS-1:0] row_next;
  reg [LANES*SUM_BITS-1:0] sum_next;
  reg [LANES*ACC_BITS-1:0] product_next;
  reg [LANES*OUT_BITS-1:0] code_next;
  reg [ELEMENT_BITS-1:0] tap;
  reg [SUM_BITS-1:0] row_sum;
  reg [SUM_BITS-1:0] sum;
  reg signed [FACTOR_BITS-1:0] factor;
  reg [SUM_BITS:0] doubled;
  reg signed [MULTIPLIER_BITS-1:0] multiplier;
  reg signed [ACC_BITS-1:0] product;
  reg signed [ACC_BITS-1:0] acc;
  integer ky;
  integer kx;
  integer p;
  integer y;
  integer q;
  integer i;
  integer j;

  always @* begin
    row_next = 0;
    for (ky = 0; ky < KERNEL_H; ky = ky + 1)
      for (p = 0; p < LANES; p = p + 1) begin
        row_sum = 0;
        for (kx = 0; kx < KERNEL_W; kx = kx + 1) begin
          tap = s_axis_tdata[((ky*KERNEL_W+kx)*LANES+p)*ELEMENT_BITS+:ELEMENT_BITS];
          row_sum = row_sum + {{(SUM_BITS - ELEMENT_BITS) {SIGN && tap[ELEMENT_BITS-1]}}, tap};
        end
        row_next[(ky*LANES+p)*SUM_BITS+:SUM_BITS] = row_sum;
      end
  end

  always @* begin
    sum_next = 0;
    for (q = 0; q < LANES; q = q + 1) begin
      sum = 0;
      for (y = 0; y < KERNEL_H; y = y + 1) sum = sum + row_reg[(y*LANES+q)*SUM_BITS+:SUM_BITS];
      sum_next[q*SUM_BITS+:SUM_BITS] = sum;
    end
  end

  always @* begin
    product_next = 0;
    doubled = 0;
    multiplier = class_multiplier;
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
    for (j = 0; j < LANES; j = j + 1)
      if (j < LAST_LANES || !end_reg[2]) begin
        acc = product_reg[j*ACC_BITS+:ACC_BITS];
        acc = acc + {{(ACC_BITS - OFFSET_BITS) {offset_reg[OFFSET_BITS-1]}}, offset_reg};
        acc = acc >>> SHIFT;
        code_next[j*OUT_BITS+:OUT_BITS] =
            acc < low ? min_code : acc > high ? max_code : acc[OUT_BITS-1:0];
      end
  end

  wire unused_bit = doubled[0];

  assign s_axis_tready = enable;
  assign m_axis_tvalid = valid_reg[3];
  assign m_axis_tlast = last_reg[3];
  assign m_axis_tdata = code_reg;

  always @(posedge clk) begin
    if (enable) begin
      row_reg <= row_next;
      class_reg <= class_next;
      sum_reg <= sum_next;
      offset_reg <= class_offset;
      product_reg <= product_next;
      code_reg <= code_next;
      last_reg <= {last_reg[2:0], s_axis_tlast};
      end_reg <= {end_reg[1:0], end_of_window};
    end
    if (rst) begin
      valid_reg <= 4'd0;
      beat_reg  <= 0;
    end else if (enable) begin
      valid_reg <= {valid_reg[2:0], s_axis_tvalid};
      if (s_axis_tvalid) beat_reg <= end_of_window ? 0 : beat_reg + 1'b1;
    end
  end
endmodule

// nn2fpga_matmul.v - matrix products of two streams, row by row.
//
//   y[m][n] = sum over k of (a[m][k] - FIRST_ZERO) * (b[n][k] - SECOND_ZERO)
//
// Streams   s0_axis: ROWS rows of COLUMNS pixels a of BEATS beats, SIMD elements a beat, LAST_SIMD in the
//           last.  s1_axis: as many rows of VECTORS pixels b.  m_axis: for each a FOLDS beats of PE
//           accumulators, LAST_PE in the last, unused lanes zero.
// Timing    a row of s1_axis and a pixel of s0_axis are kept while the next ones come in; then a beat of
//           PE x SIMD products a cycle, whose sums leave 4 cycles after their last beat.  The pipeline has
//           one clock enable; each tready depends on registers only.
// Reset     synchronous, active high; clears the valids and the positions, not the data.
// Limits    FIRST_DIFFERENCE holds a and a - FIRST_ZERO, SECOND_DIFFERENCE b and b - SECOND_ZERO, in
//           two's complement; ACC_BITS every sum.
`timescale 1ns / 1ps

module nn2fpga_matmul #(
    // Accumulators and elements at a time.
    parameter PE = 1,
    parameter SIMD = 1,
    // Beats of a pixel, elements of the last of them.
    parameter BEATS = 1,
    parameter LAST_SIMD = 1,
    // Rows; pixels of a row of the first and of the second operand.
    parameter ROWS = 1,
    parameter COLUMNS = 1,
    parameter VECTORS = 1,
    // Beats of a pixel of the result, accumulators of the last of them.
    parameter FOLDS = 1,
    parameter LAST_PE = 1,
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
    // Bits of an accumulator.
    parameter ACC_BITS = 20
) (
    input  wire                        clk,
    input  wire                        rst,
    input  wire [ SIMD*FIRST_BITS-1:0] s0_axis_tdata,
    input  wire                        s0_axis_tvalid,
    output wire                        s0_axis_tready,
    input  wire                        s0_axis_tlast,
    input  wire [SIMD*SECOND_BITS-1:0] s1_axis_tdata,
    input  wire                        s1_axis_tvalid,
    output wire                        s1_axis_tready,
    input  wire                        s1_axis_tlast,
    output wire [     PE*ACC_BITS-1:0] m_axis_tdata,
    output wire                        m_axis_tvalid,
    input  wire                        m_axis_tready,
    output wire                        m_axis_tlast
);
  generate
    if (FIRST_DIFFERENCE < FIRST_BITS + (FIRST_SIGNED != 0 ? 0 : 1) ||
        SECOND_DIFFERENCE < SECOND_BITS + (SECOND_SIGNED != 0 ? 0 : 1)) begin : gen_illegal
      nn2fpga_matmul_needs_wider_differences u_illegal ();
    end
  endgenerate

  localparam FIRST_SIGN = FIRST_SIGNED != 0;
  localparam SECOND_SIGN = SECOND_SIGNED != 0;
  localparam PRODUCT_BITS = FIRST_DIFFERENCE + SECOND_DIFFERENCE;
  localparam WIDE_BITS = PRODUCT_BITS > ACC_BITS ? PRODUCT_BITS : ACC_BITS;
  localparam HALF = FOLDS * BEATS;
  localparam FIRST_ADDRESS = $clog2(2 * BEATS);
  localparam SECOND_ADDRESS = $clog2(2 * HALF);
  // Counters count from 1 on.
  localparam BEAT_BITS = $clog2(BEATS + 2);
  localparam FOLD_BITS = $clog2(FOLDS + 2);
  localparam COLUMN_BITS = $clog2(COLUMNS + 2);
  localparam ROW_BITS = $clog2(ROWS + 2);
  localparam PE_BITS = $clog2(PE + 2);
  localparam VECTOR_BITS = $clog2(VECTORS + 2);
  localparam [31:0] BEATS_32 = BEATS;
  localparam [31:0] FOLDS_32 = FOLDS;
  localparam [31:0] COLUMNS_32 = COLUMNS;
  localparam [31:0] ROWS_32 = ROWS;
  localparam [31:0] PE_32 = PE;
  localparam [31:0] VECTORS_32 = VECTORS;
  localparam [31:0] HALF_32 = HALF;

  // The first operand: two pixels, filled in turn.
  reg [SIMD*FIRST_BITS-1:0] pixels[0:2*BEATS-1];
  reg [1:0] pixel_full_reg;
  reg pixel_fills_reg;
  reg pixel_gives_reg;
  reg [BEAT_BITS-1:0] pixel_beat_reg;
  // The second operand: two rows, filled in turn, the vectors of a row dealt out to PE banks.
  reg [1:0] row_full_reg;
  reg row_fills_reg;
  reg row_gives_reg;
  reg [BEAT_BITS-1:0] vector_beat_reg;
  reg [VECTOR_BITS-1:0] vector_reg;
  reg [PE_BITS-1:0] bank_reg;
  // The first beat of the fold that is filled, within the row.
  reg [SECOND_ADDRESS-1:0] fill_reg;
  // The product that is next: beat, fold, column and row; the fold's first beat.
  reg [BEAT_BITS-1:0] beat_reg;
  reg [FOLD_BITS-1:0] fold_reg;
  reg [COLUMN_BITS-1:0] column_reg;
  reg [ROW_BITS-1:0] row_reg;
  reg [SECOND_ADDRESS-1:0] fold_start_reg;

  // Of each stage: whether it holds a beat, the first or last of a sum, of the last fold, of the frame.
  reg [3:0] valid_reg;
  reg [3:0] end_reg;
  reg [2:0] start_reg;
  reg [2:0] short_reg;
  reg [3:0] frame_reg;
  reg [0:0] ragged_reg;

  wire enable = !(valid_reg[3] && end_reg[3]) || m_axis_tready;
  wire issue = enable && pixel_full_reg[pixel_gives_reg] && row_full_reg[row_gives_reg];
  wire end_of_sum = beat_reg == BEATS_32[BEAT_BITS-1:0];
  wire last_fold = fold_reg == FOLDS_32[FOLD_BITS-1:0];
  wire end_of_pixel = end_of_sum && last_fold;
  wire end_of_row = end_of_pixel && column_reg == COLUMNS_32[COLUMN_BITS-1:0];
  wire end_of_frame = end_of_row && row_reg == ROWS_32[ROW_BITS-1:0];
  wire take_pixel = s0_axis_tvalid && s0_axis_tready;
  wire fills_pixel = take_pixel && pixel_beat_reg == BEATS_32[BEAT_BITS-1:0];
  wire take_row = s1_axis_tvalid && s1_axis_tready;
  wire fills_vector = take_row && vector_beat_reg == BEATS_32[BEAT_BITS-1:0];
  wire fills_row = fills_vector && vector_reg == VECTORS_32[VECTOR_BITS-1:0];
  wire fills_fold = fills_vector && bank_reg == PE_32[PE_BITS-1:0];
  wire unused = s0_axis_tlast ^ s1_axis_tlast;

  // Numbers from 0 on, as wide as an address; an address of a second half begins at its start.
  wire [31:0] pixel_write = {{(32 - BEAT_BITS) {1'b0}}, pixel_beat_reg} - 1 + (pixel_fills_reg ? BEATS_32 : 0);
  wire [31:0] pixel_read = {{(32 - BEAT_BITS) {1'b0}}, beat_reg} - 1 + (pixel_gives_reg ? BEATS_32 : 0);
  wire [31:0] row_write = {{(32 - BEAT_BITS) {1'b0}}, vector_beat_reg} - 1 +
      {{(32 - SECOND_ADDRESS) {1'b0}}, fill_reg} + (row_fills_reg ? HALF_32 : 0);
  wire [31:0] row_read = {{(32 - BEAT_BITS) {1'b0}}, beat_reg} - 1 +
      {{(32 - SECOND_ADDRESS) {1'b0}}, fold_start_reg} + (row_gives_reg ? HALF_32 : 0);
  wire unused_bits = &{1'b0, pixel_write, pixel_read, row_write, row_read};

  assign s0_axis_tready = !pixel_full_reg[pixel_fills_reg];
  assign s1_axis_tready = !row_full_reg[row_fills_reg];

  reg [SIMD*FIRST_BITS-1:0] first_word_reg;
  wire [PE*SIMD*SECOND_BITS-1:0] second_words;

  genvar n;
  generate
    for (n = 0; n < PE; n = n + 1) begin : gen_bank
      localparam [31:0] BANK_32 = n + 1;
      reg [SIMD*SECOND_BITS-1:0] bank[0:2*HALF-1];
      reg [SIMD*SECOND_BITS-1:0] word_reg;
      assign second_words[n*SIMD*SECOND_BITS+:SIMD*SECOND_BITS] = word_reg;
      always @(posedge clk) begin
        if (take_row && bank_reg == BANK_32[PE_BITS-1:0]) begin
          bank[row_write[SECOND_ADDRESS-1:0]] <= s1_axis_tdata;
        end
        if (enable) word_reg <= bank[row_read[SECOND_ADDRESS-1:0]];
      end
    end
  endgenerate

  reg [SIMD*FIRST_DIFFERENCE-1:0] first_reg;
  reg [SIMD*FIRST_DIFFERENCE-1:0] first_next;
  reg [PE*SIMD*SECOND_DIFFERENCE-1:0] second_reg;
  reg [PE*SIMD*SECOND_DIFFERENCE-1:0] second_next;
  reg [PE*SIMD*PRODUCT_BITS-1:0] product_reg;
  reg [PE*SIMD*PRODUCT_BITS-1:0] product_next;
  reg [PE*ACC_BITS-1:0] acc_reg;
  reg [PE*ACC_BITS-1:0] acc_next;
  reg [FIRST_DIFFERENCE-1:0] a;
  reg [SECOND_DIFFERENCE-1:0] b;
  reg signed [FIRST_DIFFERENCE-1:0] left;
  reg signed [SECOND_DIFFERENCE-1:0] right;
  reg signed [PRODUCT_BITS-1:0] product;
  reg signed [PRODUCT_BITS-1:0] addend;
  reg signed [WIDE_BITS-1:0] wide;
  reg [ACC_BITS-1:0] sum;
  integer i;
  integer j;
  integer k;
  integer p;
  integer s;

  always @* begin
    first_next = 0;
    second_next = 0;
    a = 0;
    b = 0;
    for (i = 0; i < SIMD; i = i + 1) begin
      a = {FIRST_DIFFERENCE{FIRST_SIGN && first_word_reg[i*FIRST_BITS+FIRST_BITS-1]}};
      a[FIRST_BITS-1:0] = first_word_reg[i*FIRST_BITS+:FIRST_BITS];
      // An unused lane adds nothing to a sum, whatever the second operand holds there.
      if (i < LAST_SIMD || !ragged_reg[0]) begin
        first_next[i*FIRST_DIFFERENCE+:FIRST_DIFFERENCE] = a - FIRST_ZERO[FIRST_DIFFERENCE-1:0];
      end
    end
    for (j = 0; j < PE * SIMD; j = j + 1) begin
      b = {SECOND_DIFFERENCE{SECOND_SIGN && second_words[j*SECOND_BITS+SECOND_BITS-1]}};
      b[SECOND_BITS-1:0] = second_words[j*SECOND_BITS+:SECOND_BITS];
      second_next[j*SECOND_DIFFERENCE+:SECOND_DIFFERENCE] = b - SECOND_ZERO[SECOND_DIFFERENCE-1:0];
    end
  end

  always @* begin
    product_next = 0;
    left = 0;
    right = 0;
    product = 0;
    for (k = 0; k < PE * SIMD; k = k + 1) begin
      left = first_reg[(k%SIMD)*FIRST_DIFFERENCE+:FIRST_DIFFERENCE];
      right = second_reg[k*SECOND_DIFFERENCE+:SECOND_DIFFERENCE];
      product = left * right;
      product_next[k*PRODUCT_BITS+:PRODUCT_BITS] = product;
    end
  end

  always @* begin
    acc_next = 0;
    s = 0;
    sum = 0;
    addend = 0;
    wide = 0;
    for (p = 0; p < PE; p = p + 1) begin
      if (p < LAST_PE || !short_reg[2]) begin
        sum = start_reg[2] ? 0 : acc_reg[p*ACC_BITS+:ACC_BITS];
        for (s = 0; s < SIMD; s = s + 1) begin
          addend = product_reg[(p*SIMD+s)*PRODUCT_BITS+:PRODUCT_BITS];
          wide = {{(WIDE_BITS - PRODUCT_BITS + 1) {addend[PRODUCT_BITS-1]}}, addend[PRODUCT_BITS-2:0]};
          sum = sum + wide[ACC_BITS-1:0];
        end
        acc_next[p*ACC_BITS+:ACC_BITS] = sum;
      end
    end
  end

  wire unused_wide = &{1'b0, wide};

  assign m_axis_tdata  = acc_reg;
  assign m_axis_tvalid = valid_reg[3] && end_reg[3];
  assign m_axis_tlast  = frame_reg[3];

  always @(posedge clk) begin
    if (take_pixel) pixels[pixel_write[FIRST_ADDRESS-1:0]] <= s0_axis_tdata;
    if (enable) begin
      first_word_reg <= pixels[pixel_read[FIRST_ADDRESS-1:0]];
      ragged_reg <= end_of_sum;
      first_reg <= first_next;
      second_reg <= second_next;
      product_reg <= product_next;
      if (valid_reg[2]) acc_reg <= acc_next;
      end_reg <= {end_reg[2:0], end_of_sum};
      start_reg <= {start_reg[1:0], beat_reg == 1};
      short_reg <= {short_reg[1:0], last_fold};
      frame_reg <= {frame_reg[2:0], end_of_frame};
    end
    if (rst) begin
      valid_reg <= 4'd0;
      pixel_full_reg <= 2'b00;
      pixel_fills_reg <= 1'b0;
      pixel_gives_reg <= 1'b0;
      pixel_beat_reg <= 1;
      row_full_reg <= 2'b00;
      row_fills_reg <= 1'b0;
      row_gives_reg <= 1'b0;
      vector_beat_reg <= 1;
      vector_reg <= 1;
      bank_reg <= 1;
      fill_reg <= 0;
      beat_reg <= 1;
      fold_reg <= 1;
      column_reg <= 1;
      row_reg <= 1;
      fold_start_reg <= 0;
    end else begin
      if (enable) valid_reg <= {valid_reg[2:0], issue};
      // What is filled is not full, and what is given up is.
      if (fills_pixel) begin
        pixel_full_reg[pixel_fills_reg] <= 1'b1;
        pixel_fills_reg <= !pixel_fills_reg;
      end
      if (fills_row) begin
        row_full_reg[row_fills_reg] <= 1'b1;
        row_fills_reg <= !row_fills_reg;
      end
      if (take_pixel) pixel_beat_reg <= fills_pixel ? 1 : pixel_beat_reg + 1'b1;
      if (take_row) vector_beat_reg <= fills_vector ? 1 : vector_beat_reg + 1'b1;
      if (fills_vector) begin
        vector_reg <= fills_row ? 1 : vector_reg + 1'b1;
        bank_reg   <= fills_fold || fills_row ? 1 : bank_reg + 1'b1;
        if (fills_row) fill_reg <= 0;
        else if (fills_fold) fill_reg <= fill_reg + BEATS_32[SECOND_ADDRESS-1:0];
      end
      if (issue) begin
        beat_reg <= end_of_sum ? 1 : beat_reg + 1'b1;
        if (end_of_sum) begin
          fold_reg <= last_fold ? 1 : fold_reg + 1'b1;
          fold_start_reg <= last_fold ? 0 : fold_start_reg + BEATS_32[SECOND_ADDRESS-1:0];
        end
        if (end_of_pixel) begin
          pixel_full_reg[pixel_gives_reg] <= 1'b0;
          pixel_gives_reg <= !pixel_gives_reg;
          column_reg <= end_of_row ? 1 : column_reg + 1'b1;
        end
        if (end_of_row) begin
          row_full_reg[row_gives_reg] <= 1'b0;
          row_gives_reg <= !row_gives_reg;
          row_reg <= end_of_frame ? 1 : row_reg + 1'b1;
        end
      end
    end
  end
endmodule

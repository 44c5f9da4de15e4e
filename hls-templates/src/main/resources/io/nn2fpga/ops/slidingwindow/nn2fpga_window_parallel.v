// nn2fpga_window_parallel.v - sliding windows of a raster, all taps of LANES channels a beat.
//
//   lane (ky * KERNEL_W + kx) * LANES + p: channel word * LANES + p of tap (ky, kx); taps are rows
//   DILATION_H and columns DILATION_W apart; a place outside the frame holds PAD_VALUE, an unused
//   lane zero.
//
// Streams   s_axis: a frame [HEIGHT, WIDTH, CHANNELS], LANES channels a beat.
//           m_axis: OUT_H * OUT_W windows of ceil(CHANNELS / LANES) beats.
// Timing    a beat taken in cycle t is offered in t + 3 at the earliest; one column word a cycle, a
//           window's beat with its last column.  Padding takes no input, and where the right
//           padding is less than a window's span without PAD_LEFT no cycles: the next row's first
//           columns are read meanwhile.  tready depends on registers only.
// Reset     synchronous, active high; clears the position and tvalid, not the line buffer.
// Limits    padding smaller than what a window spans; unused lanes of s_axis are zero.
`timescale 1ns / 1ps

module nn2fpga_window_parallel #(
    // Bits of an element.
    parameter ELEMENT_BITS = 8,
    // Channels a word.
    parameter LANES = 1,
    // Rows, columns and channels of a frame.
    parameter HEIGHT = 4,
    parameter WIDTH = 4,
    parameter CHANNELS = 1,
    // Window, and its steps.
    parameter KERNEL_H = 3,
    parameter KERNEL_W = 3,
    parameter STRIDE_H = 1,
    parameter STRIDE_W = 1,
    // Rows and columns from one tap to the next.
    parameter DILATION_H = 1,
    parameter DILATION_W = 1,
    // Padding above and on the left; that below and on the right follows from OUT_H and OUT_W.
    parameter PAD_TOP = 1,
    parameter PAD_LEFT = 1,
    // Windows a frame.
    parameter OUT_H = 4,
    parameter OUT_W = 4,
    // What the padding holds: the element's bits as an unsigned number.
    parameter PAD_VALUE = 0,
    // Rows of the line buffer, at least those that a window spans, (KERNEL_H - 1) * DILATION_H + 1.
    parameter ROWS = 3
) (
    input  wire                                            clk,
    input  wire                                            rst,
    input  wire [                  LANES*ELEMENT_BITS-1:0] s_axis_tdata,
    input  wire                                            s_axis_tvalid,
    output wire                                            s_axis_tready,
    input  wire                                            s_axis_tlast,
    output wire [KERNEL_H*KERNEL_W*LANES*ELEMENT_BITS-1:0] m_axis_tdata,
    output wire                                            m_axis_tvalid,
    input  wire                                            m_axis_tready,
    output wire                                            m_axis_tlast
);
  // Words of a pixel, of a row, of a window's row and of a step to the next window.
  localparam WORD_BITS = LANES * ELEMENT_BITS;
  localparam WORDS = (CHANNELS + LANES - 1) / LANES;
  localparam ROW_WORDS = WIDTH * WORDS;
  // Rows and columns from a window's first tap to its last.
  localparam SPAN_H = (KERNEL_H - 1) * DILATION_H + 1;
  localparam SPAN_W = (KERNEL_W - 1) * DILATION_W + 1;

  // Positions in a row, in words, and rows; both may be negative.
  localparam POS_BITS = $clog2((WIDTH + 2 * SPAN_W + STRIDE_W) * WORDS + 1) + 1;
  localparam ROW_BITS = $clog2(HEIGHT + 3 * SPAN_H + 3 * STRIDE_H + ROWS) + 1;
  localparam signed [POS_BITS-1:0] ROW_END = ROW_WORDS[POS_BITS-1:0];
  localparam WINDOW_STEP_VALUE = STRIDE_W * WORDS;
  localparam signed [POS_BITS-1:0] WINDOW_STEP = WINDOW_STEP_VALUE[POS_BITS-1:0];
  localparam FIRST_WINDOW_VALUE = (SPAN_W - 1 - PAD_LEFT) * WORDS;
  localparam signed [POS_BITS-1:0] FIRST_WINDOW = FIRST_WINDOW_VALUE[POS_BITS-1:0];
  localparam LAST_WINDOW_VALUE = (SPAN_W - 1 - PAD_LEFT) * WORDS + (OUT_W - 1) * STRIDE_W * WORDS;
  localparam signed [POS_BITS-1:0] LAST_WINDOW = LAST_WINDOW_VALUE[POS_BITS-1:0];
  localparam signed [ROW_BITS-1:0] FRAME_ROWS = HEIGHT[ROW_BITS-1:0];
  localparam signed [ROW_BITS-1:0] BUFFER_ROWS = ROWS[ROW_BITS-1:0];
  localparam signed [ROW_BITS-1:0] ROW_STEP = STRIDE_H[ROW_BITS-1:0];
  localparam FRAME_STEP_VALUE = HEIGHT - (OUT_H - 1) * STRIDE_H;
  localparam signed [ROW_BITS-1:0] FRAME_STEP = FRAME_STEP_VALUE[ROW_BITS-1:0];
  localparam FIRST_TOP_VALUE = -PAD_TOP;
  localparam signed [ROW_BITS-1:0] FIRST_TOP = FIRST_TOP_VALUE[ROW_BITS-1:0];
  localparam signed [ROW_BITS-1:0] FIRST_LEAD = PAD_TOP[ROW_BITS-1:0];
  localparam LAST_TOP_VALUE = (OUT_H - 1) * STRIDE_H - PAD_TOP;
  localparam signed [ROW_BITS-1:0] LAST_TOP = LAST_TOP_VALUE[ROW_BITS-1:0];
  localparam signed [POS_BITS-1:0] PIXEL_WORDS = WORDS[POS_BITS-1:0];
  localparam SPAN_LAST_VALUE = SPAN_H - 1;
  localparam signed [ROW_BITS-1:0] SPAN_LAST = SPAN_LAST_VALUE[ROW_BITS-1:0];
  localparam signed [ROW_BITS-1:0] TAP_ROWS = DILATION_H[ROW_BITS-1:0];
  localparam TAP_WORDS_VALUE = DILATION_W * WORDS;
  localparam signed [POS_BITS-1:0] TAP_WORDS = TAP_WORDS_VALUE[POS_BITS-1:0];
  localparam RIGHT_PAD = (OUT_W - 1) * STRIDE_W - PAD_LEFT + SPAN_W - WIDTH;
  localparam PREFETCH = RIGHT_PAD > 0 && RIGHT_PAD <= WIDTH && RIGHT_PAD <= SPAN_W - 1 - PAD_LEFT;

  // The line buffer: row r of the input in bank r mod ROWS, all banks read at one address.
  localparam FIRST_SLOT = (ROWS * PAD_TOP - PAD_TOP) % ROWS;
  localparam SLOT_BITS = $clog2(ROWS + 1) + 1;
  localparam [SLOT_BITS-1:0] SLOTS = ROWS[SLOT_BITS-1:0];
  localparam [SLOT_BITS-1:0] WINDOW_SLOT = FIRST_SLOT[SLOT_BITS-1:0];
  localparam ROW_SLOTS_VALUE = STRIDE_H % ROWS;
  localparam [SLOT_BITS-1:0] ROW_SLOTS = ROW_SLOTS_VALUE[SLOT_BITS-1:0];
  localparam FRAME_SLOTS_VALUE = (HEIGHT + (ROWS - 1) * (OUT_H - 1) * STRIDE_H) % ROWS;
  localparam [SLOT_BITS-1:0] FRAME_SLOTS = FRAME_SLOTS_VALUE[SLOT_BITS-1:0];
  localparam TAP_SLOTS_VALUE = DILATION_H % ROWS;
  localparam [SLOT_BITS-1:0] TAP_SLOTS = TAP_SLOTS_VALUE[SLOT_BITS-1:0];
  localparam ADDRESS_BITS = ROW_WORDS == 1 ? 1 : $clog2(ROW_WORDS);
  localparam COLUMN_BITS = KERNEL_H * WORD_BITS;
  localparam WORD_COUNT_BITS = $clog2(WORDS + 1);
  localparam WORD_ADDRESS_BITS = WORDS == 1 ? 1 : $clog2(WORDS);
  localparam [31:0] LAST_WORD = WORDS - 1;

  reg signed [ROW_BITS-1:0] top_reg;
  reg signed [ROW_BITS-1:0] lead_reg;
  reg signed [POS_BITS-1:0] written_reg;
  reg signed [POS_BITS-1:0] window_reg;
  reg signed [POS_BITS-1:0] pos_reg;
  reg [WORD_COUNT_BITS-1:0] word_reg;
  reg prefetched_reg;
  reg [SLOT_BITS-1:0] write_slot_reg;
  reg [SLOT_BITS-1:0] window_slot_reg;

  reg stage_valid_reg;
  reg stage_emits_reg;
  reg stage_last_reg;
  reg [KERNEL_H-1:0] stage_row_real_reg;
  reg [KERNEL_W-1:0] stage_column_real_reg;
  reg [SLOT_BITS-1:0] stage_slot_reg;
  reg [WORD_COUNT_BITS-1:0] stage_word_reg;
  reg valid_reg;
  reg last_reg;
  reg [KERNEL_W*COLUMN_BITS-1:0] data_reg;

  // Write rule: where the row being written stands against the window's first real row.
  wire last_row = top_reg == LAST_TOP;
  wire signed [ROW_BITS-1:0] row_step = last_row ? FRAME_STEP : ROW_STEP;
  wire signed [ROW_BITS-1:0] top_next = last_row ? FIRST_TOP : top_reg + ROW_STEP;
  wire signed [ROW_BITS-1:0] held = top_reg < 0 ? lead_reg + top_reg : lead_reg;
  wire first_row_ends = last_row || top_reg + ROW_STEP > 0;
  assign s_axis_tready =
      held < BUFFER_ROWS || (held == BUFFER_ROWS && first_row_ends && written_reg < pos_reg);
  wire push = s_axis_tvalid && s_axis_tready;
  wire row_written = push && written_reg == ROW_END - 1;

  // Read rule: the next word of all window rows, once the last real row has it; behind the end of
  // the row the first words of the next output row, if they are there, else anything.
  wire [SLOT_BITS-1:0] slot_sum = window_slot_reg + (last_row ? FRAME_SLOTS : ROW_SLOTS);
  wire [SLOT_BITS-1:0] slot_next = slot_sum >= SLOTS ? slot_sum - SLOTS : slot_sum;
  wire behind = pos_reg >= ROW_END;
  wire signed [ROW_BITS-1:0] read_top = behind ? top_next : top_reg;
  wire signed [ROW_BITS-1:0] read_lead = behind ? lead_reg - row_step : lead_reg;
  wire signed [POS_BITS-1:0] read_pos = behind ? pos_reg - ROW_END : pos_reg;
  wire signed [ROW_BITS-1:0] rows_left = (FRAME_ROWS - 1) - read_top;
  wire signed [ROW_BITS-1:0] last_real = rows_left < SPAN_LAST ? rows_left : SPAN_LAST;
  wire available = read_lead > last_real || (read_lead == last_real && written_reg > read_pos);
  wire output_free = !valid_reg || m_axis_tready;
  wire stage_free = !stage_valid_reg || !stage_emits_reg || output_free;
  wire issue = (behind || available) && stage_free;

  wire word_ends = word_reg == LAST_WORD[WORD_COUNT_BITS-1:0];
  wire window_ends = pos_reg == window_reg + (PIXEL_WORDS - 1);
  wire row_ends = window_ends && window_reg == LAST_WINDOW;
  wire prefetched_next = prefetched_reg && (!behind || (PREFETCH != 0 && available));

  // What of the window lies on the frame.
  reg [KERNEL_H-1:0] row_real;
  reg [KERNEL_W-1:0] column_real;
  reg signed [ROW_BITS-1:0] tap_row;
  reg signed [POS_BITS-1:0] tap_pos;
  integer ky;
  integer kx;
  always @* begin
    tap_row = top_reg;
    for (ky = 0; ky < KERNEL_H; ky = ky + 1) begin
      row_real[ky] = tap_row >= 0 && tap_row < FRAME_ROWS;
      tap_row = tap_row + TAP_ROWS;
    end
    tap_pos = window_reg;
    for (kx = KERNEL_W - 1; kx >= 0; kx = kx - 1) begin
      column_real[kx] = tap_pos >= 0 && tap_pos < ROW_END;
      tap_pos = tap_pos - TAP_WORDS;
    end
  end

  wire [ROWS*WORD_BITS-1:0] bank_data;
  genvar b;
  generate
    for (b = 0; b < ROWS; b = b + 1) begin : gen_bank
      localparam [31:0] BANK = b;
      reg [WORD_BITS-1:0] memory[0:ROW_WORDS-1];
      reg [WORD_BITS-1:0] read_reg;
      always @(posedge clk) begin
        if (push && write_slot_reg == BANK[SLOT_BITS-1:0])
          memory[written_reg[ADDRESS_BITS-1:0]] <= s_axis_tdata;
        if (issue && available) read_reg <= memory[read_pos[ADDRESS_BITS-1:0]];
      end
      assign bank_data[b*WORD_BITS +: WORD_BITS] = read_reg;
    end
  endgenerate

  // The banks in the order of the window's rows.
  reg [COLUMN_BITS-1:0] column;
  reg [SLOT_BITS-1:0] tap_slot;
  integer cy;
  integer bank;
  always @* begin
    column = 0;
    tap_slot = stage_slot_reg;
    for (cy = 0; cy < KERNEL_H; cy = cy + 1) begin
      for (bank = 0; bank < ROWS; bank = bank + 1)
        if (tap_slot == bank[SLOT_BITS-1:0])
          column[cy*WORD_BITS +: WORD_BITS] = bank_data[bank*WORD_BITS +: WORD_BITS];
      tap_slot = tap_slot + TAP_SLOTS;
      if (tap_slot >= SLOTS) tap_slot = tap_slot - SLOTS;
    end
  end

  // The columns that the window spans, the newest highest: each word's predecessors, WORDS words
  // back each.
  wire [SPAN_W*COLUMN_BITS-1:0] columns;
  wire shift = stage_valid_reg && stage_free;
  generate
    if (KERNEL_W == 1) begin : gen_no_history
      wire unused_shift = shift;
      assign columns = column;
    end else begin : gen_history
      reg [(SPAN_W-1)*COLUMN_BITS-1:0] memory[0:WORDS-1];
      wire [WORD_ADDRESS_BITS-1:0] address = stage_word_reg[WORD_ADDRESS_BITS-1:0];
      assign columns = {column, memory[address]};
      always @(posedge clk)
        if (shift) memory[address] <= columns[SPAN_W*COLUMN_BITS-1:COLUMN_BITS];
    end
  endgenerate

  // The beat: taps in the padding hold PAD_VALUE, or zero in the unused lanes of a ragged word.
  reg [WORD_BITS-1:0] padding_word;
  reg [KERNEL_W*COLUMN_BITS-1:0] beat;
  integer lane;
  integer ty;
  integer tx;
  always @* begin
    for (lane = 0; lane < LANES; lane = lane + 1)
      padding_word[lane*ELEMENT_BITS +: ELEMENT_BITS] =
          (stage_word_reg != LAST_WORD[WORD_COUNT_BITS-1:0] ||
           (WORDS - 1) * LANES + lane < CHANNELS) ? PAD_VALUE[ELEMENT_BITS-1:0] : 0;
    for (ty = 0; ty < KERNEL_H; ty = ty + 1)
      for (tx = 0; tx < KERNEL_W; tx = tx + 1)
        beat[(ty*KERNEL_W+tx)*WORD_BITS +: WORD_BITS] =
            stage_row_real_reg[ty] && stage_column_real_reg[tx] ?
            columns[tx*DILATION_W*COLUMN_BITS+ty*WORD_BITS +: WORD_BITS] : padding_word;
  end

  always @(posedge clk) begin
    if (stage_free) begin
      stage_row_real_reg <= row_real;
      stage_column_real_reg <= column_real;
      stage_slot_reg <= behind ? slot_next : window_slot_reg;
      stage_word_reg <= word_reg;
      stage_last_reg <= row_ends && last_row;
    end
    if (output_free) begin
      data_reg <= beat;
      last_reg <= stage_last_reg;
    end
    if (rst) begin
      top_reg <= FIRST_TOP;
      lead_reg <= FIRST_LEAD;
      written_reg <= 0;
      window_reg <= FIRST_WINDOW;
      pos_reg <= 0;
      word_reg <= 0;
      prefetched_reg <= 1'b1;
      write_slot_reg <= 0;
      window_slot_reg <= WINDOW_SLOT;
      stage_valid_reg <= 1'b0;
      stage_emits_reg <= 1'b0;
      valid_reg <= 1'b0;
    end else begin
      if (push) written_reg <= row_written ? 0 : written_reg + 1;
      if (row_written) write_slot_reg <= write_slot_reg == SLOTS - 1'b1 ? 0 : write_slot_reg + 1'b1;
      lead_reg <= lead_reg + (row_written ? 1 : 0) - (issue && row_ends ? row_step : 0);
      if (output_free) valid_reg <= stage_valid_reg && stage_emits_reg;
      if (stage_free) begin
        stage_valid_reg <= issue;
        stage_emits_reg <= pos_reg >= window_reg;
      end
      if (issue) begin
        word_reg <= word_ends ? 0 : word_reg + 1'b1;
        pos_reg <= pos_reg + 1;
        prefetched_reg <= prefetched_next;
        if (window_ends) window_reg <= window_reg + WINDOW_STEP;
        if (row_ends) begin
          window_reg <= FIRST_WINDOW;
          pos_reg <= behind && prefetched_next ? read_pos + 1 : 0;
          prefetched_reg <= 1'b1;
          window_slot_reg <= slot_next;
          top_reg <= top_next;
        end
      end
    end
  end

  assign m_axis_tdata = data_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast = last_reg;

  // Frames are counted, not delimited by the input's tlast.
  wire unused = s_axis_tlast;
endmodule

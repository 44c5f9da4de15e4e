// nn2fpga_window_serial.v - sliding windows of a raster, one tap a beat.
//
//   window (oy, ox): KERNEL_H * KERNEL_W taps, rows DILATION_H and columns DILATION_W apart, in the
//   order (ky, kx), ceil(CHANNELS / LANES) words a tap; a place outside the frame holds PAD_VALUE.
//   With GROUPS > 1 all taps of the pixels' first words, then all of the next ones, and so on.
//
// Streams   s_axis: a frame [HEIGHT, WIDTH, CHANNELS], LANES channels a beat.
//           m_axis: OUT_H * OUT_W windows, LANES channels of one tap a beat.
// Timing    a beat taken in cycle t is offered in t + 3 at the earliest; one tap a cycle as long as
//           its words are there.  Padding takes no input.  tready depends on registers only.
// Reset     synchronous, active high; clears the position and tvalid, not the line buffer.
// Limits    padding smaller than what a window spans; unused lanes of s_axis are zero; GROUPS divides a
//           pixel's words.
`timescale 1ns / 1ps

module nn2fpga_window_serial #(
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
    parameter ROWS = 3,
    // Groups of a pixel's words, brought one after the other.
    parameter GROUPS = 1
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire [LANES*ELEMENT_BITS-1:0] s_axis_tdata,
    input  wire                          s_axis_tvalid,
    output wire                          s_axis_tready,
    input  wire                          s_axis_tlast,
    output wire [LANES*ELEMENT_BITS-1:0] m_axis_tdata,
    output wire                          m_axis_tvalid,
    input  wire                          m_axis_tready,
    output wire                          m_axis_tlast
);
  // Words of a pixel, of a row, of a window's row and of a step to the next window.
  localparam WORD_BITS = LANES * ELEMENT_BITS;
  localparam WORDS = (CHANNELS + LANES - 1) / LANES;
  localparam ROW_WORDS = WIDTH * WORDS;
  // Rows and columns from a window's first tap to its last.
  localparam SPAN_H = (KERNEL_H - 1) * DILATION_H + 1;
  localparam SPAN_W = (KERNEL_W - 1) * DILATION_W + 1;

  // Positions in a row and addresses, in words, and rows; both may be negative.
  localparam POS_BITS = $clog2((ROWS * WIDTH + 2 * SPAN_W + STRIDE_W) * WORDS + 1) + 1;
  localparam ROW_BITS = $clog2(HEIGHT + 3 * SPAN_H + 3 * STRIDE_H + ROWS) + 1;
  localparam signed [POS_BITS-1:0] ROW_END = ROW_WORDS[POS_BITS-1:0];
  localparam WINDOW_STEP_VALUE = STRIDE_W * WORDS;
  localparam signed [POS_BITS-1:0] WINDOW_STEP = WINDOW_STEP_VALUE[POS_BITS-1:0];
  localparam FIRST_WINDOW_VALUE = -PAD_LEFT * WORDS;
  localparam signed [POS_BITS-1:0] FIRST_WINDOW = FIRST_WINDOW_VALUE[POS_BITS-1:0];
  localparam LAST_WINDOW_VALUE = -PAD_LEFT * WORDS + (OUT_W - 1) * STRIDE_W * WORDS;
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
  localparam GROUP_WORDS = WORDS / GROUPS;
  // From a group's first word of a kernel row's first tap to its last word of the last tap, and
  // from its last word of a tap to its first word of the next.
  localparam KERNEL_ROW_VALUE = (SPAN_W - 1) * WORDS + GROUP_WORDS - 1;
  localparam signed [POS_BITS-1:0] KERNEL_ROW = KERNEL_ROW_VALUE[POS_BITS-1:0];
  localparam TAP_STEP_VALUE = DILATION_W * WORDS - GROUP_WORDS + 1;
  localparam signed [POS_BITS-1:0] TAP_STEP = TAP_STEP_VALUE[POS_BITS-1:0];
  localparam LAST_KERNEL_ROW_VALUE = SPAN_H - 1;
  localparam signed [ROW_BITS-1:0] LAST_KERNEL_ROW = LAST_KERNEL_ROW_VALUE[ROW_BITS-1:0];
  localparam signed [ROW_BITS-1:0] KERNEL_ROW_STEP = DILATION_H[ROW_BITS-1:0];

  // The line buffer: row r of the input in slot r mod ROWS.
  localparam DEPTH = ROWS * ROW_WORDS;
  localparam FIRST_SLOT = (ROWS * PAD_TOP - PAD_TOP) % ROWS;
  localparam ROW_SLOTS = STRIDE_H % ROWS;
  localparam FRAME_SLOTS = (HEIGHT + (ROWS - 1) * (OUT_H - 1) * STRIDE_H) % ROWS;
  localparam [POS_BITS-1:0] BUFFER_END = DEPTH[POS_BITS-1:0];
  localparam [POS_BITS-1:0] NEXT_SLOT = ROW_WORDS[POS_BITS-1:0];
  localparam TAP_BASE_STEP_VALUE = (DILATION_H % ROWS) * ROW_WORDS;
  localparam [POS_BITS-1:0] TAP_BASE_STEP = TAP_BASE_STEP_VALUE[POS_BITS-1:0];
  localparam FIRST_BASE_VALUE = FIRST_SLOT * ROW_WORDS;
  localparam [POS_BITS-1:0] FIRST_BASE = FIRST_BASE_VALUE[POS_BITS-1:0];
  localparam ROW_BASE_STEP_VALUE = ROW_SLOTS * ROW_WORDS;
  localparam [POS_BITS-1:0] ROW_BASE_STEP = ROW_BASE_STEP_VALUE[POS_BITS-1:0];
  localparam FRAME_BASE_STEP_VALUE = FRAME_SLOTS * ROW_WORDS;
  localparam [POS_BITS-1:0] FRAME_BASE_STEP = FRAME_BASE_STEP_VALUE[POS_BITS-1:0];
  localparam WORD_COUNT_BITS = $clog2(WORDS + 1);
  localparam [31:0] LAST_WORD = WORDS - 1;
  localparam [31:0] LAST_GROUP_WORD = GROUP_WORDS - 1;
  localparam [WORD_COUNT_BITS-1:0] GROUP_END = LAST_GROUP_WORD[WORD_COUNT_BITS-1:0];
  localparam [WORD_COUNT_BITS-1:0] GROUP_STEP = GROUP_WORDS[WORD_COUNT_BITS-1:0];
  localparam MEMORY_BITS = DEPTH == 1 ? 1 : $clog2(DEPTH);

  reg [WORD_BITS-1:0] buffer[0:DEPTH-1];
  reg signed [ROW_BITS-1:0] top_reg;
  reg signed [ROW_BITS-1:0] lead_reg;
  reg signed [ROW_BITS-1:0] kernel_row_reg;
  reg signed [POS_BITS-1:0] written_reg;
  reg signed [POS_BITS-1:0] window_reg;
  reg signed [POS_BITS-1:0] pos_reg;
  // The word of a pixel that is read, and the last one of its group.
  reg [WORD_COUNT_BITS-1:0] word_reg;
  reg [WORD_COUNT_BITS-1:0] group_last_reg;
  reg [POS_BITS-1:0] write_base_reg;
  reg [POS_BITS-1:0] window_base_reg;
  reg [POS_BITS-1:0] read_base_reg;

  reg stage_valid_reg;
  reg stage_last_reg;
  reg stage_padding_reg;
  reg [WORD_COUNT_BITS-1:0] stage_word_reg;
  reg [WORD_BITS-1:0] stage_data_reg;
  reg valid_reg;
  reg last_reg;
  reg [WORD_BITS-1:0] data_reg;

  // Write rule: where the row being written stands against the window's first real row.
  wire last_row = top_reg == LAST_TOP;
  wire signed [ROW_BITS-1:0] row_step = last_row ? FRAME_STEP : ROW_STEP;
  wire signed [ROW_BITS-1:0] top_next = last_row ? FIRST_TOP : top_reg + ROW_STEP;
  wire signed [ROW_BITS-1:0] held = top_reg < 0 ? lead_reg + top_reg : lead_reg;
  wire first_row_ends = last_row || top_reg + ROW_STEP > 0;
  assign s_axis_tready =
      held < BUFFER_ROWS || (held == BUFFER_ROWS && first_row_ends && written_reg < window_reg);
  wire push = s_axis_tvalid && s_axis_tready;
  wire row_written = push && written_reg == ROW_END - 1;

  // Read rule: the next tap, once it is there; in the padding once the first real row has a word,
  // so that no frame starts before its input does.
  wire signed [ROW_BITS-1:0] row = top_reg + kernel_row_reg;
  wire padding = row < 0 || row >= FRAME_ROWS || pos_reg < 0 || pos_reg >= ROW_END;
  wire available = padding ? held > 0 || (held == 0 && written_reg > 0) :
      lead_reg > kernel_row_reg || (lead_reg == kernel_row_reg && written_reg > pos_reg);
  wire output_free = !valid_reg || m_axis_tready;
  wire stage_free = !stage_valid_reg || output_free;
  wire issue = available && stage_free;

  wire [WORD_COUNT_BITS-1:0] group_first = GROUPS == 1 ? 0 : group_last_reg - GROUP_END;
  wire signed [POS_BITS-1:0] group_start = {{(POS_BITS - WORD_COUNT_BITS) {1'b0}}, group_first};
  wire word_ends = word_reg == (GROUPS == 1 ? GROUP_END : group_last_reg);
  wire kernel_row_ends = pos_reg == window_reg + group_start + KERNEL_ROW;
  wire group_ends = kernel_row_ends && kernel_row_reg == LAST_KERNEL_ROW;
  wire window_ends = group_ends && word_reg == LAST_WORD[WORD_COUNT_BITS-1:0];
  wire row_ends = window_ends && window_reg == LAST_WINDOW;
  wire signed [POS_BITS-1:0] window_next =
      !window_ends ? window_reg : row_ends ? FIRST_WINDOW : window_reg + WINDOW_STEP;
  wire [WORD_COUNT_BITS-1:0] word_next =
      !word_ends ? word_reg + 1'b1 :
      !group_ends ? group_first :
      window_ends ? 0 : word_reg + 1'b1;
  wire signed [POS_BITS-1:0] start_next = {{(POS_BITS - WORD_COUNT_BITS) {1'b0}}, word_next};
  wire signed [POS_BITS-1:0] pos_next =
      !word_ends ? pos_reg + 1 :
      !kernel_row_ends ? pos_reg + TAP_STEP :
      window_next + start_next;

  wire [POS_BITS-1:0] write_base_sum = write_base_reg + NEXT_SLOT;
  wire [POS_BITS-1:0] read_base_sum = read_base_reg + TAP_BASE_STEP;
  wire [POS_BITS-1:0] window_base_sum =
      window_base_reg + (last_row ? FRAME_BASE_STEP : ROW_BASE_STEP);
  wire [POS_BITS-1:0] window_base_wrapped =
      window_base_sum >= BUFFER_END ? window_base_sum - BUFFER_END : window_base_sum;
  wire [POS_BITS-1:0] window_base_next = row_ends ? window_base_wrapped : window_base_reg;

  wire [POS_BITS-1:0] write_address = write_base_reg + written_reg;
  wire [POS_BITS-1:0] read_address = read_base_reg + pos_reg;

  always @(posedge clk) begin
    if (push) buffer[write_address[MEMORY_BITS-1:0]] <= s_axis_tdata;
    if (issue && !padding) stage_data_reg <= buffer[read_address[MEMORY_BITS-1:0]];
  end

  // A padding word: zero in the unused lanes of a ragged one.
  reg [WORD_BITS-1:0] padding_word;
  integer lane;
  always @* begin
    for (lane = 0; lane < LANES; lane = lane + 1)
      padding_word[lane*ELEMENT_BITS +: ELEMENT_BITS] =
          (stage_word_reg != LAST_WORD[WORD_COUNT_BITS-1:0] ||
           (WORDS - 1) * LANES + lane < CHANNELS) ? PAD_VALUE[ELEMENT_BITS-1:0] : 0;
  end

  always @(posedge clk) begin
    if (stage_free) begin
      stage_padding_reg <= padding;
      stage_word_reg <= word_reg;
      stage_last_reg <= row_ends && last_row;
    end
    if (output_free) begin
      data_reg <= stage_padding_reg ? padding_word : stage_data_reg;
      last_reg <= stage_last_reg;
    end
    if (rst) begin
      top_reg <= FIRST_TOP;
      lead_reg <= FIRST_LEAD;
      kernel_row_reg <= 0;
      written_reg <= 0;
      window_reg <= FIRST_WINDOW;
      pos_reg <= FIRST_WINDOW;
      word_reg <= 0;
      group_last_reg <= GROUP_END;
      write_base_reg <= 0;
      window_base_reg <= FIRST_BASE;
      read_base_reg <= FIRST_BASE;
      stage_valid_reg <= 1'b0;
      valid_reg <= 1'b0;
    end else begin
      if (push) written_reg <= row_written ? 0 : written_reg + 1;
      if (row_written) write_base_reg <= write_base_sum == BUFFER_END ? 0 : write_base_sum;
      lead_reg <= lead_reg + (row_written ? 1 : 0) - (issue && row_ends ? row_step : 0);
      if (output_free) valid_reg <= stage_valid_reg;
      if (stage_free) stage_valid_reg <= issue;
      if (issue) begin
        word_reg <= word_next;
        pos_reg <= pos_next;
        if (group_ends) group_last_reg <= window_ends ? GROUP_END : group_last_reg + GROUP_STEP;
        window_reg <= window_next;
        window_base_reg <= window_base_next;
        if (row_ends) top_reg <= top_next;
        if (group_ends) begin
          kernel_row_reg <= 0;
          read_base_reg <= window_base_next;
        end else if (kernel_row_ends) begin
          kernel_row_reg <= kernel_row_reg + KERNEL_ROW_STEP;
          read_base_reg <= read_base_sum >= BUFFER_END ? read_base_sum - BUFFER_END : read_base_sum;
        end
      end
    end
  end

  assign m_axis_tdata = data_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast = last_reg;

  // Frames are counted, not delimited by the input's tlast.
  wire unused = &{s_axis_tlast, write_address[POS_BITS-1:MEMORY_BITS],
                  read_address[POS_BITS-1:MEMORY_BITS]};
endmodule

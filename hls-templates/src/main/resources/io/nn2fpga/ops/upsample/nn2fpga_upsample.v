// nn2fpga_upsample.v - nearest-neighbour enlargement by whole factors.
//
//   y[h][w] = x[h / ROWS][w / COLUMNS]
//
// Streams   s_axis: rows of WIDTH pixels of BEATS beats of DATA_BITS.  m_axis: each pixel COLUMNS times,
//           each row so enlarged ROWS times.
// Timing    a beat a cycle from the second cycle after the first beat was taken on.  A circular buffer
//           holds a row and a pixel; a beat's place is free once its last copy has been read, so that
//           the next row comes in behind the last copy of a row.  tready depends on registers only.
// Reset     synchronous, active high; clears the valid and the position, not the data.
`timescale 1ns / 1ps

module nn2fpga_upsample #(
    // Bits of a beat.
    parameter DATA_BITS = 8,
    // Beats of a pixel.
    parameter BEATS = 1,
    // The frame.
    parameter HEIGHT = 1,
    parameter WIDTH = 1,
    // How often each row and each pixel leaves.
    parameter ROWS = 2,
    parameter COLUMNS = 2
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire [DATA_BITS-1:0] s_axis_tdata,
    input  wire                 s_axis_tvalid,
    output wire                 s_axis_tready,
    input  wire                 s_axis_tlast,
    output wire [DATA_BITS-1:0] m_axis_tdata,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready,
    output wire                 m_axis_tlast
);
  localparam ROW_BEATS = WIDTH * BEATS;
  localparam CAPACITY = ROW_BEATS + BEATS;
  localparam ADDRESS_BITS = $clog2(CAPACITY);
  // Beats from the start of the row that is read on: at most a row behind it is in the buffer.
  localparam LEVEL_BITS = $clog2(ROW_BEATS + CAPACITY + 1);
  localparam BEAT_BITS = $clog2(BEATS + 1);
  localparam COLUMN_BITS = $clog2(WIDTH + 1);
  localparam ROW_BITS = $clog2(HEIGHT + 1);
  localparam PIXEL_COPY_BITS = $clog2(COLUMNS + 1);
  localparam ROW_COPY_BITS = $clog2(ROWS + 1);
  localparam [31:0] TOP_32 = CAPACITY - 1;
  localparam [31:0] CAPACITY_32 = CAPACITY;
  localparam [31:0] ROW_BEATS_32 = ROW_BEATS;
  localparam [31:0] BEATS_32 = BEATS;
  localparam [31:0] WIDTH_32 = WIDTH;
  localparam [31:0] HEIGHT_32 = HEIGHT;
  localparam [31:0] COLUMNS_32 = COLUMNS;
  localparam [31:0] ROWS_32 = ROWS;

  reg [DATA_BITS-1:0] memory[0:CAPACITY-1];
  reg [DATA_BITS-1:0] data_reg;
  reg valid_reg;
  reg last_reg;
  // Where the next beat is written; where the next one is read, its pixel and its row start.
  reg [ADDRESS_BITS-1:0] write_reg;
  reg [ADDRESS_BITS-1:0] read_reg;
  reg [ADDRESS_BITS-1:0] pixel_reg;
  reg [ADDRESS_BITS-1:0] base_reg;
  // Beats written since the row's start, beats in the buffer, number of the beat that is read next and
  // of its pixel's first, in the row.
  reg [LEVEL_BITS-1:0] level_reg;
  reg [LEVEL_BITS-1:0] held_reg;
  reg [LEVEL_BITS-1:0] index_reg;
  reg [LEVEL_BITS-1:0] pixel_index_reg;
  // Numbers of the beat, the pixel and the row that are read next and of their copies, from 1 on.
  reg [BEAT_BITS-1:0] beat_reg;
  reg [COLUMN_BITS-1:0] column_reg;
  reg [ROW_BITS-1:0] row_reg;
  reg [PIXEL_COPY_BITS-1:0] pixel_copy_reg;
  reg [ROW_COPY_BITS-1:0] row_copy_reg;

  wire enable = !valid_reg || m_axis_tready;
  wire take = s_axis_tvalid && s_axis_tready;
  wire read = enable && level_reg > index_reg;
  wire end_of_pixel = beat_reg == BEATS_32[BEAT_BITS-1:0];
  wire last_pixel_copy = pixel_copy_reg == COLUMNS_32[PIXEL_COPY_BITS-1:0];
  wire last_row_copy = row_copy_reg == ROWS_32[ROW_COPY_BITS-1:0];
  wire leaves_pixel = end_of_pixel && last_pixel_copy;
  wire end_of_row = leaves_pixel && column_reg == WIDTH_32[COLUMN_BITS-1:0];
  wire leaves_row = end_of_row && last_row_copy;
  wire end_of_frame = leaves_row && row_reg == HEIGHT_32[ROW_BITS-1:0];
  wire frees = read && last_pixel_copy && last_row_copy;
  wire [ADDRESS_BITS-1:0] read_next = read_reg == TOP_32[ADDRESS_BITS-1:0] ? 0 : read_reg + 1'b1;
  wire [LEVEL_BITS-1:0] written = level_reg + {{(LEVEL_BITS - 1) {1'b0}}, take};
  wire unused = s_axis_tlast;

  assign s_axis_tready = held_reg < CAPACITY_32[LEVEL_BITS-1:0];
  assign m_axis_tdata  = data_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast  = last_reg;

  always @(posedge clk) begin
    if (take) memory[write_reg] <= s_axis_tdata;
    if (enable) begin
      data_reg <= memory[read_reg];
      last_reg <= end_of_frame;
    end
    if (rst) begin
      valid_reg <= 1'b0;
      write_reg <= 0;
      read_reg <= 0;
      pixel_reg <= 0;
      base_reg <= 0;
      level_reg <= 0;
      held_reg <= 0;
      index_reg <= 0;
      pixel_index_reg <= 0;
      beat_reg <= 1;
      column_reg <= 1;
      row_reg <= 1;
      pixel_copy_reg <= 1;
      row_copy_reg <= 1;
    end else begin
      if (enable) valid_reg <= read;
      if (take) write_reg <= write_reg == TOP_32[ADDRESS_BITS-1:0] ? 0 : write_reg + 1'b1;
      if (take && !frees) held_reg <= held_reg + 1'b1;
      if (frees && !take) held_reg <= held_reg - 1'b1;
      level_reg <= read && leaves_row ? written - ROW_BEATS_32[LEVEL_BITS-1:0] : written;
      if (read) begin
        beat_reg <= end_of_pixel ? 1 : beat_reg + 1'b1;
        if (!end_of_pixel) begin
          read_reg  <= read_next;
          index_reg <= index_reg + 1'b1;
        end else if (!last_pixel_copy) begin
          read_reg <= pixel_reg;
          index_reg <= pixel_index_reg;
          pixel_copy_reg <= pixel_copy_reg + 1'b1;
        end else begin
          pixel_copy_reg <= 1;
          if (!end_of_row) begin
            read_reg <= read_next;
            pixel_reg <= read_next;
            index_reg <= index_reg + 1'b1;
            pixel_index_reg <= index_reg + 1'b1;
            column_reg <= column_reg + 1'b1;
          end else begin
            column_reg <= 1;
            index_reg <= 0;
            pixel_index_reg <= 0;
            read_reg <= last_row_copy ? read_next : base_reg;
            pixel_reg <= last_row_copy ? read_next : base_reg;
            row_copy_reg <= last_row_copy ? 1 : row_copy_reg + 1'b1;
            if (last_row_copy) begin
              base_reg <= read_next;
              row_reg  <= end_of_frame ? 1 : row_reg + 1'b1;
            end
          end
        end
      end
    end
  end
endmodule

// nn2fpga_transpose.v - rows and columns of tiles of a frame exchanged.
//
//   y[r * COLUMNS + j][i] = x[r * ROWS + i][j]
//
// Streams   s_axis: tiles of ROWS x COLUMNS pixels of BEATS beats of DATA_BITS, TILES of them a frame.
//           m_axis: tiles of COLUMNS x ROWS pixels.
// Timing    a tile leaves while the next one comes in, from two cycles after its last beat was taken on;
//           a beat a cycle.  tready depends on registers only.
// Reset     synchronous, active high; clears the valids and the positions, not the data.
`timescale 1ns / 1ps

module nn2fpga_transpose #(
    // Bits of a beat.
    parameter DATA_BITS = 8,
    // Beats of a pixel.
    parameter BEATS = 1,
    // Rows and columns of a tile.
    parameter ROWS = 2,
    parameter COLUMNS = 2,
    // Tiles of a frame.
    parameter TILES = 1
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
  localparam TILE = ROWS * COLUMNS * BEATS;
  localparam ADDRESS_BITS = $clog2(2 * TILE);
  localparam BEAT_BITS = $clog2(BEATS + 1);
  localparam ROW_BITS = $clog2(ROWS + 1);
  localparam COLUMN_BITS = $clog2(COLUMNS + 1);
  localparam TILE_BITS = $clog2(TILES + 1);
  localparam [31:0] TOP_32 = 2 * TILE - 1;
  localparam [31:0] HALF_32 = TILE;
  localparam [31:0] HALF_TOP_32 = TILE - 1;
  // From the last beat of a pixel to the first of the pixel below.
  localparam [31:0] DOWN_32 = (COLUMNS - 1) * BEATS + 1;
  localparam [31:0] BEATS_32 = BEATS;
  localparam [31:0] ROWS_32 = ROWS;
  localparam [31:0] COLUMNS_32 = COLUMNS;
  localparam [31:0] TILES_32 = TILES;

  reg [DATA_BITS-1:0] memory[0:2*TILE-1];
  reg [DATA_BITS-1:0] data_reg;
  reg valid_reg;
  reg last_reg;
  // Which halves of the memory hold a whole tile; the half that is read.
  reg [1:0] full_reg;
  reg half_reg;
  reg [ADDRESS_BITS-1:0] write_reg;
  reg [ADDRESS_BITS-1:0] read_reg;
  // The first beat of the column that is read.
  reg [ADDRESS_BITS-1:0] column_start_reg;
  // Numbers of the beat, the row, the column and the tile that are read next, from 1 on.
  reg [BEAT_BITS-1:0] beat_reg;
  reg [ROW_BITS-1:0] row_reg;
  reg [COLUMN_BITS-1:0] column_reg;
  reg [TILE_BITS-1:0] tile_reg;

  wire enable = !valid_reg || m_axis_tready;
  wire write_half = write_reg >= HALF_32[ADDRESS_BITS-1:0];
  wire take = s_axis_tvalid && s_axis_tready;
  wire fills_low = take && write_reg == HALF_TOP_32[ADDRESS_BITS-1:0];
  wire fills_high = take && write_reg == TOP_32[ADDRESS_BITS-1:0];
  wire read = enable && (half_reg ? full_reg[1] : full_reg[0]);
  wire end_of_pixel = beat_reg == BEATS_32[BEAT_BITS-1:0];
  wire end_of_column = end_of_pixel && row_reg == ROWS_32[ROW_BITS-1:0];
  wire end_of_tile = end_of_column && column_reg == COLUMNS_32[COLUMN_BITS-1:0];
  wire end_of_frame = end_of_tile && tile_reg == TILES_32[TILE_BITS-1:0];
  wire [ADDRESS_BITS-1:0] next_column = column_start_reg + BEATS_32[ADDRESS_BITS-1:0];
  wire [ADDRESS_BITS-1:0] other_half = half_reg ? 0 : HALF_32[ADDRESS_BITS-1:0];
  wire unused = s_axis_tlast;

  assign s_axis_tready = write_half ? !full_reg[1] : !full_reg[0];
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
      full_reg <= 2'b00;
      half_reg <= 1'b0;
      write_reg <= 0;
      read_reg <= 0;
      column_start_reg <= 0;
      beat_reg <= 1;
      row_reg <= 1;
      column_reg <= 1;
      tile_reg <= 1;
    end else begin
      if (enable) valid_reg <= read;
      if (take) write_reg <= fills_high ? 0 : write_reg + 1'b1;
      // The half that is read is full, so it is not the one that is filled.
      if (fills_low) full_reg[0] <= 1'b1;
      else if (read && end_of_tile && !half_reg) full_reg[0] <= 1'b0;
      if (fills_high) full_reg[1] <= 1'b1;
      else if (read && end_of_tile && half_reg) full_reg[1] <= 1'b0;
      if (read) begin
        beat_reg <= end_of_pixel ? 1 : beat_reg + 1'b1;
        if (end_of_pixel) row_reg <= end_of_column ? 1 : row_reg + 1'b1;
        if (end_of_column) column_reg <= end_of_tile ? 1 : column_reg + 1'b1;
        if (end_of_tile) begin
          tile_reg <= end_of_frame ? 1 : tile_reg + 1'b1;
          half_reg <= !half_reg;
        end
        if (!end_of_pixel) begin
          read_reg <= read_reg + 1'b1;
        end else if (!end_of_column) begin
          read_reg <= read_reg + DOWN_32[ADDRESS_BITS-1:0];
        end else begin
          read_reg <= end_of_tile ? other_half : next_column;
          column_start_reg <= end_of_tile ? other_half : next_column;
        end
      end
    end
  end
endmodule

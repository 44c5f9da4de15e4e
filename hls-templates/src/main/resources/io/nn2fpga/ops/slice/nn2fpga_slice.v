// nn2fpga_slice.v - some rows, columns and channels of a frame.
//
// Streams   s_axis: HEIGHT x WIDTH pixels of BEATS beats, IN_LANES channels a beat.  m_axis: the pixels
//           from row TOP and column LEFT on, ROWS x COLUMNS of them, and of each the beats from FIRST on,
//           KEPT of them; LANES channels a beat from lane OFFSET on, LAST_LANES in the last one, unused
//           lanes zero.
// Timing    latency 1 cycle, initiation interval 1; tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valid and the position, not the data.
`timescale 1ns / 1ps

module nn2fpga_slice #(
    // Bits of an element.
    parameter BITS = 8,
    // The frame.
    parameter HEIGHT = 1,
    parameter WIDTH = 1,
    parameter BEATS = 1,
    parameter IN_LANES = 1,
    // Rows and columns that are kept.
    parameter TOP = 0,
    parameter LEFT = 0,
    parameter ROWS = 1,
    parameter COLUMNS = 1,
    // Beats of a pixel that are kept, and lanes of a beat.
    parameter FIRST = 0,
    parameter KEPT = 1,
    parameter OFFSET = 0,
    parameter LANES = 1,
    // Channels in the last beat of a pixel.
    parameter LAST_LANES = 1
) (
    input  wire                     clk,
    input  wire                     rst,
    input  wire [IN_LANES*BITS-1:0] s_axis_tdata,
    input  wire                     s_axis_tvalid,
    output wire                     s_axis_tready,
    input  wire                     s_axis_tlast,
    output wire [   LANES*BITS-1:0] m_axis_tdata,
    output wire                     m_axis_tvalid,
    input  wire                     m_axis_tready,
    output wire                     m_axis_tlast
);
  localparam ROW_BITS = $clog2(HEIGHT + 2);
  localparam COLUMN_BITS = $clog2(WIDTH + 2);
  localparam BEAT_BITS = $clog2(BEATS + 2);
  // One past the last that is kept, as the counters count from 1.
  localparam [31:0] TOP_32 = TOP;
  localparam [31:0] BOTTOM_32 = TOP + ROWS;
  localparam [31:0] LEFT_32 = LEFT;
  localparam [31:0] RIGHT_32 = LEFT + COLUMNS;
  localparam [31:0] FIRST_32 = FIRST;
  localparam [31:0] LAST_32 = FIRST + KEPT;
  localparam [31:0] WIDTH_32 = WIDTH;
  localparam [31:0] BEATS_32 = BEATS;

  // Numbers of the row, the column and the beat at the input, from 1 on.
  reg [ROW_BITS-1:0] row_reg;
  reg [COLUMN_BITS-1:0] column_reg;
  reg [BEAT_BITS-1:0] beat_reg;
  reg [LANES*BITS-1:0] data_reg;
  reg valid_reg;
  reg last_reg;

  wire enable = !valid_reg || m_axis_tready;
  wire row_kept = row_reg > TOP_32[ROW_BITS-1:0] && row_reg <= BOTTOM_32[ROW_BITS-1:0];
  wire column_kept =
      column_reg > LEFT_32[COLUMN_BITS-1:0] && column_reg <= RIGHT_32[COLUMN_BITS-1:0];
  wire beat_kept = beat_reg > FIRST_32[BEAT_BITS-1:0] && beat_reg <= LAST_32[BEAT_BITS-1:0];
  wire kept = row_kept && column_kept && beat_kept;
  wire last_beat = beat_reg == LAST_32[BEAT_BITS-1:0];

  reg [LANES*BITS-1:0] data_next;
  integer i;

  always @* begin
    data_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      if (i < LAST_LANES || !last_beat) begin
        data_next[i*BITS+:BITS] = s_axis_tdata[(OFFSET+i)*BITS+:BITS];
      end
    end
  end

  generate
    if (IN_LANES < OFFSET + LANES) begin : gen_illegal
      nn2fpga_slice_reaches_beyond_the_lanes u_illegal ();
    end
    if (IN_LANES > LANES) begin : gen_unused
      wire unused = &{1'b0, s_axis_tdata};
    end
  endgenerate

  assign s_axis_tready = enable;
  assign m_axis_tdata  = data_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast  = last_reg;

  always @(posedge clk) begin
    if (enable) begin
      data_reg <= data_next;
      last_reg <= row_reg == BOTTOM_32[ROW_BITS-1:0] &&
          column_reg == RIGHT_32[COLUMN_BITS-1:0] && last_beat;
    end
    if (rst) begin
      valid_reg <= 1'b0;
      row_reg <= 1;
      column_reg <= 1;
      beat_reg <= 1;
    end else if (enable) begin
      valid_reg <= s_axis_tvalid && kept;
      if (s_axis_tvalid) begin
        beat_reg <= beat_reg == BEATS_32[BEAT_BITS-1:0] ? 1 : beat_reg + 1'b1;
        if (beat_reg == BEATS_32[BEAT_BITS-1:0]) begin
          column_reg <= column_reg == WIDTH_32[COLUMN_BITS-1:0] ? 1 : column_reg + 1'b1;
          if (column_reg == WIDTH_32[COLUMN_BITS-1:0]) begin
            row_reg <= s_axis_tlast ? 1 : row_reg + 1'b1;
          end
        end
      end
    end
  end
endmodule

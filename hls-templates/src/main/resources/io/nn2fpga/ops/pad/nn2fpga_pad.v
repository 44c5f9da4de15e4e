// nn2fpga_pad.v - a frame with rows and columns of one code added around it and between its own.
//
// Streams   s_axis: HEIGHT x WIDTH pixels of BEATS beats, LANES channels a beat, the last of a pixel with
//           LAST_LANES.  m_axis: the same between TOP rows, LEFT and RIGHT columns and BOTTOM rows, and with
//           ROW_STEP - 1 rows and COLUMN_STEP - 1 columns between two, all of VALUE, unused lanes zero.
// Timing    latency 1 cycle behind the added places that come before; a beat a cycle.  The first added
//           place of a frame waits for the frame's first beat; tready depends combinationally on
//           m_axis_tready.
// Reset     synchronous, active high; clears the valid and the position, not the data.
`timescale 1ns / 1ps

module nn2fpga_pad #(
    // Bits of an element.
    parameter BITS = 8,
    // Channels of a beat, beats of a pixel, channels of the last of them.
    parameter LANES = 1,
    parameter BEATS = 1,
    parameter LAST_LANES = 1,
    // The frame.
    parameter HEIGHT = 1,
    parameter WIDTH = 1,
    // What is added around it.
    parameter TOP = 0,
    parameter LEFT = 0,
    parameter BOTTOM = 0,
    parameter RIGHT = 0,
    // From a row or a column of the frame to the next one.
    parameter ROW_STEP = 1,
    parameter COLUMN_STEP = 1,
    // What the added places hold.
    parameter [31:0] VALUE = 0
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire [LANES*BITS-1:0] s_axis_tdata,
    input  wire                  s_axis_tvalid,
    output wire                  s_axis_tready,
    input  wire                  s_axis_tlast,
    output wire [LANES*BITS-1:0] m_axis_tdata,
    output wire                  m_axis_tvalid,
    input  wire                  m_axis_tready,
    output wire                  m_axis_tlast
);
  localparam ROWS = TOP + (HEIGHT - 1) * ROW_STEP + 1 + BOTTOM;
  localparam COLUMNS = LEFT + (WIDTH - 1) * COLUMN_STEP + 1 + RIGHT;
  localparam ROW_BITS = $clog2(ROWS + 2);
  localparam COLUMN_BITS = $clog2(COLUMNS + 2);
  localparam BEAT_BITS = $clog2(BEATS + 2);
  localparam [31:0] TOP_32 = TOP;
  localparam [31:0] BELOW_32 = ROWS - BOTTOM;
  localparam [31:0] LEFT_32 = LEFT;
  localparam [31:0] BESIDE_32 = COLUMNS - RIGHT;
  localparam [31:0] ROWS_32 = ROWS;
  localparam [31:0] COLUMNS_32 = COLUMNS;
  localparam [31:0] BEATS_32 = BEATS;

  // Numbers of the row, the column and the beat that are next to leave, from 1 on.
  reg [ROW_BITS-1:0] row_reg;
  reg [COLUMN_BITS-1:0] column_reg;
  reg [BEAT_BITS-1:0] beat_reg;
  reg [LANES*BITS-1:0] data_reg;
  reg valid_reg;
  reg last_reg;

  wire enable = !valid_reg || m_axis_tready;
  wire row_inside = row_reg > TOP_32[ROW_BITS-1:0] && row_reg <= BELOW_32[ROW_BITS-1:0];
  wire column_inside =
      column_reg > LEFT_32[COLUMN_BITS-1:0] && column_reg <= BESIDE_32[COLUMN_BITS-1:0];
  wire row_between;
  wire column_between;
  wire is_inside = row_inside && column_inside && !row_between && !column_between;
  wire end_of_pixel = beat_reg == BEATS_32[BEAT_BITS-1:0];
  wire end_of_row = end_of_pixel && column_reg == COLUMNS_32[COLUMN_BITS-1:0];
  wire end_of_frame = end_of_row && row_reg == ROWS_32[ROW_BITS-1:0];
  wire first = row_reg == 1 && column_reg == 1 && beat_reg == 1;
  wire give = s_axis_tvalid || !(is_inside || first);
  wire unused = s_axis_tlast;

  // Rows and columns since the last one of the frame.
  generate
    if (ROW_STEP > 1) begin : gen_row_phase
      localparam PHASE_BITS = $clog2(ROW_STEP);
      localparam [31:0] END_32 = ROW_STEP - 1;
      reg [PHASE_BITS-1:0] phase_reg;
      assign row_between = phase_reg != 0;
      always @(posedge clk) begin
        if (rst) begin
          phase_reg <= 0;
        end else if (enable && give && end_of_row) begin
          phase_reg <= phase_reg == END_32[PHASE_BITS-1:0] || end_of_frame ||
              row_reg <= TOP_32[ROW_BITS-1:0] ? 0 : phase_reg + 1'b1;
        end
      end
    end else begin : gen_all_rows
      assign row_between = 1'b0;
    end
    if (COLUMN_STEP > 1) begin : gen_column_phase
      localparam PHASE_BITS = $clog2(COLUMN_STEP);
      localparam [31:0] END_32 = COLUMN_STEP - 1;
      reg [PHASE_BITS-1:0] phase_reg;
      assign column_between = phase_reg != 0;
      always @(posedge clk) begin
        if (rst) begin
          phase_reg <= 0;
        end else if (enable && give && end_of_pixel) begin
          phase_reg <= phase_reg == END_32[PHASE_BITS-1:0] || end_of_row ||
              column_reg <= LEFT_32[COLUMN_BITS-1:0] ? 0 : phase_reg + 1'b1;
        end
      end
    end else begin : gen_all_columns
      assign column_between = 1'b0;
    end
  endgenerate

  reg [LANES*BITS-1:0] data_next;
  integer i;

  always @* begin
    data_next = 0;
    for (i = 0; i < LANES; i = i + 1) begin
      if (i < LAST_LANES || !end_of_pixel) begin
        data_next[i*BITS+:BITS] = is_inside ? s_axis_tdata[i*BITS+:BITS] : VALUE[BITS-1:0];
      end
    end
  end

  assign s_axis_tready = enable && is_inside;
  assign m_axis_tdata  = data_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast  = last_reg;

  always @(posedge clk) begin
    if (enable) begin
      data_reg <= data_next;
      last_reg <= end_of_frame;
    end
    if (rst) begin
      valid_reg <= 1'b0;
      row_reg <= 1;
      column_reg <= 1;
      beat_reg <= 1;
    end else if (enable) begin
      valid_reg <= give;
      if (give) begin
        beat_reg <= end_of_pixel ? 1 : beat_reg + 1'b1;
        if (end_of_pixel) column_reg <= end_of_row ? 1 : column_reg + 1'b1;
        if (end_of_row) row_reg <= end_of_frame ? 1 : row_reg + 1'b1;
      end
    end
  end
endmodule

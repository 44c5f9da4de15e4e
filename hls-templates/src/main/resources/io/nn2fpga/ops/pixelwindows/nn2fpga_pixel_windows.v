// nn2fpga_pixel_windows.v - the windows of PIXELS adjacent output pixels, out of the window that
// spans them all.
//
//   out[fold][pixel][s] = span[row][FIRST + pixel * STRIDE_W + column * DILATION_W][channel]
//
// where (row, column, channel) is place fold * SIMD + s of a window of KERNEL_H x KERNEL_W x
// CHANNELS; 0 behind its end.
//
// Streams   s_axis: a spanning window of KERNEL_H x COLUMNS x CHANNELS elements a beat, channels
//           innermost.
//           m_axis: BEATS beats a window of FOLDS_PER_BEAT folds, lanes (fold, pixel, s).
// Timing    a window every BEATS cycles; latency 1 cycle.
// Handshake s_axis_tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valid and the counter, not data.
// Limits    the last pixel's window ends inside the spanning one.
`default_nettype none
module nn2fpga_pixel_windows #(
    // Bits of an element.
    parameter ELEMENT_BITS = 8,
    // Taps of a window.
    parameter KERNEL_H = 1,
    parameter KERNEL_W = 1,
    // Columns from one pixel's window to the next pixel's.
    parameter STRIDE_W = 1,
    // Columns from one tap to the next.
    parameter DILATION_W = 1,
    // Columns of the spanning window.
    parameter COLUMNS = 2,
    // Column at which the first pixel's window starts.
    parameter FIRST = 0,
    // Channels of a pixel.
    parameter CHANNELS = 1,
    // Adjacent output pixels.
    parameter PIXELS = 2,
    // Elements of each pixel's window in a fold.
    parameter SIMD = 1,
    // Folds that leave in a beat.
    parameter FOLDS_PER_BEAT = 1,
    // Beats of a window.
    parameter BEATS = 1
) (
    input  wire                                                clk,
    input  wire                                                rst,
    input  wire [   KERNEL_H*COLUMNS*CHANNELS*ELEMENT_BITS-1:0] s_axis_tdata,
    input  wire                                                s_axis_tvalid,
    output wire                                                s_axis_tready,
    input  wire                                                s_axis_tlast,
    output wire [FOLDS_PER_BEAT*PIXELS*SIMD*ELEMENT_BITS-1:0] m_axis_tdata,
    output wire                                                m_axis_tvalid,
    input  wire                                                m_axis_tready,
    output wire                                                m_axis_tlast
);
  localparam LANES = FOLDS_PER_BEAT * PIXELS * SIMD;
  localparam PLACES = BEATS * LANES;
  localparam SPAN_BITS = KERNEL_H * COLUMNS * CHANNELS * ELEMENT_BITS;
  localparam BEAT_BITS = (BEATS > 1) ? $clog2(BEATS) : 1;
  localparam [31:0] LAST_BEAT_32 = BEATS - 1;
  localparam [BEAT_BITS-1:0] LAST_BEAT = LAST_BEAT_32[BEAT_BITS-1:0];

  generate
    if (FIRST + (PIXELS - 1) * STRIDE_W + (KERNEL_W - 1) * DILATION_W >= COLUMNS) begin : gen_illegal
      nn2fpga_pixel_windows_end_outside u_illegal ();
    end
  endgenerate

  reg  [SPAN_BITS-1:0] span_reg;
  reg  [BEAT_BITS-1:0] beat_reg;
  reg                  valid_reg;
  reg                  last_reg;
  wire                 ends = beat_reg == LAST_BEAT;

  assign s_axis_tready = !valid_reg || (m_axis_tready && ends);

  always @(posedge clk) begin
    if (s_axis_tready) begin
      span_reg  <= s_axis_tdata;
      last_reg  <= s_axis_tlast;
      valid_reg <= s_axis_tvalid;
    end
    if (valid_reg && m_axis_tready) beat_reg <= ends ? {BEAT_BITS{1'b0}} : beat_reg + 1'b1;
    if (rst) begin
      valid_reg <= 1'b0;
      beat_reg  <= {BEAT_BITS{1'b0}};
    end
  end

  // Wires of all beats; indices are constants of the loop.
  reg [PLACES*ELEMENT_BITS-1:0] places;
  integer place;
  integer element;
  integer column;

  always @* begin
    places = {PLACES * ELEMENT_BITS{1'b0}};
    for (place = 0; place < PLACES; place = place + 1) begin
      element = place / (PIXELS * SIMD) * SIMD + place % SIMD;
      column = FIRST + place / SIMD % PIXELS * STRIDE_W + element / CHANNELS % KERNEL_W * DILATION_W;
      if (element < KERNEL_H * KERNEL_W * CHANNELS) begin
        places[place*ELEMENT_BITS+:ELEMENT_BITS] = span_reg[((element / (KERNEL_W * CHANNELS)
            * COLUMNS + column) * CHANNELS + element % CHANNELS) * ELEMENT_BITS+:ELEMENT_BITS];
      end
    end
  end

  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast  = last_reg && ends;

  generate
    if (BEATS > 1) begin : gen_beats
      assign m_axis_tdata = places[beat_reg*LANES*ELEMENT_BITS+:LANES*ELEMENT_BITS];
    end else begin : gen_beat
      assign m_axis_tdata = places;
    end
  endgenerate
endmodule
`default_nettype wire

// nn2fpga_argmax.v - the index of a frame's largest element, the lowest if several are equal.
//
// Streams   s_axis: LANES elements a beat, BEATS beats a frame, the last with LAST_LANES elements;
//           m_axis: one index a frame.
// Timing    two stages (best of a beat, best so far); the index comes 2 cycles after the frame's
//           last beat; a frame takes BEATS cycles.  Both stages share one clock enable; tready
//           depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the beat counter, not the data.
`timescale 1ns / 1ps

module nn2fpga_argmax #(
    // Elements of a beat.
    parameter LANES = 1,
    // Beats of a frame.
    parameter BEATS = 1,
    // Elements of the frame's last beat.
    parameter LAST_LANES = 1,
    // Bits of an element.
    parameter BITS = 8,
    // Whether elements are in two's complement.
    parameter SIGNED = 1,
    // Bits of the index.
    parameter INDEX_BITS = 1
) (
    input  wire                  clk,
    input  wire                  rst,
    input  wire [LANES*BITS-1:0] s_axis_tdata,
    input  wire                  s_axis_tvalid,
    output wire                  s_axis_tready,
    input  wire                  s_axis_tlast,
    output wire [INDEX_BITS-1:0] m_axis_tdata,
    output wire                  m_axis_tvalid,
    input  wire                  m_axis_tready,
    output wire                  m_axis_tlast
);
  generate
    if (LANES * (BEATS - 1) + LAST_LANES > (1 << INDEX_BITS)) begin : gen_illegal
      nn2fpga_argmax_needs_wider_index u_illegal ();
    end
  endgenerate

  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  localparam FLIP = SIGNED != 0;

  reg [BEAT_BITS-1:0] beat_reg;
  reg [INDEX_BITS-1:0] base_reg;

  reg stage_valid_reg;
  reg stage_first_reg;
  reg stage_last_reg;
  reg [BITS-1:0] stage_key_reg;
  reg [INDEX_BITS-1:0] stage_index_reg;

  reg valid_reg;
  reg [BITS-1:0] best_key_reg;
  reg [INDEX_BITS-1:0] best_index_reg;

  wire enable = !valid_reg || m_axis_tready;
  wire first = beat_reg == 0;
  wire last = beat_reg == END_32[BEAT_BITS-1:0];
  wire better = stage_first_reg || stage_key_reg > best_key_reg;

  // Keys are elements in offset binary: unsigned comparison gives the order of the elements.
  reg [BITS-1:0] key;
  reg [BITS-1:0] beat_key;
  reg [INDEX_BITS-1:0] index;
  reg [INDEX_BITS-1:0] beat_index;
  integer i;

  always @* begin
    beat_key = 0;
    beat_index = base_reg;
    index = base_reg;
    for (i = 0; i < LANES; i = i + 1) begin
      key = s_axis_tdata[i*BITS+:BITS];
      key[BITS-1] = key[BITS-1] ^ FLIP;
      if (i == 0 || (key > beat_key && (i < LAST_LANES || !last))) begin
        beat_key   = key;
        beat_index = index;
      end
      index = index + 1'b1;
    end
  end

  assign s_axis_tready = enable;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast = 1'b1;
  assign m_axis_tdata = best_index_reg;

  always @(posedge clk) begin
    if (enable) begin
      stage_first_reg <= first;
      stage_last_reg  <= last;
      stage_key_reg   <= beat_key;
      stage_index_reg <= beat_index;
      if (stage_valid_reg && better) begin
        best_key_reg   <= stage_key_reg;
        best_index_reg <= stage_index_reg;
      end
    end
    if (rst) begin
      beat_reg <= 0;
      base_reg <= 0;
      stage_valid_reg <= 1'b0;
      valid_reg <= 1'b0;
    end else if (enable) begin
      stage_valid_reg <= s_axis_tvalid;
      valid_reg <= stage_valid_reg && stage_last_reg;
      if (s_axis_tvalid) begin
        beat_reg <= last ? 0 : beat_reg + 1'b1;
        base_reg <= last ? 0 : index;
      end
    end
  end

  // The frame's end follows from the count of beats.
  wire unused = &{1'b0, s_axis_tlast};
endmodule

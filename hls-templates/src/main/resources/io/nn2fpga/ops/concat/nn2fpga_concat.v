// nn2fpga_concat.v - the channels of two streams side by side.
//
// Streams   s0_axis: FIRST_LANES channels a beat, s1_axis: SECOND_LANES.  PARALLEL: a pixel is one
//           beat of each, taken in the same cycle; m_axis has their lanes side by side, s0_axis in the
//           low bits.  Else all have as many lanes, a pixel is FIRST_BEATS full beats of s0_axis, then
//           SECOND_BEATS of s1_axis, the last of them perhaps ragged.
// Timing    latency 1 cycle, initiation interval 1; tready depends combinationally on m_axis_tready,
//           and if PARALLEL on the other stream's tvalid.
// Reset     synchronous, active high; clears the valid and the beat counter, not the data.
`timescale 1ns / 1ps

module nn2fpga_concat #(
    // Bits of an element.
    parameter BITS = 8,
    // Whether both streams are taken at once.
    parameter PARALLEL = 0,
    // Lanes of the first and of the second stream.
    parameter FIRST_LANES = 1,
    parameter SECOND_LANES = 1,
    // Lanes of the result: the sum if PARALLEL, else as many as each stream's.
    parameter OUT_LANES = 1,
    // Beats of a pixel of each stream.
    parameter FIRST_BEATS = 1,
    parameter SECOND_BEATS = 1
) (
    input  wire                         clk,
    input  wire                         rst,
    input  wire [ FIRST_LANES*BITS-1:0] s0_axis_tdata,
    input  wire                         s0_axis_tvalid,
    output wire                         s0_axis_tready,
    input  wire                         s0_axis_tlast,
    input  wire [SECOND_LANES*BITS-1:0] s1_axis_tdata,
    input  wire                         s1_axis_tvalid,
    output wire                         s1_axis_tready,
    input  wire                         s1_axis_tlast,
    output wire [   OUT_LANES*BITS-1:0] m_axis_tdata,
    output wire                         m_axis_tvalid,
    input  wire                         m_axis_tready,
    output wire                         m_axis_tlast
);
  reg [OUT_LANES*BITS-1:0] data_reg;
  reg valid_reg;
  reg last_reg;
  wire enable = !valid_reg || m_axis_tready;
  wire take;
  wire [OUT_LANES*BITS-1:0] data_next;

  generate
    if (PARALLEL != 0) begin : gen_parallel
      if (OUT_LANES != FIRST_LANES + SECOND_LANES) begin : gen_illegal
        nn2fpga_concat_needs_the_lanes_of_both u_illegal ();
      end
      assign data_next = {s1_axis_tdata, s0_axis_tdata};
      assign take = s0_axis_tvalid && s1_axis_tvalid;
      assign s0_axis_tready = enable && s1_axis_tvalid;
      assign s1_axis_tready = enable && s0_axis_tvalid;
    end else begin : gen_serial
      localparam BEATS = FIRST_BEATS + SECOND_BEATS;
      localparam BEAT_BITS = $clog2(BEATS);
      localparam [31:0] END_32 = BEATS - 1;
      localparam [31:0] FIRST_32 = FIRST_BEATS;
      if (OUT_LANES != FIRST_LANES || OUT_LANES != SECOND_LANES) begin : gen_illegal
        nn2fpga_concat_needs_equal_lanes u_illegal ();
      end
      reg [BEAT_BITS-1:0] beat_reg;
      wire second = beat_reg >= FIRST_32[BEAT_BITS-1:0];
      assign data_next = second ? s1_axis_tdata : s0_axis_tdata;
      assign take = second ? s1_axis_tvalid : s0_axis_tvalid;
      assign s0_axis_tready = enable && !second;
      assign s1_axis_tready = enable && second;
      always @(posedge clk) begin
        if (rst) begin
          beat_reg <= 0;
        end else if (enable && take) begin
          beat_reg <= beat_reg == END_32[BEAT_BITS-1:0] ? 0 : beat_reg + 1'b1;
        end
      end
    end
  endgenerate

  // The second stream's end is the frame's.
  wire unused = s0_axis_tlast;

  assign m_axis_tdata  = data_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tlast  = last_reg;

  always @(posedge clk) begin
    if (enable) begin
      data_reg <= data_next;
      last_reg <= s1_axis_tlast && s1_axis_tvalid && s1_axis_tready;
    end
    if (rst) valid_reg <= 1'b0;
    else if (enable) valid_reg <= take;
  end
endmodule

// nn2fpga_widthconverter.v - the same elements in the same order, in beats of another width.
//
// Streams   s_axis: groups of IN_BEATS beats of IN_LANES elements, the last of a group with IN_LAST;
//           m_axis: OUT_GROUPS groups of OUT_BEATS beats of OUT_LANES elements, the last of a group
//           with OUT_LAST, its other lanes zero.  A frame has as many elements on both sides.
// Timing    a buffer of CAPACITY elements; takes a beat while its elements fit, gives one while it
//           holds enough; latency 1 cycle after the last element needed.  tready and tvalid are
//           registers.  2*IN_LANES + 2*OUT_LANES elements keep max(input beats, output beats) cycles
//           a frame; less may do.
// Reset     synchronous, active high; clears the buffer too, because elements are ORed in.
// Limits    CAPACITY >= IN_LANES + OUT_LANES; unused lanes of s_axis are zero.
`timescale 1ns / 1ps

module nn2fpga_widthconverter #(
    // Bits of an element.
    parameter BITS = 8,
    // Elements of an input beat.
    parameter IN_LANES = 1,
    // Beats of an input group.
    parameter IN_BEATS = 1,
    // Elements of the last beat of an input group.
    parameter IN_LAST = 1,
    // Elements of an output beat.
    parameter OUT_LANES = 1,
    // Beats of an output group.
    parameter OUT_BEATS = 1,
    // Elements of the last beat of an output group.
    parameter OUT_LAST = 1,
    // Output groups of a frame.
    parameter OUT_GROUPS = 1,
    // Elements that the buffer holds.
    parameter CAPACITY = 4
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire [ IN_LANES*BITS-1:0] s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    input  wire                      s_axis_tlast,
    output wire [OUT_LANES*BITS-1:0] m_axis_tdata,
    output wire                      m_axis_tvalid,
    input  wire                      m_axis_tready,
    output wire                      m_axis_tlast
);
  generate
    if (CAPACITY < IN_LANES + OUT_LANES) begin : gen_illegal
      nn2fpga_widthconverter_needs_more_capacity u_illegal ();
    end
  endgenerate

  // One bit more than the count needs, so that a sum does not wrap.
  localparam COUNT_BITS = $clog2(CAPACITY + 1) + 1;
  localparam IN_BEAT_BITS = IN_BEATS > 1 ? $clog2(IN_BEATS) : 1;
  localparam OUT_BEAT_BITS = OUT_BEATS > 1 ? $clog2(OUT_BEATS) : 1;
  localparam GROUP_BITS = OUT_GROUPS > 1 ? $clog2(OUT_GROUPS) : 1;
  localparam [31:0] IN_LANES_32 = IN_LANES;
  localparam [31:0] IN_LAST_32 = IN_LAST;
  localparam [31:0] OUT_LANES_32 = OUT_LANES;
  localparam [31:0] OUT_LAST_32 = OUT_LAST;
  localparam [31:0] CAPACITY_32 = CAPACITY;
  localparam [31:0] IN_END_32 = IN_BEATS - 1;
  localparam [31:0] OUT_END_32 = OUT_BEATS - 1;
  localparam [31:0] GROUP_END_32 = OUT_GROUPS - 1;
  localparam [COUNT_BITS-1:0] IN_FULL = IN_LANES_32[COUNT_BITS-1:0];
  localparam [COUNT_BITS-1:0] IN_SHORT = IN_LAST_32[COUNT_BITS-1:0];
  localparam [COUNT_BITS-1:0] OUT_FULL = OUT_LANES_32[COUNT_BITS-1:0];
  localparam [COUNT_BITS-1:0] OUT_SHORT = OUT_LAST_32[COUNT_BITS-1:0];
  localparam [COUNT_BITS-1:0] HOLDS = CAPACITY_32[COUNT_BITS-1:0];
  localparam [OUT_LANES*BITS-1:0] ALL = {OUT_LANES * BITS{1'b1}};
  localparam [OUT_LANES*BITS-1:0] SHORT = ALL >> ((OUT_LANES - OUT_LAST) * BITS);

  reg [CAPACITY*BITS-1:0] buffer_reg;
  reg [COUNT_BITS-1:0] count_reg;
  reg [IN_BEAT_BITS-1:0] in_beat_reg;
  reg [OUT_BEAT_BITS-1:0] out_beat_reg;
  reg [GROUP_BITS-1:0] group_reg;
  reg valid_reg;
  reg ready_reg;

  wire push = s_axis_tvalid && ready_reg;
  wire pop = valid_reg && m_axis_tready;
  wire in_end = in_beat_reg == IN_END_32[IN_BEAT_BITS-1:0];
  wire out_end = out_beat_reg == OUT_END_32[OUT_BEAT_BITS-1:0];
  wire group_end = group_reg == GROUP_END_32[GROUP_BITS-1:0];
  wire [IN_BEAT_BITS-1:0] in_beat_next = !push ? in_beat_reg : in_end ? 0 : in_beat_reg + 1'b1;
  wire [OUT_BEAT_BITS-1:0] out_beat_next = !pop ? out_beat_reg : out_end ? 0 : out_beat_reg + 1'b1;
  wire in_end_next = in_beat_next == IN_END_32[IN_BEAT_BITS-1:0];
  wire out_end_next = out_beat_next == OUT_END_32[OUT_BEAT_BITS-1:0];
  wire [COUNT_BITS-1:0] kept = count_reg - (!pop ? 0 : out_end ? OUT_SHORT : OUT_FULL);
  wire [COUNT_BITS-1:0] count_next = kept + (!push ? 0 : in_end ? IN_SHORT : IN_FULL);

  reg [CAPACITY*BITS-1:0] shifted;
  reg [CAPACITY*BITS-1:0] inserted;
  integer b;

  always @* begin
    shifted = buffer_reg;
    if (pop) shifted = out_end ? buffer_reg >> (OUT_LAST * BITS) : buffer_reg >> (OUT_LANES * BITS);
    inserted = {{(CAPACITY - IN_LANES) * BITS{1'b0}}, s_axis_tdata};
    for (b = 0; b < COUNT_BITS; b = b + 1) begin
      if (kept[b]) inserted = inserted << (BITS << b);
    end
  end

  assign s_axis_tready = ready_reg;
  assign m_axis_tvalid = valid_reg;
  assign m_axis_tdata = buffer_reg[OUT_LANES*BITS-1:0] & (out_end ? SHORT : ALL);
  assign m_axis_tlast = out_end && group_end;

  always @(posedge clk) begin
    if (rst) begin
      buffer_reg <= 0;
      count_reg <= 0;
      in_beat_reg <= 0;
      out_beat_reg <= 0;
      group_reg <= 0;
      valid_reg <= 1'b0;
      ready_reg <= 1'b1;
    end else begin
      buffer_reg <= push ? shifted | inserted : shifted;
      count_reg <= count_next;
      in_beat_reg <= in_beat_next;
      out_beat_reg <= out_beat_next;
      if (pop && out_end) group_reg <= group_end ? 0 : group_reg + 1'b1;
      valid_reg <= count_next >= (out_end_next ? OUT_SHORT : OUT_FULL);
      ready_reg <= count_next + (in_end_next ? IN_SHORT : IN_FULL) <= HOLDS;
    end
  end

  // The frame's end follows from the count of beats.
  wire unused = &{1'b0, s_axis_tlast};
endmodule

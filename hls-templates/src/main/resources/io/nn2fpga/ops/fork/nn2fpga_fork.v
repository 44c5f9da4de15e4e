// nn2fpga_fork.v - gives each beat to two modules.
//
// Streams   s_axis, m0_axis, m1_axis: the same beats.  An output gives the beat as soon as its
//           reader is ready, whatever the other one does.
// Timing    latency 1 cycle, initiation interval 1 while both readers are ready; tready depends
//           combinationally on m0_axis_tready and m1_axis_tready.
// Reset     synchronous, active high; clears the valids, not the data.
`timescale 1ns / 1ps

module nn2fpga_fork #(
    // Bits of tdata.
    parameter WIDTH = 8
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [WIDTH-1:0] m0_axis_tdata,
    output wire             m0_axis_tvalid,
    input  wire             m0_axis_tready,
    output wire             m0_axis_tlast,
    output wire [WIDTH-1:0] m1_axis_tdata,
    output wire             m1_axis_tvalid,
    input  wire             m1_axis_tready,
    output wire             m1_axis_tlast
);
  reg [WIDTH-1:0] data_reg;
  reg last_reg;
  // Which outputs have not given the beat yet.
  reg [1:0] pending_reg;

  wire [1:0] waiting = pending_reg & ~{m1_axis_tready, m0_axis_tready};
  wire take = s_axis_tvalid && s_axis_tready;

  assign s_axis_tready = waiting == 2'd0;
  assign m0_axis_tdata = data_reg;
  assign m0_axis_tlast = last_reg;
  assign m0_axis_tvalid = pending_reg[0];
  assign m1_axis_tdata = data_reg;
  assign m1_axis_tlast = last_reg;
  assign m1_axis_tvalid = pending_reg[1];

  always @(posedge clk) begin
    if (take) begin
      data_reg <= s_axis_tdata;
      last_reg <= s_axis_tlast;
    end
    if (rst) pending_reg <= 2'd0;
    else pending_reg <= take ? 2'd3 : waiting;
  end
endmodule

// nn2fpga_skid.v - a register slice that cuts both paths of a handshake.
//
// Streams   s_axis and m_axis: the same beats.
// Timing    latency 1 cycle, initiation interval 1; every output is a register.  Holds two beats:
//           transfers in the same cycles as an nn2fpga_fifo of depth 2, without its memory.
// Reset     synchronous, active high; clears the valids, not the data.
`timescale 1ns / 1ps

module nn2fpga_skid #(
    // Bits of tdata.
    parameter WIDTH = 8
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
  reg [WIDTH:0] main_reg;
  reg [WIDTH:0] skid_reg;
  reg main_valid_reg;
  reg ready_reg;

  wire push = s_axis_tvalid && ready_reg;
  wire main_free = !main_valid_reg || m_axis_tready;

  assign s_axis_tready = ready_reg;
  assign m_axis_tvalid = main_valid_reg;
  assign {m_axis_tlast, m_axis_tdata} = main_reg;

  always @(posedge clk) begin
    // The skid register holds a beat exactly while ready_reg is low.
    if (main_free) main_reg <= ready_reg ? {s_axis_tlast, s_axis_tdata} : skid_reg;
    if (ready_reg) skid_reg <= {s_axis_tlast, s_axis_tdata};
    if (rst) begin
      main_valid_reg <= 1'b0;
      ready_reg <= 1'b1;
    end else begin
      if (main_free) begin
        main_valid_reg <= push || !ready_reg;
        ready_reg <= 1'b1;
      end else if (push) begin
        ready_reg <= 1'b0;
      end
    end
  end
endmodule

// nn2fpga_clock_divided.v - the oscillator's clock over 2^BITS, from a counter.
//
// Macro     NN2FPGA_SIMULATION_CLOCK: the clock passes undivided, as all clock modules let it.
`timescale 1ns / 1ps

module nn2fpga_clock_divided #(
    // Halvings.
    parameter BITS = 1
) (
    input  wire clk_in,
    output wire clk,
    output wire locked
);
  assign locked = 1'b1;
`ifdef NN2FPGA_SIMULATION_CLOCK
  localparam [31:0] UNUSED_BITS = BITS;
  wire unused = &{1'b0, UNUSED_BITS};
  assign clk = clk_in;
`else
  reg [BITS-1:0] count_reg;

  assign clk = count_reg[BITS-1];

  initial count_reg = 0;

  always @(posedge clk_in) count_reg <= count_reg + 1'b1;
`endif
endmodule

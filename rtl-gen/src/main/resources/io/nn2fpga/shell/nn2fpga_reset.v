// nn2fpga_reset.v - the reset of a board: after configuration, without a clock, on a button.
//
// Reset     rst is high for 2^BITS - 1 cycles after configuration, and again from the time that
//           locked falls or button rises until as many cycles after.  Both may be asynchronous.
`timescale 1ns / 1ps

module nn2fpga_reset #(
    // Bits of the count of cycles.
    parameter BITS = 6
) (
    input  wire clk,
    // Whether the clock is what it should be.
    input  wire locked,
    input  wire button,
    output wire rst
);
  reg [1:0] wanted_reg;
  reg [BITS-1:0] count_reg;
  reg rst_reg;

  assign rst = rst_reg;

  initial begin
    wanted_reg = 2'b11;
    count_reg = 0;
    rst_reg = 1'b1;
  end

  always @(posedge clk) begin
    wanted_reg <= {wanted_reg[0], button || !locked};
    if (wanted_reg[1]) count_reg <= 0;
    else if (!(&count_reg)) count_reg <= count_reg + 1'b1;
    rst_reg <= !(&count_reg);
  end
endmodule

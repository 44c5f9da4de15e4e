// nn2fpga_clock_series7.v - a clock from the oscillator's through a PLL of AMD's 7 series.
//
//   clk = clk_in / DIVCLK_DIVIDE * CLKFBOUT_MULT / CLKOUT0_DIVIDE
//
// Limits    AMD's data sheet DS181, slowest grade: clk_in / DIVCLK_DIVIDE 19 to 450 MHz, times
//           CLKFBOUT_MULT 800 to 1600 MHz; PllPlan.java chooses.
// Macro     NN2FPGA_SIMULATION_CLOCK: a behavioural model instead, which passes the clock.
`timescale 1ns / 1ps

module nn2fpga_clock_series7 #(
    // Picoseconds of a cycle of clk_in.
    parameter PERIOD_PS = 10000,
    parameter DIVCLK_DIVIDE = 1,
    parameter CLKFBOUT_MULT = 8,
    parameter CLKOUT0_DIVIDE = 8
) (
    input  wire clk_in,
    output wire clk,
    output wire locked
);
`ifdef NN2FPGA_SIMULATION_CLOCK
  localparam [31:0] UNUSED_DIVIDERS = PERIOD_PS + DIVCLK_DIVIDE + CLKFBOUT_MULT + CLKOUT0_DIVIDE;
  wire unused = &{1'b0, UNUSED_DIVIDERS};
  assign clk = clk_in;
  assign locked = 1'b1;
`else
  wire feedback;
  wire made;

  PLLE2_BASE #(
      .CLKIN1_PERIOD(PERIOD_PS / 1000.0),
      .DIVCLK_DIVIDE(DIVCLK_DIVIDE),
      .CLKFBOUT_MULT(CLKFBOUT_MULT),
      .CLKOUT0_DIVIDE(CLKOUT0_DIVIDE)
  ) u_pll (
      .CLKIN1(clk_in),
      .CLKFBIN(feedback),
      .CLKFBOUT(feedback),
      .CLKOUT0(made),
      .CLKOUT1(),
      .CLKOUT2(),
      .CLKOUT3(),
      .CLKOUT4(),
      .CLKOUT5(),
      .LOCKED(locked),
      .PWRDWN(1'b0),
      .RST(1'b0)
  );

  BUFG u_buffer (
      .I(made),
      .O(clk)
  );
`endif
endmodule

// nn2fpga_clock_ice40.v - a clock from the oscillator's through the PLL of an iCE40.
//
//   clk = clk_in * (DIVF + 1) / ((DIVR + 1) * 2^DIVQ)
//
// Limits    Lattice's data sheets FPGA-DS-02029 and FPGA-DS-02008: clk_in / (DIVR + 1) 10 to 133 MHz,
//           times (DIVF + 1) 533 to 1066 MHz, clk 16 to 275 MHz; PllPlan.java chooses.
// Macro     NN2FPGA_SIMULATION_CLOCK: a behavioural model instead, which passes the clock.
`timescale 1ns / 1ps

module nn2fpga_clock_ice40 #(
    parameter [3:0] DIVR = 0,
    parameter [6:0] DIVF = 0,
    parameter [2:0] DIVQ = 1,
    parameter [2:0] FILTER_RANGE = 1,
    // Whether clk_in is the pin beside the PLL, which it then takes for itself.
    parameter PAD = 0
) (
    input  wire clk_in,
    output wire clk,
    output wire locked
);
`ifdef NN2FPGA_SIMULATION_CLOCK
  localparam [31:0] UNUSED_PAD = PAD;
  wire unused = &{1'b0, DIVR, DIVF, DIVQ, FILTER_RANGE, UNUSED_PAD};
  assign clk = clk_in;
  assign locked = 1'b1;
`else
  generate
    if (PAD != 0) begin : gen_pad
      SB_PLL40_PAD #(
          .FEEDBACK_PATH("SIMPLE"),
          .DIVR(DIVR),
          .DIVF(DIVF),
          .DIVQ(DIVQ),
          .FILTER_RANGE(FILTER_RANGE)
      ) u_pll (
          .PACKAGEPIN(clk_in),
          .PLLOUTGLOBAL(clk),
          .LOCK(locked),
          .RESETB(1'b1),
          .BYPASS(1'b0)
      );
    end else begin : gen_core
      SB_PLL40_CORE #(
          .FEEDBACK_PATH("SIMPLE"),
          .DIVR(DIVR),
          .DIVF(DIVF),
          .DIVQ(DIVQ),
          .FILTER_RANGE(FILTER_RANGE)
      ) u_pll (
          .REFERENCECLK(clk_in),
          .PLLOUTGLOBAL(clk),
          .LOCK(locked),
          .RESETB(1'b1),
          .BYPASS(1'b0)
      );
    end
  endgenerate
`endif
endmodule

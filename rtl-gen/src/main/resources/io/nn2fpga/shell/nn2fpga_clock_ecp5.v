// nn2fpga_clock_ecp5.v - a clock from the oscillator's through the PLL of an ECP5.
//
//   clk = clk_in / CLKI_DIV * CLKFB_DIV * CLKOP_DIV / CLKOS_DIV
//
// Limits    Lattice's data sheet FPGA-DS-02012: clk_in / CLKI_DIV at least 3.125 MHz, times CLKFB_DIV
//           and CLKOP_DIV 400 to 800 MHz, which the PLL's oscillator runs at; PllPlan.java chooses.
// Macro     NN2FPGA_SIMULATION_CLOCK: a behavioural model instead, which passes the clock.
`timescale 1ns / 1ps

module nn2fpga_clock_ecp5 #(
    parameter CLKI_DIV = 1,
    parameter CLKFB_DIV = 1,
    parameter CLKOP_DIV = 16,
    parameter CLKOS_DIV = 16
) (
    input  wire clk_in,
    output wire clk,
    output wire locked
);
`ifdef NN2FPGA_SIMULATION_CLOCK
  localparam [31:0] UNUSED_DIVIDERS = CLKI_DIV + CLKFB_DIV + CLKOP_DIV + CLKOS_DIV;
  wire unused = &{1'b0, UNUSED_DIVIDERS};
  assign clk = clk_in;
  assign locked = 1'b1;
`else
  wire feedback;

  // One output closes the loop, the other is the clock: so its frequency is not bound to a multiple.
  (* ICP_CURRENT = "12" *)
  (* LPF_RESISTOR = "8" *)
  (* MFG_ENABLE_FILTEROPAMP = "1" *)
  (* MFG_GMCREF_SEL = "2" *)
  EHXPLLL #(
      .PLLRST_ENA("DISABLED"),
      .INTFB_WAKE("DISABLED"),
      .STDBY_ENABLE("DISABLED"),
      .DPHASE_SOURCE("DISABLED"),
      .OUTDIVIDER_MUXA("DIVA"),
      .OUTDIVIDER_MUXB("DIVB"),
      .OUTDIVIDER_MUXC("DIVC"),
      .OUTDIVIDER_MUXD("DIVD"),
      .CLKI_DIV(CLKI_DIV),
      .CLKFB_DIV(CLKFB_DIV),
      .CLKOP_ENABLE("ENABLED"),
      .CLKOP_DIV(CLKOP_DIV),
      .CLKOP_CPHASE(CLKOP_DIV - 1),
      .CLKOP_FPHASE(0),
      .CLKOS_ENABLE("ENABLED"),
      .CLKOS_DIV(CLKOS_DIV),
      .CLKOS_CPHASE(CLKOS_DIV - 1),
      .CLKOS_FPHASE(0),
      .FEEDBK_PATH("CLKOP")
  ) u_pll (
      .RST(1'b0),
      .STDBY(1'b0),
      .CLKI(clk_in),
      .CLKFB(feedback),
      .CLKOP(feedback),
      .CLKOS(clk),
      .CLKINTFB(),
      .PHASESEL0(1'b0),
      .PHASESEL1(1'b0),
      .PHASEDIR(1'b1),
      .PHASESTEP(1'b1),
      .PHASELOADREG(1'b1),
      .PLLWAKESYNC(1'b0),
      .ENCLKOP(1'b0),
      .LOCK(locked)
  );
`endif
endmodule

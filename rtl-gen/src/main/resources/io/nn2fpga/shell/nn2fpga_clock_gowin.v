// nn2fpga_clock_gowin.v - a clock from the oscillator's through the rPLL of a Gowin GW1N or GW2A.
//
//   clk = clk_in * (FBDIV_SEL + 1) / (IDIV_SEL + 1); the PLL's oscillator runs at clk * ODIV_SEL
//
// Limits    Gowin's data sheets DS117 and DS226: clk_in / (IDIV_SEL + 1) at least 3 MHz, the PLL's
//           oscillator 400 to 1200 MHz (GW1N-9) or 500 to 1250 MHz (GW2A); PllPlan.java chooses.
// Macro     NN2FPGA_SIMULATION_CLOCK: a behavioural model instead, which passes the clock.
`timescale 1ns / 1ps

module nn2fpga_clock_gowin #(
    // Frequency of clk_in in MHz, as a text.
    parameter FCLKIN = "27",
    // The device, as Gowin's tools name it.
    parameter DEVICE = "GW1NR-9C",
    parameter IDIV_SEL = 0,
    parameter FBDIV_SEL = 0,
    parameter ODIV_SEL = 16
) (
    input  wire clk_in,
    output wire clk,
    output wire locked
);
`ifdef NN2FPGA_SIMULATION_CLOCK
  localparam [31:0] UNUSED_DIVIDERS = IDIV_SEL + FBDIV_SEL + ODIV_SEL;
  localparam [8*16-1:0] UNUSED_TEXT = {FCLKIN, DEVICE};
  wire unused = &{1'b0, UNUSED_DIVIDERS, UNUSED_TEXT};
  assign clk = clk_in;
  assign locked = 1'b1;
`else
  rPLL #(
      .FCLKIN(FCLKIN),
      .DEVICE(DEVICE),
      .IDIV_SEL(IDIV_SEL),
      .FBDIV_SEL(FBDIV_SEL),
      .ODIV_SEL(ODIV_SEL),
      .DYN_IDIV_SEL("false"),
      .DYN_FBDIV_SEL("false"),
      .DYN_ODIV_SEL("false"),
      .DYN_DA_EN("false"),
      .DYN_SDIV_SEL(2),
      .PSDA_SEL("0000"),
      .DUTYDA_SEL("1000"),
      .CLKFB_SEL("internal"),
      .CLKOUT_BYPASS("false"),
      .CLKOUTP_BYPASS("false"),
      .CLKOUTD_BYPASS("false"),
      .CLKOUT_FT_DIR(1'b1),
      .CLKOUTP_FT_DIR(1'b1),
      .CLKOUT_DLY_STEP(0),
      .CLKOUTP_DLY_STEP(0),
      .CLKOUTD_SRC("CLKOUT"),
      .CLKOUTD3_SRC("CLKOUT")
  ) u_pll (
      .CLKIN(clk_in),
      .CLKFB(1'b0),
      .CLKOUT(clk),
      .CLKOUTP(),
      .CLKOUTD(),
      .CLKOUTD3(),
      .LOCK(locked),
      .RESET(1'b0),
      .RESET_P(1'b0),
      .FBDSEL(6'd0),
      .IDSEL(6'd0),
      .ODSEL(6'd0),
      .PSDA(4'd0),
      .DUTYDA(4'd0),
      .FDLY(4'd0)
  );
`endif
endmodule

// nn2fpga_clock_ice40_usb.v - 48 MHz for USB, and a power of two of it, through the PLL of an iCE40.
//
//   clk_usb = clk_in * (DIVF + 1) / ((DIVR + 1) * 2^DIVQ);  clk = clk_usb / 2^HALVINGS
//
// Limits    as nn2fpga_clock_ice40.v; PllPlan.java chooses.
// Clocks    the PLL's two outputs: clk_usb, and half of it; further halvings by a counter.
// Macro     NN2FPGA_SIMULATION_CLOCK: a behavioural model instead, which passes the clock.
`timescale 1ns / 1ps

module nn2fpga_clock_ice40_usb #(
    parameter [3:0] DIVR = 0,
    parameter [6:0] DIVF = 0,
    parameter [2:0] DIVQ = 1,
    parameter [2:0] FILTER_RANGE = 1,
    // Up to 6.
    parameter HALVINGS = 0
) (
    input  wire clk_in,
    output wire clk,
    output wire clk_usb,
    output wire locked
);
`ifdef NN2FPGA_SIMULATION_CLOCK
  localparam [31:0] UNUSED_HALVINGS = HALVINGS;
  wire unused = &{1'b0, DIVR, DIVF, DIVQ, FILTER_RANGE, UNUSED_HALVINGS};
  assign clk = clk_in;
  assign clk_usb = clk_in;
  assign locked = 1'b1;
`else
  wire half;

  SB_PLL40_2F_CORE #(
      .FEEDBACK_PATH("SIMPLE"),
      .PLLOUT_SELECT_PORTA("GENCLK"),
      .PLLOUT_SELECT_PORTB("GENCLK_HALF"),
      .DIVR(DIVR),
      .DIVF(DIVF),
      .DIVQ(DIVQ),
      .FILTER_RANGE(FILTER_RANGE)
  ) u_pll (
      .REFERENCECLK(clk_in),
      .PLLOUTGLOBALA(clk_usb),
      .PLLOUTGLOBALB(half),
      .LOCK(locked),
      .RESETB(1'b1),
      .BYPASS(1'b0)
  );

  generate
    if (HALVINGS == 0) begin : gen_whole
      assign clk = clk_usb;
    end else if (HALVINGS == 1) begin : gen_half
      assign clk = half;
    end else begin : gen_divided
      reg [HALVINGS-2:0] count_reg;

      assign clk = count_reg[HALVINGS-2];

      initial count_reg = 0;

      always @(posedge half) count_reg <= count_reg + 1'b1;
    end
  endgenerate
`endif
endmodule

// nn2fpga_usb_pins.v - a board top's USB port at the end of a cable: lines that either side drives.
//
// Macros    NN2FPGA_TOP          the board top
//           NN2FPGA_PINS_CLOCK   its port clk_usb exists, and clk is another clock
//           NN2FPGA_PINS_RESET   its port rst exists
// Lines     usb_dp is pulled up, as the board's resistor does while `attached`, and usb_dn down.
`timescale 1ns / 1ps

module nn2fpga_usb_pins (
    input  wire clk,
    input  wire clk_usb,
    input  wire rst,
    input  wire host_drives,
    input  wire host_dp,
    input  wire host_dn,
    output wire dp,
    output wire dn,
    output wire attached
);
  wire usb_dp;
  wire usb_dn;
  wire unused = &{1'b0, clk_usb, rst};

  pullup (usb_dp);
  pulldown (usb_dn);
  assign usb_dp = host_drives ? host_dp : 1'bz;
  assign usb_dn = host_drives ? host_dn : 1'bz;
  assign dp = usb_dp;
  assign dn = usb_dn;

  `NN2FPGA_TOP u_board (
      .clk(clk),
`ifdef NN2FPGA_PINS_CLOCK
      .clk_usb(clk_usb),
`endif
`ifdef NN2FPGA_PINS_RESET
      .rst(rst),
`endif
      .usb_dp(usb_dp),
      .usb_dn(usb_dn),
      .usb_pullup(attached)
  );
endmodule

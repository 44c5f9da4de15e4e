// usb_under_test.v - test only: a USB link with its lines, and an echo behind it.
//
// Lines     the host's side drives them or lets go; dp is pulled up, dn down.
// Echo      every byte comes back; the echo takes some cycles' rest where stall says so.
`timescale 1ns / 1ps

module usb_under_test (
    input  wire clk,
    input  wire usb_clk,
    input  wire rst,
    input  wire stall,
    input  wire host_drives,
    input  wire host_dp,
    input  wire host_dn,
    output wire dp,
    output wire dn,
    output wire attached,
    output reg  overrun
);
  wire usb_dp;
  wire usb_dn;
  wire [7:0] rx_data;
  wire rx_valid, rx_error;
  wire tx_ready;

  reg [7:0] memory[0:4095];
  reg [12:0] write_reg;
  reg [12:0] read_reg;
  reg [7:0] tx_reg;
  reg tx_valid_reg;
  reg [3:0] space_reg;

  pullup (usb_dp);
  pulldown (usb_dn);
  assign usb_dp = host_drives ? host_dp : 1'bz;
  assign usb_dn = host_drives ? host_dn : 1'bz;
  assign dp = usb_dp;
  assign dn = usb_dn;

  nn2fpga_usb_link #(
      @PARAMETERS@
  ) u_link (
      .clk(clk),
      .rst(rst),
      .usb_clk(usb_clk),
      .usb_dp(usb_dp),
      .usb_dn(usb_dn),
      .usb_pullup(attached),
      .rx_data(rx_data),
      .rx_valid(rx_valid),
      .rx_error(rx_error),
      .tx_data(tx_reg),
      .tx_valid(tx_valid_reg),
      .tx_ready(tx_ready)
  );

  always @(posedge clk) begin
    if (rst) begin
      write_reg <= 0;
      read_reg <= 0;
      tx_valid_reg <= 1'b0;
      space_reg <= 4'd0;
      overrun <= 1'b0;
    end else begin
      if (space_reg != 4'd12) space_reg <= space_reg + 4'd1;
      if (rx_valid) begin
        memory[write_reg[11:0]] <= rx_data;
        write_reg <= write_reg + 1;
        space_reg <= 4'd1;
        if (space_reg != 4'd12 || rx_error) overrun <= 1'b1;
      end
      if (tx_valid_reg && tx_ready) tx_valid_reg <= 1'b0;
      if (!tx_valid_reg && !stall && write_reg != read_reg) begin
        tx_valid_reg <= 1'b1;
        tx_reg <= memory[read_reg[11:0]];
        read_reg <= read_reg + 1;
      end
    end
  end
endmodule

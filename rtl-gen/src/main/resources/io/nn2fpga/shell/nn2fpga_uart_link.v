// nn2fpga_uart_link.v - a link of bytes over an asynchronous serial line.
//
// Bytes     rx_data with rx_valid for a cycle, or rx_error for a cycle where a byte was damaged;
//           tx_data with tx_valid until tx_ready.
// Pins      uart_rx enters, uart_tx leaves; rate and limits: nn2fpga_uart_rx.v.
// Reset     synchronous, active high.
`timescale 1ns / 1ps

module nn2fpga_uart_link #(
    // Bits of the phase that counts bit times.
    parameter STEP_BITS = 16,
    // 2^STEP_BITS * rate / clock.
    parameter STEP = 16384
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       uart_rx,
    output wire       uart_tx,
    output wire [7:0] rx_data,
    output wire       rx_valid,
    output wire       rx_error,
    input  wire [7:0] tx_data,
    input  wire       tx_valid,
    output wire       tx_ready
);
  nn2fpga_uart_rx #(
      .STEP_BITS(STEP_BITS),
      .STEP(STEP)
  ) u_rx (
      .clk(clk),
      .rst(rst),
      .rx(uart_rx),
      .data(rx_data),
      .valid(rx_valid),
      .error(rx_error)
  );

  nn2fpga_uart_tx #(
      .STEP_BITS(STEP_BITS),
      .STEP(STEP)
  ) u_tx (
      .clk(clk),
      .rst(rst),
      .data(tx_data),
      .valid(tx_valid),
      .ready(tx_ready),
      .tx(uart_tx)
  );
endmodule

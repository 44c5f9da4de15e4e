// nn2fpga_uart_tx.v - sends bytes on an asynchronous serial line: 8 data bits, no parity, 1 stop bit.
//
// Rate      as in nn2fpga_uart_rx; an edge is up to a cycle late.
// Timing    a byte is taken when the stop bit before it has been sent.
// Reset     synchronous, active high; the line becomes idle, 1, at once.
`timescale 1ns / 1ps

module nn2fpga_uart_tx #(
    // Bits of the phase.
    parameter STEP_BITS = 16,
    // What the phase advances by in a cycle.
    parameter STEP = 16384
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] data,
    input  wire       valid,
    output wire       ready,
    output wire       tx
);
  localparam [31:0] STEP_32 = STEP;

  reg [STEP_BITS-1:0] phase_reg;
  // Data, the stop bit, and a one that stands for the stop bit's end.
  reg [9:0] bits_reg;
  reg tx_reg;

  wire [STEP_BITS:0] phase_next = {1'b0, phase_reg} + {1'b0, STEP_32[STEP_BITS-1:0]};
  wire idle = bits_reg == 10'd0;

  assign ready = idle;
  assign tx = tx_reg;

  always @(posedge clk) begin
    phase_reg <= idle ? {STEP_BITS{1'b0}} : phase_next[STEP_BITS-1:0];
    if (rst) begin
      bits_reg <= 10'd0;
      tx_reg   <= 1'b1;
    end else if (idle) begin
      if (valid) begin
        bits_reg <= {2'b11, data};
        tx_reg   <= 1'b0;
      end
    end else if (phase_next[STEP_BITS]) begin
      bits_reg <= {1'b0, bits_reg[9:1]};
      tx_reg   <= bits_reg[0];
    end
  end
endmodule

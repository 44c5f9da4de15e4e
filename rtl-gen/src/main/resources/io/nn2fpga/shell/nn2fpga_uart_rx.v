// nn2fpga_uart_rx.v - receives the bytes of an asynchronous serial line: 8 data bits, no parity.
//
// Line      idle is 1; a start bit 0, data low bit first, a stop bit 1.
// Rate      a phase of STEP_BITS bits advances by STEP a cycle and gives a bit time whenever it
//           wraps: STEP = 2^STEP_BITS * rate / clock.  Bits are sampled within a cycle of their
//           middle, so that with 4 cycles a bit a quarter of it is left to either side.
// Timing    valid or error is high for one cycle, when the stop bit is sampled.
// Errors    error instead of valid: the stop bit is 0.  Nothing more is taken until the line is 1.
// Reset     synchronous, active high.
// Limits    STEP * 4 <= 2^STEP_BITS.
`timescale 1ns / 1ps

module nn2fpga_uart_rx #(
    // Bits of the phase.
    parameter STEP_BITS = 16,
    // What the phase advances by in a cycle.
    parameter STEP = 16384
) (
    input  wire       clk,
    input  wire       rst,
    // The pin, asynchronous.
    input  wire       rx,
    output wire [7:0] data,
    output wire       valid,
    output wire       error
);
  localparam [31:0] STEP_32 = STEP;
  localparam [31:0] HALF_32 = 1 << (STEP_BITS - 1);
  localparam [STEP_BITS-1:0] FIRST = HALF_32[STEP_BITS-1:0] + STEP_32[STEP_BITS-1:0];
  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] BITS = 2'd1;
  localparam [1:0] BROKEN = 2'd2;

  generate
    if (STEP < 1 || STEP > (1 << (STEP_BITS - 2))) begin : gen_illegal
      nn2fpga_uart_rx_needs_4_cycles_a_bit u_illegal ();
    end
  endgenerate

  reg [1:0] line_reg;
  reg [1:0] state_reg;
  reg [STEP_BITS-1:0] phase_reg;
  // The start bit's sample moves down from the top; when it falls out, the stop bit is sampled.
  reg [8:0] bits_reg;
  reg valid_reg;
  reg error_reg;

  wire line = line_reg[1];
  wire [STEP_BITS:0] phase_next = {1'b0, phase_reg} + {1'b0, STEP_32[STEP_BITS-1:0]};
  wire sample = phase_next[STEP_BITS];

  assign data  = bits_reg[8:1];
  assign valid = valid_reg;
  assign error = error_reg;

  always @(posedge clk) begin
    line_reg  <= {line_reg[0], rx};
    valid_reg <= 1'b0;
    error_reg <= 1'b0;
    phase_reg <= state_reg == IDLE ? FIRST : phase_next[STEP_BITS-1:0];
    if (rst) begin
      line_reg  <= 2'b11;
      state_reg <= BROKEN;
    end else begin
      case (state_reg)
        IDLE: if (!line) state_reg <= BITS;
        BITS:
        if (sample) begin
          if (!bits_reg[0]) begin
            valid_reg <= line;
            error_reg <= !line;
            state_reg <= line ? IDLE : BROKEN;
          end else if (&bits_reg && line) begin
            state_reg <= IDLE;  // a glitch, not a start bit
          end
        end
        default: if (line) state_reg <= IDLE;
      endcase
    end
    if (state_reg == IDLE) bits_reg <= 9'h1ff;
    else if (state_reg == BITS && sample && bits_reg[0]) bits_reg <= {line, bits_reg[8:1]};
  end
endmodule

// nn2fpga_max_pool.v - maximum over the taps of a window.
//
// Streams   s_axis: KERNEL_H * KERNEL_W taps of LANES channels a beat, lane (ky * KERNEL_W + kx) *
//           LANES + p; BEATS beats a window.  m_axis: LANES maxima a beat, the last of a window with
//           LAST_LANES of them, the others zero.
// Timing    latency 2 cycles (along the window's rows, then across them), initiation interval 1.
//           Both stages share one clock enable; tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears the valids and the beat counter, not the data.
`timescale 1ns / 1ps

module nn2fpga_max_pool #(
    // Bits of an element.
    parameter ELEMENT_BITS = 8,
    // Whether elements are in two's complement.
    parameter SIGNED = 0,
    // The window.
    parameter KERNEL_H = 2,
    parameter KERNEL_W = 2,
    // Channels a beat.
    parameter LANES = 1,
    // Beats of a window.
    parameter BEATS = 1,
    // Channels of the last beat of a window.
    parameter LAST_LANES = 1
) (
    input  wire                                            clk,
    input  wire                                            rst,
    input  wire [KERNEL_H*KERNEL_W*LANES*ELEMENT_BITS-1:0] s_axis_tdata,
    input  wire                                            s_axis_tvalid,
    output wire                                            s_axis_tready,
    input  wire                                            s_axis_tlast,
    output wire [                  LANES*ELEMENT_BITS-1:0] m_axis_tdata,
    output wire                                            m_axis_tvalid,
    input  wire                                            m_axis_tready,
    output wire                                            m_axis_tlast
);
  localparam BEAT_BITS = BEATS > 1 ? $clog2(BEATS) : 1;
  localparam [31:0] END_32 = BEATS - 1;
  // Signed elements compare as unsigned ones once their sign bits are inverted.
  localparam [ELEMENT_BITS-1:0] SIGN = {ELEMENT_BITS{SIGNED != 0}} << (ELEMENT_BITS - 1);

  reg [BEAT_BITS-1:0] beat_reg;
  reg [1:0] valid_reg;
  reg [1:0] last_reg;
  reg end_reg;
  reg [KERNEL_H*LANES*ELEMENT_BITS-1:0] row_reg;
  reg [LANES*ELEMENT_BITS-1:0] data_reg;

  wire enable = !valid_reg[1] || m_axis_tready;
  wire end_of_window = beat_reg == END_32[BEAT_BITS-1:0];

  reg [KERNEL_H*LANES*ELEMENT_BITS-1:0] row_next;
  reg [LANES*ELEMENT_BITS-1:0] data_next;
  reg [ELEMENT_BITS-1:0] tap;
  reg [ELEMENT_BITS-1:0] row_best;
  reg [ELEMENT_BITS-1:0] best;
  integer ky;
  integer kx;
  integer p;
  integer y;
  integer q;

  always @* begin
    row_next = 0;
    for (ky = 0; ky < KERNEL_H; ky = ky + 1)
      for (p = 0; p < LANES; p = p + 1) begin
        row_best = s_axis_tdata[(ky*KERNEL_W*LANES+p)*ELEMENT_BITS+:ELEMENT_BITS];
        for (kx = 1; kx < KERNEL_W; kx = kx + 1) begin
          tap = s_axis_tdata[((ky*KERNEL_W+kx)*LANES+p)*ELEMENT_BITS+:ELEMENT_BITS];
          if ((tap ^ SIGN) > (row_best ^ SIGN)) row_best = tap;
        end
        row_next[(ky*LANES+p)*ELEMENT_BITS+:ELEMENT_BITS] = row_best;
      end
  end

  always @* begin
    data_next = 0;
    for (q = 0; q < LANES; q = q + 1) begin
      // Outside the condition: what it skips would be a latch to Yosys.
      best = row_reg[q*ELEMENT_BITS+:ELEMENT_BITS];
      for (y = 1; y < KERNEL_H; y = y + 1)
        if ((row_reg[(y*LANES+q)*ELEMENT_BITS+:ELEMENT_BITS] ^ SIGN) > (best ^ SIGN))
          best = row_reg[(y*LANES+q)*ELEMENT_BITS+:ELEMENT_BITS];
      if (q < LAST_LANES || !end_reg) data_next[q*ELEMENT_BITS+:ELEMENT_BITS] = best;
    end
  end

  assign s_axis_tready = enable;
  assign m_axis_tvalid = valid_reg[1];
  assign m_axis_tlast = last_reg[1];
  assign m_axis_tdata = data_reg;

  always @(posedge clk) begin
    if (enable) begin
      row_reg <= row_next;
      data_reg <= data_next;
      last_reg <= {last_reg[0], s_axis_tlast};
      end_reg <= end_of_window;
    end
    if (rst) begin
      valid_reg <= 2'd0;
      beat_reg <= 0;
    end else if (enable) begin
      valid_reg <= {valid_reg[0], s_axis_tvalid};
      if (s_axis_tvalid) beat_reg <= end_of_window ? 0 : beat_reg + 1'b1;
    end
  end
endmodule

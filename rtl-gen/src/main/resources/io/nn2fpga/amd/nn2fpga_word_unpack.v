// nn2fpga_word_unpack.v - gives the words of a stream that lie side by side in words of memory.
//
// Streams   s_axis: words of memory.  m_axis: their parts, the low bits first; what the last word of
//           memory holds beyond the number of parts is dropped.
// Timing    latency 1 cycle, a part a cycle.
// Reset     synchronous, active high.
// Limits    DATA_BITS is WORD_BITS times a power of two.
`timescale 1ns / 1ps

module nn2fpga_word_unpack #(
    // Bits of a word of memory.
    parameter DATA_BITS = 512,
    // Bits of a part.
    parameter WORD_BITS = 8
) (
    input  wire                 clk,
    input  wire                 rst,
    // High for a cycle, with the number of parts to come.
    input  wire                 go,
    input  wire [         47:0] words,
    input  wire [DATA_BITS-1:0] s_axis_tdata,
    input  wire                 s_axis_tvalid,
    output wire                 s_axis_tready,
    output wire [WORD_BITS-1:0] m_axis_tdata,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready
);
  localparam PARTS = DATA_BITS / WORD_BITS;
  localparam [31:0] PARTS_32 = PARTS;
  localparam PART_BITS = $clog2(PARTS + 1);

  reg [DATA_BITS-1:0] data_reg;
  reg [PART_BITS-1:0] parts_reg;
  reg [47:0] left_reg;

  wire given = m_axis_tvalid && m_axis_tready;
  wire last = left_reg == 48'd1;
  wire taken = s_axis_tvalid && s_axis_tready;

  assign m_axis_tdata = data_reg[WORD_BITS-1:0];
  assign m_axis_tvalid = parts_reg != 0;
  assign s_axis_tready =
      left_reg != 48'd0 && (parts_reg == 0 || (given && parts_reg == 1 && !last));

  always @(posedge clk) begin
    if (rst) begin
      parts_reg <= 0;
      left_reg  <= 48'd0;
    end else begin
      if (given) begin
        parts_reg <= last ? 0 : parts_reg - 1'b1;
        left_reg  <= left_reg - 48'd1;
      end
      if (taken) parts_reg <= PARTS_32[PART_BITS-1:0];
      if (go) left_reg <= words;
    end
    if (taken) data_reg <= s_axis_tdata;
    else if (given) data_reg <= data_reg >> WORD_BITS;
  end
endmodule

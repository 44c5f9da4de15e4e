// nn2fpga_word_pack.v - lays the words of a stream side by side in words of memory.
//
// Streams   s_axis: parts.  m_axis: words of memory with the parts from the low bits on, and a strobe
//           for each byte; the last one ends with the last part, whether it is full or not.
// Timing    latency 1 cycle, a part a cycle; s_axis_tready follows m_axis_tready combinationally.
// Reset     synchronous, active high.
// Limits    DATA_BITS is WORD_BITS times a power of two, WORD_BITS a multiple of 8.
`timescale 1ns / 1ps

module nn2fpga_word_pack #(
    // Bits of a word of memory.
    parameter DATA_BITS = 512,
    // Bits of a part.
    parameter WORD_BITS = 8
) (
    input  wire                   clk,
    input  wire                   rst,
    // High for a cycle, with the number of parts to come.
    input  wire                   go,
    input  wire [           47:0] words,
    input  wire [  WORD_BITS-1:0] s_axis_tdata,
    input  wire                   s_axis_tvalid,
    output wire                   s_axis_tready,
    output wire [  DATA_BITS-1:0] m_axis_tdata,
    output wire [DATA_BITS/8-1:0] m_axis_tstrb,
    output wire                   m_axis_tvalid,
    input  wire                   m_axis_tready
);
  localparam PARTS = DATA_BITS / WORD_BITS;
  localparam PART_BITS = PARTS > 1 ? $clog2(PARTS) : 1;
  localparam [31:0] LAST_32 = PARTS - 1;

  reg [DATA_BITS-1:0] data_reg;
  reg [PARTS-1:0] kept_reg;
  reg [PART_BITS-1:0] part_reg;
  reg [47:0] left_reg;
  reg valid_reg;

  wire taken = s_axis_tvalid && s_axis_tready;
  wire ends = part_reg == LAST_32[PART_BITS-1:0] || left_reg == 48'd1;
  wire [PARTS-1:0] part_bit = {{(PARTS - 1) {1'b0}}, 1'b1} << part_reg;

  assign s_axis_tready = left_reg != 48'd0 && (!valid_reg || m_axis_tready);
  assign m_axis_tdata = data_reg;
  assign m_axis_tvalid = valid_reg;

  genvar part;
  generate
    for (part = 0; part < PARTS; part = part + 1) begin : gen_strobes
      assign m_axis_tstrb[part*WORD_BITS/8+:WORD_BITS/8] = {(WORD_BITS / 8) {kept_reg[part]}};
      always @(posedge clk)
        if (taken && part_bit[part]) data_reg[part*WORD_BITS+:WORD_BITS] <= s_axis_tdata;
    end
  endgenerate

  always @(posedge clk) begin
    if (rst) begin
      part_reg  <= 0;
      left_reg  <= 48'd0;
      valid_reg <= 1'b0;
    end else begin
      if (m_axis_tready) valid_reg <= 1'b0;
      if (taken) begin
        valid_reg <= ends;
        part_reg  <= ends ? 0 : part_reg + 1'b1;
        left_reg  <= left_reg - 48'd1;
      end
      if (go) left_reg <= words;
    end
    if (taken) kept_reg <= part_reg == 0 ? part_bit : kept_reg | part_bit;
  end
endmodule

// nn2fpga_memory_bursts.v - cuts consecutive words of memory into bursts of AXI4.
//
// Bursts    at most BURST words that cross no 4 KiB boundary.
// Use       go takes place and number of the words.  size, at least a cycle later: the next burst's
//           place and length are there from the next cycle on, until advance goes behind it.
// Limits    address is a multiple of a word; DATA_BITS a power of two from 8 to 1024; BURST at most
//           256 words and 4 KiB.
`timescale 1ns / 1ps

module nn2fpga_memory_bursts #(
    // Bits of a word of memory.
    parameter DATA_BITS = 512,
    // Words of the longest burst, a power of two.
    parameter BURST = 16
) (
    input  wire        clk,
    input  wire        go,
    input  wire [63:0] address,
    input  wire [47:0] words,
    input  wire        size,
    input  wire        advance,
    output wire [63:0] burst_address,
    output wire [ 8:0] burst_words,
    // Whether no words are left behind the burst.
    output wire        last
);
  localparam SHIFT = $clog2(DATA_BITS / 8);
  localparam PAGE_BITS = 12 - SHIFT;
  localparam [31:0] BURST_32 = BURST;
  localparam [8:0] BURST_9 = BURST_32[8:0];
  localparam [31:0] PAGE_32 = 32'd1 << PAGE_BITS;

  generate
    if (BURST > 256 || BURST * DATA_BITS / 8 > 4096) begin : gen_illegal
      nn2fpga_memory_bursts_are_too_long u_illegal ();
    end
  endgenerate

  reg [63:0] address_reg;
  reg [47:0] left_reg;
  reg [8:0] burst_reg;

  // Words up to the next 4 KiB boundary.
  wire [12:0] to_boundary = PAGE_32[12:0] - {{(13 - PAGE_BITS) {1'b0}}, address_reg[11:SHIFT]};
  wire [8:0] within_page = to_boundary < {4'd0, BURST_9} ? to_boundary[8:0] : BURST_9;
  wire unused = &{1'b0, BURST_32[31:9], PAGE_32[31:13]};

  assign burst_address = address_reg;
  assign burst_words = burst_reg;
  assign last = left_reg == {39'd0, burst_reg};

  always @(posedge clk) begin
    if (go) begin
      address_reg <= address;
      left_reg <= words;
    end else if (advance) begin
      address_reg <= address_reg + ({55'd0, burst_reg} << SHIFT);
      left_reg <= left_reg - {39'd0, burst_reg};
    end
    if (size) burst_reg <= left_reg < {39'd0, within_page} ? left_reg[8:0] : within_page;
  end
endmodule

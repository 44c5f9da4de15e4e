// nn2fpga_lane_rom.v - one lane of a memory with constant contents and a registered output.
//
// For lanes that each have an address of their own: every lane holds its column of the file's words,
// or all of the file if there is one table for all lanes.  Synthesis sees it with its contents as part
// of the module that reads it.
//
// Timing    data follows address by one cycle of enable.
// Reset     none.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_lane_rom #(
    // Words.
    parameter DEPTH = 2,
    // Bits of a word of the file.
    parameter WORD_BITS = 8,
    // Bits of the lane, and the lowest of them in a word.
    parameter WIDTH = 8,
    parameter LSB = 0,
    // Bits of the address: at least one.
    parameter ADDRESS_BITS = 1,
    // Hexadecimal words, one a line, for $readmemh.
    parameter FILE = ""
) (
    input  wire                    clk,
    input  wire                    enable,
    input  wire [ADDRESS_BITS-1:0] address,
    output wire [       WIDTH-1:0] data
);
  reg [WORD_BITS-1:0] memory  [0:DEPTH-1];
  reg [    WIDTH-1:0] data_reg;

  initial if (FILE != "") $readmemh(FILE, memory);

  always @(posedge clk) if (enable) data_reg <= memory[address][LSB+:WIDTH];

  assign data = data_reg;
endmodule
`default_nettype wire

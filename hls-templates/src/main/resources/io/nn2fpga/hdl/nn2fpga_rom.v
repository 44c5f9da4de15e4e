// nn2fpga_rom.v - a memory with constant contents and a registered output.
//
// A module of its own so that synthesis can cost it apart from the logic that reads it: what a ROM
// made of LUTs takes depends on its contents.
//
// Timing    data follows address by one cycle of enable.
// Reset     none.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_rom #(
    // Words.
    parameter DEPTH = 2,
    // Bits of a word.
    parameter WIDTH = 8,
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
  reg [WIDTH-1:0] memory  [0:DEPTH-1];
  reg [WIDTH-1:0] data_reg;

  initial if (FILE != "") $readmemh(FILE, memory);

  always @(posedge clk) if (enable) data_reg <= memory[address];

  assign data = data_reg;
endmodule
`default_nettype wire

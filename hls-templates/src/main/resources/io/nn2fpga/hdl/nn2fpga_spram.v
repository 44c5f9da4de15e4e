// nn2fpga_spram.v - a memory of an iCE40 UltraPlus that configuration leaves empty, read like
// nn2fpga_rom.
//
// Made of blocks of 16384 words of 16 bits: COLUMNS of them side by side, column 0 in the low bits,
// BANKS of such rows after each other. Block FIRST_BLOCK + bank * COLUMNS + column of the device is
// filled through the load port, which nn2fpga_flash_loader drives while the rest is in reset.
//
// Timing    data follows address by one cycle of enable.
// Load      load_write writes load_data to word load_address[13:0] of block load_address[15:14].
//           Reading and writing in one cycle is not possible.
// Forms     SB_SPRAM256KA where Yosys reads this, else an array; unless a loader fills it
//           (NN2FPGA_LOAD) that begins with the contents of FILE.
// Reset     none.
// Limits    FIRST_BLOCK + BANKS * COLUMNS <= 4.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_spram #(
    // Words.
    parameter DEPTH = 2,
    // Bits of a word.
    parameter WIDTH = 8,
    // Bits of the address: at least one.
    parameter ADDRESS_BITS = 1,
    // Number of its first block among the device's.
    parameter FIRST_BLOCK = 0,
    // Hexadecimal words, one a line, for $readmemh.
    parameter FILE = ""
) (
    input  wire                    clk,
    input  wire                    enable,
    input  wire [ADDRESS_BITS-1:0] address,
    output wire [       WIDTH-1:0] data,
    input  wire                    load_write,
    input  wire [            15:0] load_address,
    input  wire [            15:0] load_data
);
  localparam BLOCK_BITS = 14;
  localparam COLUMNS = (WIDTH + 15) / 16;
  localparam BANKS = (DEPTH + (1 << BLOCK_BITS) - 1) >> BLOCK_BITS;

  generate
    if (FIRST_BLOCK + BANKS * COLUMNS > 4) begin : gen_illegal
      nn2fpga_spram_illegal_parameters u_illegal ();
    end
  endgenerate

`ifdef YOSYS
  wire [                 16:0] place = {{(17 - ADDRESS_BITS) {1'b0}}, address};
  // Nothing is read while there is something to write, so the blocks share the multiplexer.
  wire [       BLOCK_BITS-1:0] word = load_write ? load_address[BLOCK_BITS-1:0] : place[BLOCK_BITS-1:0];
  wire [BANKS*COLUMNS*16-1:0] words;

  genvar block;
  generate
    for (block = 0; block < BANKS * COLUMNS; block = block + 1) begin : gen_block
      wire write = load_write && load_address[15:BLOCK_BITS] == FIRST_BLOCK + block;
      SB_SPRAM256KA u_block (
          .ADDRESS(word),
          .DATAIN(load_data),
          .MASKWREN(4'b1111),
          .WREN(write),
          .CHIPSELECT(enable || write),
          .CLOCK(clk),
          .STANDBY(1'b0),
          .SLEEP(1'b0),
          .POWEROFF(1'b1),
          .DATAOUT(words[block*16+:16])
      );
    end
    if (BANKS > 1) begin : gen_banks
      reg [15-BLOCK_BITS:0] bank_reg;
      always @(posedge clk) if (enable) bank_reg <= place[15:BLOCK_BITS];
      assign data = words[bank_reg*COLUMNS*16+:WIDTH];
    end else begin : gen_bank
      assign data = words[WIDTH-1:0];
    end
  endgenerate
`else
  reg  [WIDTH-1:0] memory       [0:DEPTH-1];
  reg  [WIDTH-1:0] data_reg;

  // What a write makes of a word: 16 bits of it, where the block's column is.
  wire [     31:0] load_block = {30'd0, load_address[15:BLOCK_BITS]} - FIRST_BLOCK;
  wire [     31:0] load_column = load_block % COLUMNS;
  wire [     31:0] load_word = ((load_block / COLUMNS) << BLOCK_BITS)
      + {18'd0, load_address[BLOCK_BITS-1:0]};
  wire             load_here = load_write && load_block < BANKS * COLUMNS && load_word < DEPTH;

  function [WIDTH-1:0] merged;
    input [WIDTH-1:0] old;
    input [15:0] bits;
    input [31:0] column;
    integer i;
    for (i = 0; i < WIDTH; i = i + 1) begin
      merged[i] = (i / 16 == column) ? bits[i%16] : old[i];
    end
  endfunction

`ifndef NN2FPGA_LOAD
  initial if (FILE != "") $readmemh(FILE, memory);
`endif

  always @(posedge clk) begin
    if (enable) data_reg <= memory[address];
    if (load_here) begin
      memory[load_word[ADDRESS_BITS-1:0]] <=
          merged(memory[load_word[ADDRESS_BITS-1:0]], load_data, load_column);
    end
  end

  assign data = data_reg;
`endif
endmodule
`default_nettype wire

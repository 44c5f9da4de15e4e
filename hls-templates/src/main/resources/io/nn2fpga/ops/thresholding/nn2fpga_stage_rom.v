// nn2fpga_stage_rom.v - one lane of the thresholds of one stage of a search.
//
// An nn2fpga_lane_rom that picks its file by its stage: a generate loop over stages cannot choose
// among names of different lengths.
//
// Timing    data follows address by one cycle of enable.
// Reset     none.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_stage_rom #(
    // Words.
    parameter DEPTH = 2,
    // Bits of a word of the file.
    parameter WORD_BITS = 8,
    // Bits of the lane, and the lowest of them in a word.
    parameter WIDTH = 8,
    parameter LSB = 0,
    // Bits of the address: at least one.
    parameter ADDRESS_BITS = 1,
    // The stage, and each stage's hexadecimal words, one a line, for $readmemh.
    parameter STAGE = 0,
    parameter STAGE0_FILE = "",
    parameter STAGE1_FILE = "",
    parameter STAGE2_FILE = "",
    parameter STAGE3_FILE = "",
    parameter STAGE4_FILE = "",
    parameter STAGE5_FILE = "",
    parameter STAGE6_FILE = "",
    parameter STAGE7_FILE = ""
) (
    input  wire                    clk,
    input  wire                    enable,
    input  wire [ADDRESS_BITS-1:0] address,
    output wire [       WIDTH-1:0] data
);
  reg [WORD_BITS-1:0] memory  [0:DEPTH-1];
  reg [    WIDTH-1:0] data_reg;

  generate
    if (STAGE == 0) begin : gen_stage0
      initial if (STAGE0_FILE != "") $readmemh(STAGE0_FILE, memory);
    end
    if (STAGE == 1) begin : gen_stage1
      initial if (STAGE1_FILE != "") $readmemh(STAGE1_FILE, memory);
    end
    if (STAGE == 2) begin : gen_stage2
      initial if (STAGE2_FILE != "") $readmemh(STAGE2_FILE, memory);
    end
    if (STAGE == 3) begin : gen_stage3
      initial if (STAGE3_FILE != "") $readmemh(STAGE3_FILE, memory);
    end
    if (STAGE == 4) begin : gen_stage4
      initial if (STAGE4_FILE != "") $readmemh(STAGE4_FILE, memory);
    end
    if (STAGE == 5) begin : gen_stage5
      initial if (STAGE5_FILE != "") $readmemh(STAGE5_FILE, memory);
    end
    if (STAGE == 6) begin : gen_stage6
      initial if (STAGE6_FILE != "") $readmemh(STAGE6_FILE, memory);
    end
    if (STAGE == 7) begin : gen_stage7
      initial if (STAGE7_FILE != "") $readmemh(STAGE7_FILE, memory);
    end
  endgenerate

  always @(posedge clk) if (enable) data_reg <= memory[address][LSB+:WIDTH];

  assign data = data_reg;
endmodule
`default_nettype wire

// nn2fpga_kernel_run.v - the steps of a kernel's run: count the words, move them, say that it is done.
//
// Timing    a run begins to move words 34 cycles after start: the products frames x words a frame
//           are made by adding, a bit of frames a cycle.  No frames: done at once.
// Reset     synchronous, active high; ends a run without done.
// Limits    frames x words a frame fits 48 bits.
`timescale 1ns / 1ps

module nn2fpga_kernel_run #(
    // Words of an input frame.
    parameter INPUT_WORDS = 1,
    // Words of an output frame.
    parameter OUTPUT_WORDS = 1
) (
    input  wire        clk,
    input  wire        rst,
    // High for a cycle; frames holds until done.
    input  wire        start,
    input  wire [31:0] frames,
    // High for a cycle; then the words of the run hold until done.
    output wire        go,
    output wire [47:0] input_words,
    output wire [47:0] output_words,
    // High for a cycle: the last word is in memory.
    input  wire        written,
    output wire        done
);
  localparam [47:0] INPUT_WORDS_48 = INPUT_WORDS;
  localparam [47:0] OUTPUT_WORDS_48 = OUTPUT_WORDS;

  reg counting_reg;
  reg [4:0] bit_reg;
  reg [31:0] frames_reg;
  reg [47:0] input_reg;
  reg [47:0] output_reg;
  reg go_reg;
  reg done_reg;

  assign go = go_reg;
  assign input_words = input_reg;
  assign output_words = output_reg;
  assign done = done_reg;

  always @(posedge clk) begin
    go_reg   <= 1'b0;
    done_reg <= 1'b0;
    if (rst) begin
      counting_reg <= 1'b0;
    end else begin
      if (start) begin
        counting_reg <= frames != 32'd0;
        done_reg <= frames == 32'd0;
      end
      if (counting_reg && bit_reg == 5'd31) begin
        counting_reg <= 1'b0;
        go_reg <= 1'b1;
      end
      if (written) done_reg <= 1'b1;
    end
    if (start) begin
      bit_reg <= 5'd0;
      frames_reg <= frames;
      input_reg <= 48'd0;
      output_reg <= 48'd0;
    end else if (counting_reg) begin
      // From the high bit of frames to the low one.
      bit_reg <= bit_reg + 5'd1;
      frames_reg <= {frames_reg[30:0], 1'b0};
      input_reg <= {input_reg[46:0], 1'b0} + (frames_reg[31] ? INPUT_WORDS_48 : 48'd0);
      output_reg <= {output_reg[46:0], 1'b0} + (frames_reg[31] ? OUTPUT_WORDS_48 : 48'd0);
    end
  end
endmodule

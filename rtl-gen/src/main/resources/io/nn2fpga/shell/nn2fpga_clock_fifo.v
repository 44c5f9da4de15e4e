// nn2fpga_clock_fifo.v - a queue of bytes from one clock to another, with a last word on both sides.
//
// Write     a byte a cycle of write_clk.  It is given on when write_commit says so; write_rewind
//           forgets what was written since.  Always committed: write_commit tied to 1.
// Read      read_data is the byte at the reader's place, two cycles after it moved there;
//           read_next moves on.  read_commit frees the bytes that were read; read_rewind goes back to
//           the first that was not freed.
// Room      write_room and read_count may be behind by some cycles, never too large.
// Clocks    unrelated.  Pointers cross as Gray codes, which only ever move by one: what is committed
//           at once is told to the other side step by step.
// Reset     synchronous, active high, of both sides at the same time for some cycles of both clocks;
//           which ends first does not matter.
`timescale 1ns / 1ps

module nn2fpga_clock_fifo #(
    // Bytes that it holds, a power of two.
    parameter BYTES = 256
) (
    input  wire                   write_clk,
    input  wire                   write_rst,
    input  wire [            7:0] write_data,
    input  wire                   write_valid,
    input  wire                   write_commit,
    input  wire                   write_rewind,
    output wire [$clog2(BYTES):0] write_room,
    input  wire                   read_clk,
    input  wire                   read_rst,
    output wire [            7:0] read_data,
    output wire [$clog2(BYTES):0] read_count,
    input  wire                   read_next,
    input  wire                   read_commit,
    input  wire                   read_rewind
);
  localparam BITS = $clog2(BYTES);

  reg [7:0] memory[0:BYTES-1];

  // One bit more than an address tells a full queue from an empty one.
  reg [BITS:0] write_reg;
  reg [BITS:0] write_goal_reg;
  reg [BITS:0] committed_reg;
  reg [BITS:0] committed_gray_reg;
  reg [BITS:0] write_room_reg;
  reg [BITS:0] freed_gray_1_reg;
  reg [BITS:0] freed_gray_2_reg;
  reg [BITS:0] freed_here_reg;

  reg [BITS:0] read_reg;
  reg [BITS:0] read_goal_reg;
  reg [BITS:0] freed_reg;
  reg [BITS:0] freed_gray_reg;
  reg [BITS:0] read_count_reg;
  reg [BITS:0] committed_gray_1_reg;
  reg [BITS:0] committed_gray_2_reg;
  reg [BITS:0] committed_here_reg;
  reg [7:0] data_reg;

  wire [BITS:0] used = write_reg - freed_here_reg;
  wire [BITS:0] next_used = used + {{BITS{1'b0}}, write_valid};
  wire [BITS:0] count = committed_here_reg - read_reg;
  wire [BITS:0] next_count = count - {{BITS{1'b0}}, read_next};

  assign write_room = write_room_reg;
  assign read_count = read_count_reg;
  assign read_data = data_reg;

  function [BITS:0] binary;
    input [BITS:0] gray;
    integer i;
    begin
      binary[BITS] = gray[BITS];
      for (i = BITS - 1; i >= 0; i = i - 1) binary[i] = binary[i+1] ^ gray[i];
    end
  endfunction

  always @(posedge write_clk) begin
    if (write_valid) memory[write_reg[BITS-1:0]] <= write_data;
    freed_gray_1_reg <= freed_gray_reg;
    freed_gray_2_reg <= freed_gray_1_reg;
    freed_here_reg <= binary(freed_gray_2_reg);
    committed_gray_reg <= committed_reg ^ (committed_reg >> 1);
    if (write_rst) begin
      write_reg <= 0;
      write_goal_reg <= 0;
      committed_reg <= 0;
      committed_gray_reg <= 0;
      freed_here_reg <= 0;
      write_room_reg <= 0;
    end else begin
      write_room_reg <= {1'b1, {BITS{1'b0}}} - next_used;
      if (write_rewind) write_reg <= write_goal_reg;
      else if (write_valid) write_reg <= write_reg + 1'b1;
      if (write_commit) write_goal_reg <= write_reg;
      if (committed_reg != write_goal_reg) committed_reg <= committed_reg + 1'b1;
    end
  end

  always @(posedge read_clk) begin
    data_reg <= memory[read_reg[BITS-1:0]];
    committed_gray_1_reg <= committed_gray_reg;
    committed_gray_2_reg <= committed_gray_1_reg;
    committed_here_reg <= binary(committed_gray_2_reg);
    freed_gray_reg <= freed_reg ^ (freed_reg >> 1);
    if (read_rst) begin
      read_reg <= 0;
      read_goal_reg <= 0;
      freed_reg <= 0;
      freed_gray_reg <= 0;
      committed_here_reg <= 0;
      read_count_reg <= 0;
    end else begin
      read_count_reg <= next_count;
      if (read_rewind) read_reg <= read_goal_reg;
      else if (read_next) read_reg <= read_reg + 1'b1;
      if (read_commit) read_goal_reg <= read_reg;
      if (freed_reg != read_goal_reg) freed_reg <= freed_reg + 1'b1;
    end
  end
endmodule

// nn2fpga_crc32.v - CRC-32 of ISO 3309 (zlib's) over bytes, a bit a cycle.
//
//   crc = (crc >> 1) ^ ((crc ^ bit) & 1 ? EDB88320 : 0), low bit of a byte first, from FFFFFFFF
//
// Sent      are the complements of its bytes, the low byte first; a flush puts the next byte there.
// Received  the register is DEBB20E3 after a message and its CRC.
// Timing    8 cycles a byte, during which busy is high and nothing may be given.
// Reset     restart, synchronous, active high.
`timescale 1ns / 1ps

module nn2fpga_crc32 (
    input  wire        clk,
    input  wire        restart,
    input  wire [ 7:0] data,
    // Takes data; with flush zeros move in from above instead.
    input  wire        take,
    input  wire        flush,
    output wire        busy,
    output wire [31:0] crc
);
  localparam [31:0] POLYNOMIAL = 32'hEDB88320;

  reg [31:0] crc_reg;
  // A one above the bits to come tells where they end.
  reg [ 8:0] bits_reg;
  reg flush_reg;

  wire feedback = !flush_reg && (crc_reg[0] ^ bits_reg[0]);

  assign busy = bits_reg[8:1] != 8'd0;
  assign crc  = crc_reg;

  always @(posedge clk) begin
    if (restart) begin
      crc_reg  <= 32'hFFFFFFFF;
      bits_reg <= 9'd1;
    end else if (take) begin
      bits_reg  <= {1'b1, data};
      flush_reg <= flush;
    end else if (busy) begin
      bits_reg <= {1'b0, bits_reg[8:1]};
      crc_reg  <= {1'b0, crc_reg[31:1]} ^ (POLYNOMIAL & {32{feedback}});
    end
  end
endmodule

// nn2fpga_packet_results.v - holds output bytes until the host has them, and the identification.
//
// Input     s_axis: bytes; tlast with the last of a sample.
// Packet    kept is high while a packet of kept_length bytes waits for its release: made as soon as
//           a sample's end is there, or MAX_PAYLOAD bytes.  It holds all that came until then, up to
//           MAX_PAYLOAD bytes, so that short results of several samples share one.
// Reading   load goes to the kept packet's first byte, or with identity to the identification's;
//           next to the one behind.  read_data follows two cycles later.
// Timing    s_axis_tready is a register.
// Reset     synchronous, active high; forgets all bytes and the packet.
`timescale 1ns / 1ps

module nn2fpga_packet_results #(
    // Most bytes of a payload, a power of two.
    parameter MAX_PAYLOAD = 128,
    // Bytes of output that it holds: a power of two, at least 2 * MAX_PAYLOAD.
    parameter BYTES = 256,
    // Bytes of the identification, at most BYTES.
    parameter IDENTITY_BYTES = 82,
    // The identification, its first byte in the low bits.
    parameter [8*IDENTITY_BYTES-1:0] IDENTITY = 0
) (
    input  wire                         clk,
    input  wire                         rst,
    input  wire [                  7:0] s_axis_tdata,
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    output wire                         kept,
    output wire [$clog2(MAX_PAYLOAD):0] kept_length,
    input  wire                         release_kept,
    input  wire                         load,
    input  wire                         identity,
    input  wire                         next,
    output wire [                  7:0] read_data
);
  localparam ADDRESS_BITS = $clog2(BYTES);
  localparam PAYLOAD_BITS = $clog2(MAX_PAYLOAD);
  localparam [31:0] MAX_32 = MAX_PAYLOAD;

  // Results in the lower half, the identification in the upper.
  reg [7:0] memory[0:2*BYTES-1];
  // One bit more than an address tells a full buffer from an empty one.
  reg [ADDRESS_BITS:0] write_reg;
  reg [ADDRESS_BITS:0] base_reg;
  reg [ADDRESS_BITS:0] read_reg;
  reg [PAYLOAD_BITS:0] length_reg;
  reg [7:0] data_reg;
  reg kept_reg;
  reg ready_reg;
  reg end_reg;  // a sample's end is among the bytes of no packet
  integer i;

  wire push = s_axis_tvalid && ready_reg;
  wire [ADDRESS_BITS:0] used = write_reg - base_reg;
  wire enough = used[ADDRESS_BITS:PAYLOAD_BITS] != 0;
  wire make = !kept_reg && (end_reg || enough);
  // Whole payloads are made without an end, so that one among them has done its work.
  wire ended = !enough || used[PAYLOAD_BITS-1:0] == 0;

  assign s_axis_tready = ready_reg;
  assign kept = kept_reg;
  assign kept_length = length_reg;
  assign read_data = data_reg;

  initial begin
    for (i = 0; i < IDENTITY_BYTES; i = i + 1) memory[BYTES+i] = IDENTITY[8*i+:8];
  end

  always @(posedge clk) begin
    if (push) memory[{1'b0, write_reg[ADDRESS_BITS-1:0]}] <= s_axis_tdata;
    data_reg <= memory[read_reg];
    if (load) read_reg <= {identity, identity ? {ADDRESS_BITS{1'b0}} : base_reg[ADDRESS_BITS-1:0]};
    else if (next) read_reg[ADDRESS_BITS-1:0] <= read_reg[ADDRESS_BITS-1:0] + 1'b1;
    if (make) length_reg <= enough ? MAX_32[PAYLOAD_BITS:0] : used[PAYLOAD_BITS:0];
    if (rst) begin
      write_reg <= 0;
      base_reg  <= 0;
      kept_reg  <= 1'b0;
      ready_reg <= 1'b0;
      end_reg   <= 1'b0;
    end else begin
      if (push) write_reg <= write_reg + 1'b1;
      // Two bytes may come after the decision.
      ready_reg <= !used[ADDRESS_BITS] && !(&used[ADDRESS_BITS-1:2]);
      if (push && s_axis_tlast) end_reg <= 1'b1;
      else if (make && ended) end_reg <= 1'b0;
      if (make) kept_reg <= 1'b1;
      if (release_kept) begin
        kept_reg <= 1'b0;
        base_reg <= base_reg + {{(ADDRESS_BITS - PAYLOAD_BITS) {1'b0}}, length_reg};
      end
    end
  end
endmodule

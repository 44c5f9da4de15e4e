// nn2fpga_packet_buffer.v - holds the payloads of packets until they are known to be right.
//
// Input     bytes of the packet that is being received; rewind ends it: with commit they are given
//           on, else forgotten.
// Output    m_axis: the bytes of committed payloads, in order.
// Room      packets of MAX_PAYLOAD bytes that fit, a cycle ago; lost: a byte since the last rewind did not.
// Timing    a byte a cycle in, every two cycles out.
// Reset     synchronous, active high; empties it.  A packet that began in it counts as lost.
`timescale 1ns / 1ps

module nn2fpga_packet_buffer #(
    // Most bytes of a payload, a power of two.
    parameter MAX_PAYLOAD = 128,
    // Bytes that it holds, a power of two of at least MAX_PAYLOAD.
    parameter BYTES = 512
) (
    input  wire       clk,
    input  wire       rst,
    input  wire [7:0] data,
    input  wire       valid,
    input  wire       rewind,
    input  wire       commit,
    output wire       lost,
    output wire [7:0] room,
    output wire [7:0] m_axis_tdata,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready
);
  localparam ADDRESS_BITS = $clog2(BYTES);
  localparam ROOM_BITS = ADDRESS_BITS + 1 - $clog2(MAX_PAYLOAD);

  reg [7:0] memory[0:BYTES-1];
  // One bit more than an address tells a full buffer from an empty one.
  reg [ADDRESS_BITS:0] write_reg;
  reg [ADDRESS_BITS:0] committed_reg;
  reg [ADDRESS_BITS:0] read_reg;
  reg [7:0] data_reg;
  reg valid_reg;
  reg lost_reg;
  reg [ROOM_BITS-1:0] room_reg;

  wire full = write_reg == (read_reg ^ {1'b1, {ADDRESS_BITS{1'b0}}});
  wire push = valid && !full;
  wire [ADDRESS_BITS:0] behind = read_reg - committed_reg;
  wire [ADDRESS_BITS:0] free = {!behind[ADDRESS_BITS], behind[ADDRESS_BITS-1:0]};
  wire unused = &{1'b0, free};

  assign lost = lost_reg;
  assign room = {{(8 - ROOM_BITS) {1'b0}}, room_reg};
  assign m_axis_tdata = data_reg;
  assign m_axis_tvalid = valid_reg;

  always @(posedge clk) begin
    if (push) memory[write_reg[ADDRESS_BITS-1:0]] <= data;
    data_reg <= memory[read_reg[ADDRESS_BITS-1:0]];
    room_reg <= free[ADDRESS_BITS-:ROOM_BITS];
    if (rst) begin
      write_reg <= 0;
      committed_reg <= 0;
      read_reg <= 0;
      valid_reg <= 1'b0;
      lost_reg <= 1'b1;
    end else begin
      if (rewind) begin
        if (!commit) write_reg <= committed_reg;
        lost_reg <= 1'b0;
      end else begin
        if (push) write_reg <= write_reg + 1'b1;
        if (valid && full) lost_reg <= 1'b1;
      end
      if (rewind && commit) committed_reg <= write_reg;
      if (valid_reg && m_axis_tready) begin
        read_reg  <= read_reg + 1'b1;
        valid_reg <= 1'b0;
      end else if (!valid_reg) begin
        valid_reg <= read_reg != committed_reg;
      end
    end
  end
endmodule

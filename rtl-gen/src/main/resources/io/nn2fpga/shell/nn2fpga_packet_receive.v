// nn2fpga_packet_receive.v - finds packets in the bytes of a link and checks them.
//
// Packets   docs/protocol.md: flags, byte stuffing, header, payload, CRC-32.
// Input     data with valid for a cycle; error for a cycle where a byte was damaged on the link.
// Output    each byte of payload as it comes, unchecked; ends for a cycle after each flag, and with it
//           good if a packet ended there and all of it is right, or dropped.  The header's fields
//           keep their values until the next packet's header.
// Timing    at least 12 cycles between two bytes.
// Reset     synchronous, active high; bytes before the first flag are ignored.
`timescale 1ns / 1ps

module nn2fpga_packet_receive #(
    // Most bytes of a payload, a power of two from 64 to 4096.
    parameter MAX_PAYLOAD = 128
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [ 7:0] data,
    input  wire        valid,
    input  wire        error,
    output wire [ 7:0] payload_data,
    output wire        payload_valid,
    output wire        ends,
    output wire        good,
    output wire        dropped,
    output wire [ 7:0] packet_type,
    output wire [ 7:0] packet_sequence,
    output wire [15:0] packet_session
);
  localparam [7:0] FLAG = 8'h7E;
  localparam [7:0] ESCAPE = 8'h7D;
  localparam [31:0] RESIDUE = 32'hDEBB20E3;
  localparam [31:0] MAX_32 = MAX_PAYLOAD;
  localparam [2:0] LENGTH_LOW = 3'd4;
  localparam [2:0] LENGTH_HIGH = 3'd5;
  localparam [2:0] BODY = 3'd6;
  // Bytes of payload to come; then minus the bytes of the CRC that came.
  localparam LEFT_BITS = $clog2(MAX_PAYLOAD) + 2;

  reg inside_reg;  // a flag was seen
  reg empty_reg;  // nothing since the last flag
  reg escape_reg;
  reg bad_reg;
  reg [2:0] index_reg;
  reg [31:0] header_reg;
  reg [LEFT_BITS-1:0] left_reg;
  reg ends_reg;
  reg good_reg;
  reg dropped_reg;

  wire [31:0] crc;
  wire crc_busy;
  wire flag = valid && data == FLAG;
  wire escape = valid && data == ESCAPE;
  wire [7:0] unstuffed = {data[7:6], data[5] ^ escape_reg, data[4:0]};
  wire taken = valid && !flag && !escape;
  wire wrong_escape = escape_reg && unstuffed != FLAG && unstuffed != ESCAPE;
  wire crc_part = left_reg[LEFT_BITS-1];
  wire complete = index_reg == BODY && crc_part && left_reg[1:0] == 2'b00;
  wire [15:0] length = {unstuffed, left_reg[7:0]};
  wire right = !bad_reg && !escape_reg && complete && crc == RESIDUE;
  wire unused = &{1'b0, crc_busy, MAX_32[31:16], length};

  assign payload_data = unstuffed;
  assign payload_valid = taken && index_reg == BODY && !crc_part && left_reg != 0;
  assign ends = ends_reg;
  assign good = good_reg;
  assign dropped = dropped_reg;
  assign {packet_session, packet_sequence, packet_type} = header_reg;

  nn2fpga_crc32 u_crc (
      .clk(clk),
      .restart(rst || flag),
      .data(unstuffed),
      .take(taken),
      .flush(1'b0),
      .busy(crc_busy),
      .crc(crc)
  );

  always @(posedge clk) begin
    ends_reg <= flag && !rst;
    good_reg <= 1'b0;
    dropped_reg <= 1'b0;
    if (rst) begin
      inside_reg <= 1'b0;
    end else if (flag) begin
      inside_reg <= 1'b1;
      good_reg <= inside_reg && !empty_reg && right;
      dropped_reg <= inside_reg && !empty_reg && !right;
    end
    if (flag) begin
      empty_reg  <= 1'b1;
      escape_reg <= 1'b0;
      bad_reg <= 1'b0;
      index_reg <= 3'd0;
    end else begin
      if (valid || error) empty_reg <= 1'b0;
      if (valid) escape_reg <= escape;
      if (error || (valid && wrong_escape)) bad_reg <= 1'b1;
      if (taken) begin
        if (index_reg != BODY) index_reg <= index_reg + 3'd1;
        if (!index_reg[2]) header_reg <= {unstuffed, header_reg[31:8]};
        case (index_reg)
          LENGTH_LOW: left_reg[7:0] <= unstuffed;
          LENGTH_HIGH: begin
            if (length > MAX_32[15:0]) bad_reg <= 1'b1;
            left_reg <= length[LEFT_BITS-1:0];
          end
          BODY: begin
            left_reg <= left_reg - 1'b1;
            if (complete) bad_reg <= 1'b1;
          end
          default: ;
        endcase
      end
    end
  end
endmodule

// nn2fpga_packet_send.v - frames packets into the bytes of a link.
//
// Packets   docs/protocol.md: flags, byte stuffing, header, payload, CRC-32.
// Input     start begins a packet while busy is low; the fields of its header are read while it is
//           sent.  payload_next goes to the payload's next byte, which is there 8 cycles later.
// Abort     a packet that is being sent is ended so that no receiver takes it: 7D 7E.
// Output    m_data with m_valid until m_ready.
// Timing    at most a byte in 11 cycles, however fast m_ready is.
// Reset     synchronous, active high.
`timescale 1ns / 1ps

module nn2fpga_packet_send #(
    // Bits of the length of a payload.
    parameter LENGTH_BITS = 8
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   start,
    input  wire                   abort,
    output wire                   busy,
    input  wire [            7:0] packet_type,
    input  wire [            7:0] packet_sequence,
    input  wire [           15:0] packet_session,
    input  wire [LENGTH_BITS-1:0] packet_length,
    input  wire [            7:0] payload_data,
    output wire                   payload_next,
    output wire [            7:0] m_data,
    output wire                   m_valid,
    input  wire                   m_ready
);
  localparam [7:0] FLAG = 8'h7E;
  localparam [7:0] ESCAPE = 8'h7D;
  localparam [3:0] IDLE = 4'd0;
  localparam [3:0] ABORTED = 4'd1;
  localparam [3:0] CLOSING = 4'd2;
  localparam [3:0] OPENING = 4'd3;
  localparam [3:0] TYPE = 4'd4;
  localparam [3:0] SEQUENCE = 4'd5;
  localparam [3:0] SESSION_LOW = 4'd6;
  localparam [3:0] SESSION_HIGH = 4'd7;
  localparam [3:0] LENGTH_LOW = 4'd8;
  localparam [3:0] LENGTH_HIGH = 4'd9;
  localparam [3:0] PAYLOAD = 4'd10;
  // Four bytes: CRC to CRC + 3.
  localparam [3:0] CRC = 4'd12;

  reg [3:0] state_reg;
  reg escape_reg;
  reg [LENGTH_BITS-1:0] left_reg;
  reg [7:0] data_reg;
  reg valid_reg;
  reg [7:0] raw;
  // The byte to send, and whether it is that of the state.
  reg [7:0] raw_reg;
  reg fresh_reg;

  wire [31:0] crc;
  wire crc_busy;
  wire [15:0] length = {{(16 - LENGTH_BITS) {1'b0}}, packet_length};
  wire literal = state_reg <= OPENING;
  wire in_crc = state_reg[3:2] == CRC[3:2];
  wire free = fresh_reg && !crc_busy && (!valid_reg || m_ready) && !abort;
  wire stuff = !literal && !escape_reg && (raw_reg == FLAG || raw_reg == ESCAPE);
  wire sends = free && !stuff;
  wire unused = &{1'b0, crc[31:8]};

  assign busy = state_reg != IDLE;
  assign payload_next = sends && state_reg == PAYLOAD;
  assign m_data = data_reg;
  assign m_valid = valid_reg;

  nn2fpga_crc32 u_crc (
      .clk(clk),
      .restart(literal),
      .data(raw_reg),
      .take(sends),
      .flush(in_crc),
      .busy(crc_busy),
      .crc(crc)
  );

  always @* begin
    case (state_reg)
      ABORTED: raw = ESCAPE;
      CLOSING, OPENING: raw = FLAG;
      TYPE: raw = packet_type;
      SEQUENCE: raw = packet_sequence;
      SESSION_LOW: raw = packet_session[7:0];
      SESSION_HIGH: raw = packet_session[15:8];
      LENGTH_LOW: raw = length[7:0];
      LENGTH_HIGH: raw = length[15:8];
      PAYLOAD: raw = payload_data;
      default: raw = ~crc[7:0];
    endcase
  end

  always @(posedge clk) begin
    if (free) data_reg <= stuff ? ESCAPE : {raw_reg[7:6], raw_reg[5] ^ escape_reg, raw_reg[4:0]};
    // What stands behind an escape is the byte that asked for it, whatever became of its source.
    if (!(free && stuff) && !escape_reg) raw_reg <= raw;
    if (state_reg == LENGTH_LOW) left_reg <= packet_length;
    else if (payload_next) left_reg <= left_reg - 1'b1;
    if (rst) begin
      state_reg  <= IDLE;
      escape_reg <= 1'b0;
      valid_reg  <= 1'b0;
      fresh_reg  <= 1'b0;
    end else begin
      // The CRC is what is to be sent a cycle behind its last step.
      fresh_reg <= state_reg != IDLE && !abort && !sends && !crc_busy;
      if (m_ready) valid_reg <= 1'b0;
      if (free) valid_reg <= 1'b1;
      if (abort) escape_reg <= 1'b0;
      else if (free) escape_reg <= stuff;
      if (state_reg == IDLE) begin
        if (start) state_reg <= OPENING;
      end else if (abort) begin
        if (!literal || state_reg == OPENING) state_reg <= escape_reg ? CLOSING : ABORTED;
      end else if (sends) begin
        case (state_reg)
          CLOSING: state_reg <= IDLE;
          LENGTH_HIGH: state_reg <= left_reg == 0 ? CRC : PAYLOAD;
          PAYLOAD: if (left_reg == 1) state_reg <= CRC;
          CRC + 4'd3: state_reg <= CLOSING;
          default: state_reg <= state_reg + 4'd1;
        endcase
      end
    end
  end
endmodule

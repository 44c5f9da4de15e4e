// nn2fpga_usb_transaction.v - a USB device's side of transactions: tokens, data, handshakes.
//
//   endpoint 0   control; what it says is nn2fpga_usb_control.v's
//   endpoint 1   bulk, both ways: the bytes of the link
//   endpoint 2   interrupt, IN, as communications devices have it; there is never anything to tell
//
// Source    Universal Serial Bus Specification 2.0: packets 8.3 and 8.4, transactions 8.5, data toggles
//           8.6, time outs 8.7.2 (16 to 18 bits), turn-around 7.1.18 (2 to 6.5 bits).
// OUT       a data packet is committed to `out` once, when it was right; one that comes again, because
//           its ACK was lost, is acknowledged and forgotten.  Without room for a whole packet: NAK.
// IN        a data packet stays the same until it was acknowledged.  A full one at the end of all bytes
//           is followed by an empty one, which tells the host that this was the end.
// Reset     synchronous, active high; what was not acknowledged is sent again behind it.
`timescale 1ns / 1ps

module nn2fpga_usb_transaction #(
    // Bits of the counts of bytes.
    parameter COUNT_BITS = 9
) (
    input  wire                  clk,
    input  wire                  rst,
    // From nn2fpga_usb_receive.
    input  wire                  rx_starts,
    input  wire [           7:0] rx_data,
    input  wire                  rx_valid,
    input  wire                  rx_ends,
    input  wire                  rx_good,
    input  wire                  rx_crc5,
    input  wire                  rx_crc16,
    // To nn2fpga_usb_transmit.
    output wire                  tx_start,
    output wire [           3:0] tx_pid,
    output wire [           7:0] tx_data,
    output wire                  tx_empty,
    input  wire                  tx_next,
    input  wire                  tx_busy,
    // Endpoint 0: a byte of a SETUP packet, its end if all of it is right; what to answer.
    output wire                  setup_valid,
    output wire [           7:0] setup_data,
    output wire                  setup_done,
    input  wire                  control_stalls,
    input  wire                  control_toggle,
    input  wire [           6:0] control_length,
    input  wire [           7:0] control_data,
    output wire                  control_sends,
    output wire                  control_next,
    output wire                  control_done,
    // What the host has set.
    input  wire [           6:0] address,
    input  wire                  configured,
    input  wire                  out_halted,
    input  wire                  in_halted,
    input  wire                  interrupt_halted,
    input  wire                  out_clear,
    input  wire                  in_clear,
    // Bytes of endpoint 1 to the queue that takes them.
    input  wire [COUNT_BITS-1:0] out_room,
    output wire [           7:0] out_data,
    output wire                  out_valid,
    output wire                  out_commit,
    output wire                  out_rewind,
    // And from the queue that gives them.
    input  wire [COUNT_BITS-1:0] in_count,
    input  wire [           7:0] in_data,
    output wire                  in_next,
    output wire                  in_commit,
    output wire                  in_rewind
);
  localparam [3:0] OUT = 4'b0001;
  localparam [3:0] IN = 4'b1001;
  localparam [3:0] SETUP = 4'b1101;
  localparam [3:0] DATA0 = 4'b0011;
  localparam [3:0] DATA1 = 4'b1011;
  localparam [3:0] ACK = 4'b0010;
  localparam [3:0] NAK = 4'b1010;
  localparam [3:0] STALL = 4'b1110;
  localparam [6:0] MAX_PACKET = 7'd64;
  // Bytes of a data packet's CRC.
  localparam [6:0] CRC_BYTES = 7'd2;

  localparam [2:0] IDLE = 3'd0;
  localparam [2:0] AWAIT_DATA = 3'd1;
  localparam [2:0] CHOOSE = 3'd2;
  localparam [2:0] ANSWER = 3'd3;
  localparam [2:0] SENDING = 3'd4;
  localparam [2:0] AWAIT_ACK = 3'd5;

  reg [2:0] state_reg;
  reg [6:0] timer_reg;
  reg heard_reg;
  // The packet that is being received: bytes behind the PID, the last two of which are held back.
  reg fresh_reg;
  reg [3:0] pid_reg;
  reg pid_right_reg;
  reg [6:0] bytes_reg;
  reg [15:0] hold_reg;
  // The transaction.
  reg setup_reg;
  reg [1:0] endpoint_reg;
  reg accepts_reg;
  reg room_reg;
  reg out_toggle_reg;
  reg in_toggle_reg;
  reg [3:0] answer_reg;
  reg start_reg;
  // The bulk packet that is not acknowledged yet.
  reg pending_reg;
  reg [6:0] length_reg;
  reg ends_full_reg;
  reg [6:0] left_reg;
  reg rewind_out_reg;
  reg commit_out_reg;
  reg rewind_in_reg;
  reg commit_in_reg;
  reg setup_done_reg;
  reg control_done_reg;

  wire right = rx_ends && rx_good && pid_right_reg && !fresh_reg;
  wire token = right && pid_reg[1:0] == 2'b01 && bytes_reg == CRC_BYTES && rx_crc5;
  wire [6:0] token_address = hold_reg[6:0];
  wire [3:0] token_endpoint = {hold_reg[10:8], hold_reg[7]};
  wire known =
      token_endpoint == 4'd0 ||
      (configured && (token_endpoint == 4'd1 || (token_endpoint == 4'd2 && pid_reg == IN)));
  wire ours = token && token_address == address && known;
  wire data_packet =
      right && pid_reg[2:0] == 3'b011 && rx_crc16 && bytes_reg >= CRC_BYTES &&
      bytes_reg <= MAX_PACKET + CRC_BYTES;
  wire data_in_time = data_packet && state_reg == AWAIT_DATA && heard_reg;
  wire acknowledged =
      right && pid_reg == ACK && bytes_reg == 7'd0 && state_reg == AWAIT_ACK && heard_reg;
  wire late = (&timer_reg) && !heard_reg;
  wire expected = pid_reg[3] == out_toggle_reg;
  wire byte_out =
      rx_valid && !fresh_reg && state_reg == AWAIT_DATA && heard_reg && bytes_reg >= CRC_BYTES &&
      bytes_reg < MAX_PACKET + CRC_BYTES;
  wire any_in = in_count != 0;
  wire many_in = in_count >= {{(COUNT_BITS - 7) {1'b0}}, MAX_PACKET};
  wire sends_in = endpoint_reg == 2'd1;

  assign tx_start = start_reg;
  assign tx_pid = answer_reg;
  assign tx_data = sends_in ? in_data : control_data;
  assign tx_empty = left_reg == 7'd0;
  assign in_next = tx_next && sends_in;
  assign control_next = tx_next && !sends_in;
  assign control_sends = state_reg == CHOOSE && !sends_in;
  assign in_commit = commit_in_reg;
  assign in_rewind = rewind_in_reg;
  assign out_data = hold_reg[7:0];
  assign out_valid = byte_out && !setup_reg && endpoint_reg == 2'd1 && accepts_reg;
  assign out_commit = commit_out_reg;
  assign out_rewind = rewind_out_reg;
  assign setup_data = hold_reg[7:0];
  assign setup_valid = byte_out && setup_reg;
  assign setup_done = setup_done_reg;
  assign control_done = control_done_reg;

  always @(posedge clk) begin
    // Receives.
    if (rx_starts) begin
      fresh_reg <= 1'b1;
      pid_right_reg <= 1'b0;
      bytes_reg <= 7'd0;
    end else if (rx_valid) begin
      fresh_reg <= 1'b0;
      if (fresh_reg) begin
        pid_reg <= rx_data[3:0];
        pid_right_reg <= rx_data[3:0] == ~rx_data[7:4];
      end else begin
        if (!(&bytes_reg)) bytes_reg <= bytes_reg + 7'd1;
        hold_reg <= {rx_data, hold_reg[15:8]};
      end
    end
    room_reg <= out_room >= {{(COUNT_BITS - 7) {1'b0}}, MAX_PACKET};
    // A reply that has not begun within 32 bits is none.
    if (state_reg != AWAIT_DATA && state_reg != AWAIT_ACK) begin
      timer_reg <= 7'd0;
      heard_reg <= 1'b0;
    end else begin
      if (!(&timer_reg)) timer_reg <= timer_reg + 7'd1;
      if (rx_starts && !late) heard_reg <= 1'b1;
    end
    start_reg <= 1'b0;
    // What was not committed is forgotten.
    rewind_out_reg <= state_reg == IDLE;
    commit_out_reg <= 1'b0;
    rewind_in_reg <= 1'b0;
    commit_in_reg <= 1'b0;
    setup_done_reg <= 1'b0;
    control_done_reg <= 1'b0;
    if (tx_next) left_reg <= left_reg - 7'd1;

    case (state_reg)
      AWAIT_DATA: begin
        if (late || rx_ends) state_reg <= IDLE;
        if (data_in_time) begin
          state_reg  <= ANSWER;
          answer_reg <= ACK;
          if (setup_reg) begin
            if (pid_reg == DATA0 && bytes_reg == 7'd8 + CRC_BYTES) setup_done_reg <= 1'b1;
            else state_reg <= IDLE;
          end else if (endpoint_reg == 2'd0) begin
            if (control_stalls) answer_reg <= STALL;
          end else if (out_halted) begin
            answer_reg <= STALL;
          end else if (expected) begin
            if (accepts_reg) begin
              commit_out_reg <= 1'b1;
              out_toggle_reg <= !out_toggle_reg;
            end else begin
              answer_reg <= NAK;
            end
          end
        end
      end
      // A cycle in which the reader has gone back to the packet's begin.
      CHOOSE: begin
        state_reg <= ANSWER;
        case (endpoint_reg)
          2'd0: begin
            answer_reg <= control_stalls ? STALL : control_toggle ? DATA1 : DATA0;
            left_reg   <= control_length;
          end
          2'd1: begin
            if (in_halted) begin
              answer_reg <= STALL;
            end else if (pending_reg) begin
              answer_reg <= in_toggle_reg ? DATA1 : DATA0;
              left_reg   <= length_reg;
            end else if (any_in || ends_full_reg) begin
              pending_reg <= 1'b1;
              answer_reg  <= in_toggle_reg ? DATA1 : DATA0;
              length_reg  <= many_in ? MAX_PACKET : {1'b0, in_count[5:0]};
              left_reg    <= many_in ? MAX_PACKET : {1'b0, in_count[5:0]};
            end else begin
              answer_reg <= NAK;
            end
          end
          default: answer_reg <= interrupt_halted ? STALL : NAK;
        endcase
      end
      ANSWER: begin
        start_reg <= 1'b1;
        state_reg <= SENDING;
      end
      SENDING: if (!start_reg && !tx_busy) state_reg <= answer_reg[1:0] == 2'b11 ? AWAIT_ACK : IDLE;
      AWAIT_ACK: begin
        if (late || rx_ends) state_reg <= IDLE;
        if (acknowledged && sends_in) begin
          commit_in_reg <= 1'b1;
          pending_reg   <= 1'b0;
          in_toggle_reg <= !in_toggle_reg;
          ends_full_reg <= length_reg[6];
        end
        if (acknowledged && endpoint_reg == 2'd0) control_done_reg <= 1'b1;
      end
      default: ;
    endcase
    // A token ends whatever went before it.
    if (token) state_reg <= IDLE;
    if (ours && (pid_reg == IN || pid_reg == OUT || (pid_reg == SETUP && token_endpoint == 4'd0))) begin
      state_reg <= pid_reg == IN ? CHOOSE : AWAIT_DATA;
      setup_reg <= pid_reg == SETUP;
      endpoint_reg <= token_endpoint[1:0];
      accepts_reg <= room_reg;
      rewind_in_reg <= 1'b1;
    end
    if (out_clear) out_toggle_reg <= 1'b0;
    if (in_clear) in_toggle_reg <= 1'b0;
    if (rst) begin
      state_reg <= IDLE;
      start_reg <= 1'b0;
      out_toggle_reg <= 1'b0;
      in_toggle_reg <= 1'b0;
      pending_reg <= 1'b0;
      ends_full_reg <= 1'b0;
      fresh_reg <= 1'b1;
      setup_done_reg <= 1'b0;
      control_done_reg <= 1'b0;
      rewind_out_reg <= 1'b1;
      commit_out_reg <= 1'b0;
      rewind_in_reg <= 1'b1;
      commit_in_reg <= 1'b0;
    end
  end
endmodule

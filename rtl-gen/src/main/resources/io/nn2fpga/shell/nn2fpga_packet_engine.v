// nn2fpga_packet_engine.v - the board's side of docs/protocol.md, between a link and an accelerator.
//
// Link      rx_data with rx_valid for a cycle, rx_error for a cycle where a byte was damaged;
//           tx_data with tx_valid until tx_ready.
// Streams   m_axis: bytes of input, only of packets that were right, in order, each once.
//           s_axis: bytes of output, tlast with the last of a sample.
// core_rst  resets the accelerator and what lies between: while a session is opened, and with rst.
// unable    the accelerator cannot work: no session is opened, and REFUSED says why.
// Timing    at least 12 cycles between two bytes from the link.
// Reset     synchronous, active high; no session is open then.
`timescale 1ns / 1ps

module nn2fpga_packet_engine #(
    // Most bytes of a payload, a power of two from 128 to 4096.
    parameter MAX_PAYLOAD = 128,
    // Bytes of input that are buffered, a power of two of at least MAX_PAYLOAD.
    parameter INPUT_BYTES = 512,
    // Bytes of output that are buffered, a power of two of at least 2 * MAX_PAYLOAD.
    parameter OUTPUT_BYTES = 256,
    // Bytes of the identification block, at most MAX_PAYLOAD.
    parameter IDENTITY_BYTES = 82,
    // The identification block, its first byte in the low bits.
    parameter [8*IDENTITY_BYTES-1:0] IDENTITY = 0
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       unable,
    input  wire [7:0] rx_data,
    input  wire       rx_valid,
    input  wire       rx_error,
    output wire [7:0] tx_data,
    output wire       tx_valid,
    input  wire       tx_ready,
    output wire       core_rst,
    output wire [7:0] m_axis_tdata,
    output wire       m_axis_tvalid,
    input  wire       m_axis_tready,
    input  wire [7:0] s_axis_tdata,
    input  wire       s_axis_tvalid,
    output wire       s_axis_tready,
    input  wire       s_axis_tlast
);
  localparam LENGTH_BITS = $clog2(MAX_PAYLOAD) + 1;
  localparam [31:0] IDENTITY_BYTES_32 = IDENTITY_BYTES;
  localparam [31:0] STATUS_BYTES_32 = 6;
  // Types of packets from the host; those of the board have bit 7.
  localparam [7:0] IDENTIFY = 8'd1;
  localparam [7:0] OPEN = 8'd2;
  localparam [7:0] DATA = 8'd3;
  localparam [7:0] ACKNOWLEDGE = 8'd4;
  localparam [2:0] IDENTITY_KIND = 3'd1;
  localparam [2:0] OPENED = 3'd2;
  localparam [2:0] ACCEPTED = 3'd3;
  localparam [2:0] RESULT = 3'd4;
  localparam [2:0] REFUSED = 3'd5;
  localparam [2:0] NO_REASON = 3'd0;
  localparam [2:0] WRONG_SESSION = 3'd1;
  localparam [2:0] WRONG_SEQUENCE = 3'd2;
  localparam [2:0] NO_ROOM = 3'd3;
  localparam [2:0] UNKNOWN_TYPE = 3'd4;
  localparam [2:0] NO_WEIGHTS = 3'd5;

  reg [15:0] session_reg;
  reg [7:0] data_sequence_reg;
  reg [7:0] result_sequence_reg;
  reg [15:0] dropped_reg;
  reg [15:0] refused_reg;
  // What the header says: it is there long before its packet is known to be good.
  reg is_identify_reg;
  reg is_open_reg;
  reg is_data_reg;
  reg is_acknowledge_reg;
  reg in_session_reg;
  reg due_reg;
  reg next_reg;
  reg behind_reg;
  // What is to be sent, and the reason that a status is to give.
  reg identity_due_reg;
  reg opened_due_reg;
  reg status_due_reg;
  reg result_due_reg;
  reg [2:0] reason_reg;
  // What is being sent.
  reg [2:0] kind_reg;
  reg [2:0] sent_reason_reg;
  reg [2:0] offset_reg;
  reg [7:0] high_reg;
  reg told_full_reg;
  reg was_kept_reg;
  reg core_rst_reg;
  reg abort_reg;

  wire ends, payload_valid, good, dropped;
  wire [7:0] payload_data;
  wire [7:0] packet_type;
  wire [7:0] packet_sequence;
  wire [15:0] packet_session;
  wire lost;
  wire [7:0] room;
  wire kept;
  wire [LENGTH_BITS-1:0] kept_length;
  wire [7:0] result_data;
  wire busy, payload_next;

  wire identify = good && is_identify_reg;
  wire open = good && is_open_reg && !unable;
  // How far the packet is ahead of what is waited for: 128 and more is behind.
  wire [7:0] ahead =
      packet_sequence - (packet_type == DATA ? data_sequence_reg : result_sequence_reg);
  wire data_taken = good && is_data_reg && in_session_reg && due_reg && !lost;
  wire released = good && is_acknowledge_reg && in_session_reg && kept && next_reg;
  wire again = good && is_acknowledge_reg && in_session_reg && kept && due_reg;
  wire answered = good && !identify && !open && !again;
  reg [2:0] reason;

  wire core_reset = rst || core_rst_reg || open;
  wire sends_status = kind_reg != IDENTITY_KIND && kind_reg != RESULT;
  wire start = !busy && !good && (opened_due_reg || identity_due_reg || result_due_reg || status_due_reg);
  wire [2:0] kind_next =
      opened_due_reg ? OPENED :
      identity_due_reg ? IDENTITY_KIND :
      result_due_reg ? RESULT :
      reason_reg == NO_REASON ? ACCEPTED : REFUSED;
  wire [LENGTH_BITS-1:0] length =
      kind_reg == RESULT ? kept_length :
      sends_status ? STATUS_BYTES_32[LENGTH_BITS-1:0] : IDENTITY_BYTES_32[LENGTH_BITS-1:0];
  reg [7:0] status_data;

  assign core_rst = core_rst_reg;

  nn2fpga_packet_receive #(
      .MAX_PAYLOAD(MAX_PAYLOAD)
  ) u_receive (
      .clk(clk),
      .rst(rst),
      .data(rx_data),
      .valid(rx_valid),
      .error(rx_error),
      .ends(ends),
      .payload_data(payload_data),
      .payload_valid(payload_valid),
      .good(good),
      .dropped(dropped),
      .packet_type(packet_type),
      .packet_sequence(packet_sequence),
      .packet_session(packet_session)
  );

  nn2fpga_packet_buffer #(
      .MAX_PAYLOAD(MAX_PAYLOAD),
      .BYTES(INPUT_BYTES)
  ) u_input (
      .clk(clk),
      .rst(core_reset),
      .data(payload_data),
      .valid(payload_valid),
      .rewind(ends),
      .commit(data_taken),
      .lost(lost),
      .room(room),
      .m_axis_tdata(m_axis_tdata),
      .m_axis_tvalid(m_axis_tvalid),
      .m_axis_tready(m_axis_tready)
  );

  nn2fpga_packet_results #(
      .MAX_PAYLOAD(MAX_PAYLOAD),
      .BYTES(OUTPUT_BYTES),
      .IDENTITY_BYTES(IDENTITY_BYTES),
      .IDENTITY(IDENTITY)
  ) u_output (
      .clk(clk),
      .rst(core_reset),
      .s_axis_tdata(s_axis_tdata),
      .s_axis_tvalid(s_axis_tvalid),
      .s_axis_tready(s_axis_tready),
      .s_axis_tlast(s_axis_tlast),
      .kept(kept),
      .kept_length(kept_length),
      .release_kept(released),
      .load(start),
      .identity(kind_next == IDENTITY_KIND),
      .next(payload_next),
      .read_data(result_data)
  );

  nn2fpga_packet_send #(
      .LENGTH_BITS(LENGTH_BITS)
  ) u_send (
      .clk(clk),
      .rst(rst),
      .start(start),
      .abort(abort_reg),
      .busy(busy),
      .packet_type({5'b10000, kind_reg}),
      .packet_sequence(kind_reg == RESULT ? result_sequence_reg : data_sequence_reg),
      .packet_session(session_reg),
      .packet_length(length),
      .payload_data(sends_status ? status_data : result_data),
      .payload_next(payload_next),
      .m_data(tx_data),
      .m_valid(tx_valid),
      .m_ready(tx_ready)
  );

  always @* begin
    if (unable) reason = NO_WEIGHTS;
    else if (!is_data_reg && !is_acknowledge_reg) reason = UNKNOWN_TYPE;
    else if (!in_session_reg) reason = WRONG_SESSION;
    else if (due_reg) reason = is_data_reg && lost ? NO_ROOM : NO_REASON;
    else if (is_data_reg ? behind_reg : kept && next_reg) reason = NO_REASON;
    else reason = WRONG_SEQUENCE;
  end

  always @* begin
    case (offset_reg)
      3'd0: status_data = {5'd0, sent_reason_reg};
      3'd1: status_data = room;
      3'd2: status_data = dropped_reg[7:0];
      3'd4: status_data = refused_reg[7:0];
      default: status_data = high_reg;
    endcase
  end

  always @(posedge clk) begin
    is_identify_reg <= packet_type == IDENTIFY;
    is_open_reg <= packet_type == OPEN;
    is_data_reg <= packet_type == DATA;
    is_acknowledge_reg <= packet_type == ACKNOWLEDGE;
    in_session_reg <= packet_session == session_reg && session_reg != 16'd0;
    due_reg <= ahead == 8'd0;
    next_reg <= ahead == 8'd1;
    behind_reg <= ahead[7];
    // The fields of a packet that is being sent must not change under it.
    abort_reg <= open || (released && kind_reg == RESULT);
    if (start) begin
      kind_reg <= kind_next;
      sent_reason_reg <= reason_reg;
      offset_reg <= 3'd0;
    end else if (payload_next) begin
      offset_reg <= offset_reg + 3'd1;
      // A count's high byte is of the time when its low byte was sent.
      high_reg   <= offset_reg[2] ? refused_reg[15:8] : dropped_reg[15:8];
    end
    if (rst) begin
      session_reg <= 16'd0;
      data_sequence_reg <= 8'd0;
      result_sequence_reg <= 8'd0;
      dropped_reg <= 16'd0;
      refused_reg <= 16'd0;
      identity_due_reg <= 1'b0;
      opened_due_reg <= 1'b0;
      status_due_reg <= 1'b0;
      result_due_reg <= 1'b0;
      reason_reg <= NO_REASON;
      told_full_reg <= 1'b0;
      was_kept_reg <= 1'b0;
      core_rst_reg <= 1'b1;
    end else begin
      core_rst_reg <= unable || opened_due_reg || (busy && kind_reg == OPENED);
      was_kept_reg <= kept;
      if (dropped && !(&dropped_reg)) dropped_reg <= dropped_reg + 16'd1;
      if (answered && reason != NO_REASON && !(&refused_reg)) refused_reg <= refused_reg + 16'd1;
      if (data_taken) data_sequence_reg <= data_sequence_reg + 8'd1;
      if (released) result_sequence_reg <= result_sequence_reg + 8'd1;

      // Sent once; what comes in the same cycle is due again.
      if (start) begin
        opened_due_reg <= 1'b0;
        if (!opened_due_reg) identity_due_reg <= 1'b0;
        if (kind_next == RESULT) result_due_reg <= 1'b0;
        if (kind_next == ACCEPTED || kind_next == REFUSED) status_due_reg <= 1'b0;
      end
      if (payload_next && sends_status && offset_reg == 3'd1) told_full_reg <= room == 8'd0;
      else if (told_full_reg && room != 8'd0 && !status_due_reg) begin
        told_full_reg <= 1'b0;
        status_due_reg <= 1'b1;
        reason_reg <= NO_REASON;
      end
      if (kept && !was_kept_reg) result_due_reg <= 1'b1;
      if (again) result_due_reg <= 1'b1;
      if (released) result_due_reg <= 1'b0;
      if (answered) begin
        status_due_reg <= 1'b1;
        reason_reg <= reason;
      end
      if (identify) identity_due_reg <= 1'b1;
      if (open) begin
        session_reg <= packet_session;
        data_sequence_reg <= 8'd0;
        result_sequence_reg <= 8'd0;
        opened_due_reg <= 1'b1;
        identity_due_reg <= 1'b0;
        status_due_reg <= 1'b0;
        result_due_reg <= 1'b0;
        reason_reg <= NO_REASON;
        told_full_reg <= 1'b0;
        was_kept_reg <= 1'b0;
      end
    end
  end
endmodule

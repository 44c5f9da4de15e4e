// nn2fpga_usb_transmit.v - packets onto the lines of a full-speed USB, 4 cycles a bit.
//
// Source    Universal Serial Bus Specification 2.0: NRZI 7.1.8, bit stuffing 7.1.9, SYNC 7.1.10, EOP
//           7.1.13, packets 8.3.
// Input     start begins a packet while busy is low; pid keeps its value until it is sent.  Those of
//           data packets have a payload, a byte from data with each next until empty, and a CRC16.
// Lines     drive says that dp and dn are this side's; it ends behind the J of the EOP.
// Timing    the first bit follows 4 cycles behind start; a byte is read 32 cycles and more behind the
//           last one.
// Reset     synchronous, active high; lets go of the lines.
`timescale 1ns / 1ps

module nn2fpga_usb_transmit (
    input  wire       clk,
    input  wire       rst,
    input  wire       start,
    input  wire [3:0] pid,
    input  wire [7:0] data,
    input  wire       empty,
    output wire       next,
    output wire       busy,
    output wire       dp,
    output wire       dn,
    output wire       drive
);
  localparam [2:0] IDLE = 3'd0;
  localparam [2:0] SYNC = 3'd1;
  localparam [2:0] PID = 3'd2;
  localparam [2:0] PAYLOAD = 3'd3;
  localparam [2:0] CRC_LOW = 3'd4;
  localparam [2:0] CRC_HIGH = 3'd5;
  localparam [2:0] EOP = 3'd6;
  localparam [2:0] MOST_ONES = 3'd6;

  reg [2:0] state_reg;
  reg [1:0] phase_reg;
  reg [2:0] count_reg;
  reg [2:0] ones_reg;
  reg [7:0] shift_reg;
  reg [15:0] crc_reg;
  reg level_reg;
  reg dp_reg;
  reg dn_reg;
  reg drive_reg;

  wire tick = phase_reg == 2'd3;
  wire stuffs = ones_reg == MOST_ONES;
  wire bit_out = shift_reg[0] && !stuffs;
  wire level = level_reg == bit_out;
  wire last = tick && !stuffs && count_reg == 3'd7;
  wire carries = pid[1:0] == 2'b11;
  wire [15:0] crc_next;
  wire [15:0] crc = state_reg == PAYLOAD ? crc_next : crc_reg;

  assign busy = state_reg != IDLE;
  assign next = last && !empty && ((state_reg == PID && carries) || state_reg == PAYLOAD);
  assign dp = dp_reg;
  assign dn = dn_reg;
  assign drive = drive_reg;

  nn2fpga_usb_crc16 u_crc (
      .crc (crc_reg),
      .bit_in(shift_reg[0]),
      .next(crc_next)
  );

  always @(posedge clk) begin
    phase_reg <= state_reg == IDLE ? 2'd0 : phase_reg + 2'd1;
    if (state_reg == IDLE) begin
      // Seven 0 and a 1, which counts as a 1 before the PID's.
      shift_reg <= 8'h80;
      count_reg <= 3'd0;
      ones_reg <= 3'd0;
      level_reg <= 1'b1;
      crc_reg <= 16'hFFFF;
    end else if (tick) begin
      level_reg <= level;
      if (bit_out && state_reg != EOP) ones_reg <= ones_reg + 3'd1;
      else ones_reg <= 3'd0;
      if (!stuffs) begin
        count_reg <= count_reg + 3'd1;
        shift_reg <= {1'b0, shift_reg[7:1]};
        crc_reg   <= crc;
        if (last) begin
          case (state_reg)
            SYNC: shift_reg <= {~pid, pid};
            CRC_LOW: shift_reg <= ~crc[15:8];
            default: shift_reg <= empty ? ~crc[7:0] : data;
          endcase
        end
      end
    end
    if (rst) begin
      state_reg <= IDLE;
      drive_reg <= 1'b0;
    end else if (state_reg == IDLE) begin
      drive_reg <= 1'b0;
      if (start) state_reg <= SYNC;
    end else if (tick) begin
      drive_reg <= 1'b1;
      dp_reg <= level;
      dn_reg <= !level;
      if (state_reg == EOP && !stuffs) begin
        // Two bits SE0, then J for one.
        dp_reg <= count_reg[1];
        dn_reg <= 1'b0;
        if (count_reg == 3'd3) begin
          state_reg <= IDLE;
          drive_reg <= 1'b0;
        end
      end else if (last) begin
        case (state_reg)
          SYNC: state_reg <= PID;
          PID: state_reg <= !carries ? EOP : empty ? CRC_LOW : PAYLOAD;
          PAYLOAD: state_reg <= empty ? CRC_LOW : PAYLOAD;
          CRC_LOW: state_reg <= CRC_HIGH;
          default: state_reg <= EOP;
        endcase
      end
    end
  end
endmodule

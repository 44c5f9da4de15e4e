// nn2fpga_usb_receive.v - packets from the lines of a full-speed USB, 4 samples a bit.
//
// Source    Universal Serial Bus Specification 2.0: signaling 7.1.7, NRZI 7.1.8, bit stuffing 7.1.9,
//           SYNC 7.1.10, EOP 7.1.13; packets and their CRCs 8.3.
// Lines     dp and dn may be asynchronous; idle is J (dp 1, dn 0).
// Output    starts for a cycle behind the SYNC; data with valid for each byte from the PID on; ends for
//           a cycle behind the EOP, or where bits make no sense, and with it good: whole bytes, and
//           stuffed bits where they belong.  A bit that a hub stretched before the EOP is left out.
//           crc5_right, crc16_right: of the bits behind the PID, their CRC included.
// mute      while this side drives the lines, which are idle behind it.
// Reset     bus_reset while both lines are 0 for 2.7 us and more.  rst: synchronous, active high;
//           nothing is taken until the lines were idle for 8 bits.
`timescale 1ns / 1ps

module nn2fpga_usb_receive (
    input  wire       clk,
    input  wire       rst,
    input  wire       mute,
    input  wire       dp,
    input  wire       dn,
    output wire       starts,
    output wire [7:0] data,
    output wire       valid,
    output wire       ends,
    output wire       good,
    output wire       crc5_right,
    output wire       crc16_right,
    output wire       bus_reset
);
  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] PACKET = 2'd1;
  // Behind a packet's first SE0, or behind an error, until the lines are idle.
  localparam [1:0] ENDING = 2'd2;
  localparam [1:0] LOST = 2'd3;
  localparam [2:0] MOST_ONES = 3'd6;
  // What both CRCs leave behind, in registers whose first bit out is bit 0.
  localparam [4:0] RESIDUE5 = 5'h06;
  localparam [15:0] RESIDUE16 = 16'hB001;

  reg [2:0] dp_reg;
  reg [2:0] dn_reg;
  reg [1:0] phase_reg;
  reg [6:0] low_reg;
  reg [1:0] state_reg;
  reg level_reg;
  reg [2:0] ones_reg;
  reg [2:0] quiet_reg;
  reg [7:0] shift_reg;
  reg [2:0] count_reg;
  reg first_reg;
  reg whole_reg;
  reg [4:0] crc5_reg;
  reg [15:0] crc16_reg;
  reg right5_reg;
  reg right16_reg;
  reg starts_reg;
  reg valid_reg;
  reg ends_reg;
  reg good_reg;

  wire j = dp_reg[1] && !dn_reg[1];
  wire k = !dp_reg[1] && dn_reg[1];
  wire se0 = !dp_reg[1] && !dn_reg[1];
  wire edge_seen = (j || k) && {dp_reg[1], dn_reg[1]} != {dp_reg[2], dn_reg[2]};
  // The second of a bit's samples is nearest its middle; an edge that comes late moves it.
  wire strobe = phase_reg == 2'd1 && !edge_seen;
  // No change is a 1.
  wire bit_in = dp_reg[1] == level_reg;
  wire stuffed = ones_reg == MOST_ONES;
  wire takes = strobe && state_reg == PACKET && !se0 && !stuffed;
  wire [4:0] crc5_next = {1'b0, crc5_reg[4:1]} ^ ((crc5_reg[0] ^ bit_in) ? 5'h14 : 5'h00);
  wire [15:0] crc16_next;

  assign starts = starts_reg;
  assign data = shift_reg;
  assign valid = valid_reg;
  assign ends = ends_reg;
  assign good = good_reg;
  assign crc5_right = right5_reg;
  assign crc16_right = right16_reg;
  assign bus_reset = &low_reg;

  nn2fpga_usb_crc16 u_crc (
      .crc (crc16_reg),
      .bit_in(bit_in),
      .next(crc16_next)
  );

  always @(posedge clk) begin
    dp_reg <= {dp_reg[1:0], dp};
    dn_reg <= {dn_reg[1:0], dn};
    phase_reg <= edge_seen ? 2'd1 : phase_reg + 2'd1;
    if (!se0) low_reg <= 7'd0;
    else if (!(&low_reg)) low_reg <= low_reg + 7'd1;
    starts_reg <= 1'b0;
    valid_reg  <= 1'b0;
    ends_reg   <= 1'b0;
    if (strobe) begin
      level_reg <= dp_reg[1];
      if (!j) quiet_reg <= 3'd0;
      else if (!(&quiet_reg)) quiet_reg <= quiet_reg + 3'd1;
      if (bit_in && !stuffed) ones_reg <= ones_reg + 3'd1;
      else ones_reg <= 3'd0;
      // Behind SYNC's last two bits, which are alike.
      if (state_reg == IDLE) begin
        shift_reg <= {bit_in, shift_reg[7:1]};
        ones_reg  <= 3'd1;
        count_reg <= 3'd0;
        first_reg <= 1'b1;
        whole_reg <= 1'b0;
      end
      if (takes) begin
        shift_reg <= {bit_in, shift_reg[7:1]};
        count_reg <= count_reg + 3'd1;
        crc5_reg  <= first_reg ? 5'h1F : crc5_next;
        crc16_reg <= first_reg ? 16'hFFFF : crc16_next;
        if (count_reg == 3'd7) begin
          valid_reg <= 1'b1;
          first_reg <= 1'b0;
          whole_reg <= 1'b1;
          right5_reg  <= !first_reg && crc5_next == RESIDUE5;
          right16_reg <= !first_reg && crc16_next == RESIDUE16;
        end
      end
    end
    if (rst || mute) begin
      state_reg <= rst ? LOST : IDLE;
      quiet_reg <= 3'd0;
      shift_reg <= 8'hFF;
    end else if (strobe) begin
      case (state_reg)
        IDLE:
        if (se0 || (dp_reg[1] && dn_reg[1])) begin
          state_reg <= LOST;
          shift_reg <= 8'hFF;
        end else if (bit_in && shift_reg[7:3] == 5'd0) begin
          state_reg  <= PACKET;
          starts_reg <= 1'b1;
        end
        PACKET:
        if (se0) begin
          state_reg <= ENDING;
        end else if ((stuffed && bit_in) || (dp_reg[1] && dn_reg[1])) begin
          state_reg <= LOST;
          ends_reg  <= 1'b1;
          good_reg  <= 1'b0;
        end
        ENDING:
        if (!se0) begin
          state_reg <= j ? IDLE : LOST;
          shift_reg <= 8'hFF;
          ends_reg  <= 1'b1;
          good_reg  <= j && whole_reg && count_reg[2:1] == 2'd0;
        end
        LOST: begin
          shift_reg <= 8'hFF;
          if (&quiet_reg && j) state_reg <= IDLE;
        end
      endcase
    end
  end
endmodule

// nn2fpga_usb_control.v - endpoint 0 of a USB communications device: what the host asks and sets.
//
// Source    Universal Serial Bus Specification 2.0: control transfers 8.5.3, requests 9.3 and 9.4;
//           USB Class Definitions for Communications Devices 1.2 and its PSTN subclass 1.2, 6.3.
// Answers   are slices of a ROM, which UsbDescriptors.java writes.
// Requests  GET_STATUS, CLEAR_FEATURE and SET_FEATURE of ENDPOINT_HALT, SET_ADDRESS, GET_DESCRIPTOR,
//           GET_CONFIGURATION, SET_CONFIGURATION, GET_INTERFACE, SET_INTERFACE; SET_LINE_CODING and
//           SET_CONTROL_LINE_STATE, which mean nothing here, GET_LINE_CODING, which is always the
//           same.  Any other is stalled.
// Reset     synchronous, active high: address 0, not configured.
`timescale 1ns / 1ps

module nn2fpga_usb_control #(
    // Bytes of the ROM, a power of two: the device descriptor from 0 on, then the others.
    parameter ROM_BYTES = 256,
    parameter [8*ROM_BYTES-1:0] ROM = 0,
    // Where the configuration begins, each string, and the answers: two bytes 0, 1, 0, line coding.
    parameter [7:0] CONFIGURATION_AT = 18,
    parameter [7:0] LANGUAGES_AT = 93,
    parameter [7:0] MANUFACTURER_AT = 97,
    parameter [7:0] PRODUCT_AT = 113,
    parameter [7:0] SERIAL_AT = 129,
    parameter [7:0] ANSWERS_AT = 163
) (
    input  wire       clk,
    input  wire       rst,
    // From and to nn2fpga_usb_transaction.
    input  wire       setup_valid,
    input  wire [7:0] setup_data,
    input  wire       setup_done,
    output wire       stalls,
    output wire       toggle,
    output wire [6:0] length,
    output wire [7:0] data,
    input  wire       sends,
    input  wire       next,
    input  wire       done,
    output wire [6:0] address,
    output wire       configured,
    output wire       out_halted,
    output wire       in_halted,
    output wire       interrupt_halted,
    output wire       out_clear,
    output wire       in_clear
);
  localparam [6:0] MAX_PACKET = 7'd64;
  localparam [15:0] GET_STATUS_OF_DEVICE = 16'h0080;
  localparam [15:0] GET_STATUS_OF_INTERFACE = 16'h0081;
  localparam [15:0] GET_STATUS_OF_ENDPOINT = 16'h0082;
  localparam [15:0] CLEAR_FEATURE_OF_ENDPOINT = 16'h0102;
  localparam [15:0] SET_FEATURE_OF_ENDPOINT = 16'h0302;
  localparam [15:0] SET_ADDRESS = 16'h0500;
  localparam [15:0] GET_DESCRIPTOR = 16'h0680;
  localparam [15:0] GET_CONFIGURATION = 16'h0880;
  localparam [15:0] SET_CONFIGURATION = 16'h0900;
  localparam [15:0] GET_INTERFACE = 16'h0A81;
  localparam [15:0] SET_INTERFACE = 16'h0B01;
  localparam [15:0] SET_LINE_CODING = 16'h2021;
  localparam [15:0] GET_LINE_CODING = 16'h21A1;
  localparam [15:0] SET_CONTROL_LINE_STATE = 16'h2221;
  localparam [7:0] DEVICE_LENGTH = 8'd18;
  localparam [7:0] LINE_CODING_LENGTH = 8'd7;

  reg [7:0] rom[0:ROM_BYTES-1];
  reg [7:0] data_reg;
  reg [7:0] at_reg;
  // The SETUP packet, its first byte in the low bits.
  reg [63:0] setup_reg;
  // Where the answer goes on, and what is left of it.
  reg [7:0] base_reg;
  reg [7:0] left_reg;
  reg reading_reg;
  reg stalls_reg;
  reg toggle_reg;
  reg decode_reg;
  reg sets_address_reg;
  reg [6:0] address_reg;
  reg configured_reg;
  reg [2:0] halted_reg;
  reg out_clear_reg;
  reg in_clear_reg;

  // What the SETUP packet asks for.
  reg [7:0] at;
  reg [7:0] most;
  reg known;

  wire [15:0] request = setup_reg[15:0];
  wire [7:0] value_low = setup_reg[23:16];
  wire [7:0] value_high = setup_reg[31:24];
  wire [7:0] index_low = setup_reg[39:32];
  wire [15:0] wanted = setup_reg[63:48];
  wire [7:0] wanted_byte = (|wanted[15:8]) ? 8'hFF : wanted[7:0];
  wire unused = &{1'b0, setup_reg[47:40]};
  // One bit an endpoint: bulk OUT, bulk IN, interrupt IN.
  wire [2:0] named = {index_low == 8'h82, index_low == 8'h81, index_low == 8'h01};
  wire named_control = index_low[6:0] == 7'd0;
  wire many = left_reg >= {1'b0, MAX_PACKET};
  integer i;

  assign stalls = stalls_reg;
  // Without a data stage, and behind the host's data, the status stage is an empty packet.
  assign toggle = !reading_reg || toggle_reg;
  assign length = !reading_reg ? 7'd0 : many ? MAX_PACKET : left_reg[6:0];
  assign data = data_reg;
  assign address = address_reg;
  assign configured = configured_reg;
  assign {interrupt_halted, in_halted, out_halted} = halted_reg;
  assign out_clear = out_clear_reg;
  assign in_clear = in_clear_reg;

  initial begin
    for (i = 0; i < ROM_BYTES; i = i + 1) rom[i] = ROM[8*i+:8];
  end

  always @* begin
    at = ANSWERS_AT;
    most = 8'd0;
    known = 1'b1;
    case (request)
      GET_STATUS_OF_DEVICE, GET_STATUS_OF_INTERFACE: most = 8'd2;
      GET_STATUS_OF_ENDPOINT: begin
        at = |(named & halted_reg) ? ANSWERS_AT + 8'd2 : ANSWERS_AT;
        most = 8'd2;
        known = (|named) || named_control;
      end
      CLEAR_FEATURE_OF_ENDPOINT, SET_FEATURE_OF_ENDPOINT:
      known = value_low == 8'd0 && ((|named) || named_control);
      GET_DESCRIPTOR: begin
        case ({value_high, value_low})
          16'h0100: begin
            at   = 8'd0;
            most = DEVICE_LENGTH;
          end
          16'h0200: begin
            at   = CONFIGURATION_AT;
            most = LANGUAGES_AT - CONFIGURATION_AT;
          end
          16'h0300: begin
            at   = LANGUAGES_AT;
            most = MANUFACTURER_AT - LANGUAGES_AT;
          end
          16'h0301: begin
            at   = MANUFACTURER_AT;
            most = PRODUCT_AT - MANUFACTURER_AT;
          end
          16'h0302: begin
            at   = PRODUCT_AT;
            most = SERIAL_AT - PRODUCT_AT;
          end
          16'h0303: begin
            at   = SERIAL_AT;
            most = ANSWERS_AT - SERIAL_AT;
          end
          default: known = 1'b0;
        endcase
      end
      GET_CONFIGURATION: begin
        at   = configured_reg ? ANSWERS_AT + 8'd2 : ANSWERS_AT;
        most = 8'd1;
      end
      SET_CONFIGURATION: known = value_low <= 8'd1;
      GET_INTERFACE: begin
        most  = 8'd1;
        known = configured_reg;
      end
      SET_INTERFACE: known = configured_reg && value_low == 8'd0 && index_low <= 8'd1;
      GET_LINE_CODING: begin
        at   = ANSWERS_AT + 8'd4;
        most = LINE_CODING_LENGTH;
      end
      SET_ADDRESS, SET_LINE_CODING, SET_CONTROL_LINE_STATE: ;
      default: known = 1'b0;
    endcase
  end

  always @(posedge clk) begin
    data_reg <= rom[at_reg];
    if (sends) at_reg <= base_reg;
    else if (next) at_reg <= at_reg + 8'd1;
    if (setup_valid) setup_reg <= {setup_data, setup_reg[63:8]};
    decode_reg <= setup_done;
    out_clear_reg <= 1'b0;
    in_clear_reg <= 1'b0;
    if (decode_reg) begin
      base_reg <= at;
      left_reg <= wanted_byte < most ? wanted_byte : most;
      reading_reg <= request[7] && wanted != 16'd0;
      stalls_reg <= !known;
      toggle_reg <= 1'b1;
      sets_address_reg <= request == SET_ADDRESS;
      if (known) begin
        case (request)
          SET_CONFIGURATION: begin
            configured_reg <= value_low[0];
            halted_reg <= 3'd0;
            out_clear_reg <= 1'b1;
            in_clear_reg <= 1'b1;
          end
          SET_INTERFACE: begin
            halted_reg <= 3'd0;
            out_clear_reg <= 1'b1;
            in_clear_reg <= 1'b1;
          end
          CLEAR_FEATURE_OF_ENDPOINT: begin
            halted_reg <= halted_reg & ~named;
            out_clear_reg <= named[0];
            in_clear_reg <= named[1];
          end
          SET_FEATURE_OF_ENDPOINT: halted_reg <= halted_reg | named;
          default: ;
        endcase
      end
    end else if (done) begin
      if (reading_reg) begin
        base_reg <= base_reg + {1'b0, MAX_PACKET};
        left_reg <= many ? left_reg - {1'b0, MAX_PACKET} : 8'd0;
        toggle_reg <= !toggle_reg;
      end else begin
        // The new address counts from behind the status stage.
        if (sets_address_reg) address_reg <= value_low[6:0];
        sets_address_reg <= 1'b0;
      end
    end
    if (rst) begin
      decode_reg <= 1'b0;
      reading_reg <= 1'b0;
      stalls_reg <= 1'b1;
      sets_address_reg <= 1'b0;
      address_reg <= 7'd0;
      configured_reg <= 1'b0;
      halted_reg <= 3'd0;
    end
  end
endmodule

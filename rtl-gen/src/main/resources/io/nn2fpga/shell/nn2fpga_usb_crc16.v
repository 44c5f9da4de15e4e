// nn2fpga_usb_crc16.v - the CRC of USB's data packets, a bit further.
//
//   x^16 + x^15 + x^2 + 1 over bits in the order of the line; bit 0 is the first to be sent.
//
// Source    Universal Serial Bus Specification 2.0, 8.3.5.2.  It begins with all bits 1 and is sent
//           inverted.
// Timing    combinational.
`timescale 1ns / 1ps

module nn2fpga_usb_crc16 (
    input  wire [15:0] crc,
    input  wire        bit_in,
    output wire [15:0] next
);
  assign next = {1'b0, crc[15:1]} ^ ((crc[0] ^ bit_in) ? 16'hA001 : 16'h0000);
endmodule

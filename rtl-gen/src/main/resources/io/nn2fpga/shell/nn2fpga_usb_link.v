// nn2fpga_usb_link.v - a link of bytes over a full-speed USB port that is wired to the FPGA: to its host
// a communications device (CDC ACM), that is, a serial port whose bit rate means nothing.
//
// Bytes     rx_data with rx_valid for a cycle, 12 cycles apart at least; tx_data with tx_valid until
//           tx_ready.  rx_error stays 0: USB repeats what was damaged.
// Pins      usb_dp and usb_dn are driven while a packet is sent; usb_pullup feeds the resistor on
//           usb_dp that tells the host of a device, from 16,384 cycles behind a reset on.
// Clocks    usb_clk is 48 MHz; clk is any other, or the same.
// Reset     synchronous to clk, active high, at least for some cycles of both clocks: the host sees
//           the device go and come.
`timescale 1ns / 1ps

module nn2fpga_usb_link #(
    // Of nn2fpga_usb_control.
    parameter ROM_BYTES = 256,
    parameter [8*ROM_BYTES-1:0] ROM = 0,
    parameter [7:0] LANGUAGES_AT = 93,
    parameter [7:0] MANUFACTURER_AT = 97,
    parameter [7:0] PRODUCT_AT = 113,
    parameter [7:0] SERIAL_AT = 129,
    parameter [7:0] ANSWERS_AT = 163
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       usb_clk,
    inout  wire       usb_dp,
    inout  wire       usb_dn,
    output wire       usb_pullup,
    output wire [7:0] rx_data,
    output wire       rx_valid,
    output wire       rx_error,
    input  wire [7:0] tx_data,
    input  wire       tx_valid,
    output wire       tx_ready
);
  localparam BYTES = 256;
  localparam COUNT_BITS = $clog2(BYTES) + 1;
  // Cycles without pull-up: 2^DETACHED_BITS.
  localparam DETACHED_BITS = 14;
  localparam [3:0] RX_SPACE = 4'd11;

  wire usb_rst;
  wire bus_reset;
  reg [DETACHED_BITS:0] attached_reg;
  reg engine_rst_reg;
  wire starts, received_valid, ends, good, crc5_right, crc16_right;
  wire [7:0] received;
  wire start, empty, next, busy, drive, dp, dn;
  wire [3:0] pid;
  wire [7:0] sent;
  wire setup_valid, setup_done, stalls, toggle, control_sends, control_next, control_done;
  wire [7:0] setup_data;
  wire [7:0] control_data;
  wire [6:0] control_length;
  wire [6:0] address;
  wire configured, out_halted, in_halted, interrupt_halted, out_clear, in_clear;
  wire [COUNT_BITS-1:0] out_room;
  wire [COUNT_BITS-1:0] out_count;
  wire [COUNT_BITS-1:0] in_room;
  wire [COUNT_BITS-1:0] in_count;
  wire [7:0] out_data;
  wire [7:0] in_data;
  wire out_valid, out_commit, out_rewind, in_next, in_commit, in_rewind;

  reg [3:0] space_reg;
  reg ready_reg;

  wire attached = attached_reg[DETACHED_BITS];
  wire given = out_count != 0 && space_reg == 4'd0;
  wire taken = tx_valid && ready_reg;

  assign usb_dp = drive ? dp : 1'bz;
  assign usb_dn = drive ? dn : 1'bz;
  assign usb_pullup = attached;
  assign rx_valid = given;
  assign rx_error = 1'b0;
  assign tx_ready = ready_reg;

  nn2fpga_reset u_reset (
      .clk(usb_clk),
      .locked(1'b1),
      .button(rst),
      .rst(usb_rst)
  );

  initial begin
    attached_reg   = 0;
    engine_rst_reg = 1'b1;
  end

  always @(posedge usb_clk) begin
    if (usb_rst) attached_reg <= 0;
    else if (!attached) attached_reg <= attached_reg + 1'b1;
    engine_rst_reg <= !attached || bus_reset;
  end

  nn2fpga_usb_receive u_receive (
      .clk(usb_clk),
      .rst(!attached),
      .mute(drive),
      .dp(usb_dp),
      .dn(usb_dn),
      .starts(starts),
      .data(received),
      .valid(received_valid),
      .ends(ends),
      .good(good),
      .crc5_right(crc5_right),
      .crc16_right(crc16_right),
      .bus_reset(bus_reset)
  );

  nn2fpga_usb_transmit u_transmit (
      .clk(usb_clk),
      .rst(engine_rst_reg),
      .start(start),
      .pid(pid),
      .data(sent),
      .empty(empty),
      .next(next),
      .busy(busy),
      .dp(dp),
      .dn(dn),
      .drive(drive)
  );

  nn2fpga_usb_transaction #(
      .COUNT_BITS(COUNT_BITS)
  ) u_transaction (
      .clk(usb_clk),
      .rst(engine_rst_reg),
      .rx_starts(starts),
      .rx_data(received),
      .rx_valid(received_valid),
      .rx_ends(ends),
      .rx_good(good),
      .rx_crc5(crc5_right),
      .rx_crc16(crc16_right),
      .tx_start(start),
      .tx_pid(pid),
      .tx_data(sent),
      .tx_empty(empty),
      .tx_next(next),
      .tx_busy(busy),
      .setup_valid(setup_valid),
      .setup_data(setup_data),
      .setup_done(setup_done),
      .control_stalls(stalls),
      .control_toggle(toggle),
      .control_length(control_length),
      .control_data(control_data),
      .control_sends(control_sends),
      .control_next(control_next),
      .control_done(control_done),
      .address(address),
      .configured(configured),
      .out_halted(out_halted),
      .in_halted(in_halted),
      .interrupt_halted(interrupt_halted),
      .out_clear(out_clear),
      .in_clear(in_clear),
      .out_room(out_room),
      .out_data(out_data),
      .out_valid(out_valid),
      .out_commit(out_commit),
      .out_rewind(out_rewind),
      .in_count(in_count),
      .in_data(in_data),
      .in_next(in_next),
      .in_commit(in_commit),
      .in_rewind(in_rewind)
  );

  nn2fpga_usb_control #(
      .ROM_BYTES(ROM_BYTES),
      .ROM(ROM),
      .LANGUAGES_AT(LANGUAGES_AT),
      .MANUFACTURER_AT(MANUFACTURER_AT),
      .PRODUCT_AT(PRODUCT_AT),
      .SERIAL_AT(SERIAL_AT),
      .ANSWERS_AT(ANSWERS_AT)
  ) u_control (
      .clk(usb_clk),
      .rst(engine_rst_reg),
      .setup_valid(setup_valid),
      .setup_data(setup_data),
      .setup_done(setup_done),
      .stalls(stalls),
      .toggle(toggle),
      .length(control_length),
      .data(control_data),
      .sends(control_sends),
      .next(control_next),
      .done(control_done),
      .address(address),
      .configured(configured),
      .out_halted(out_halted),
      .in_halted(in_halted),
      .interrupt_halted(interrupt_halted),
      .out_clear(out_clear),
      .in_clear(in_clear)
  );

  nn2fpga_clock_fifo #(
      .BYTES(BYTES)
  ) u_out (
      .write_clk(usb_clk),
      .write_rst(usb_rst),
      .write_data(out_data),
      .write_valid(out_valid),
      .write_commit(out_commit),
      .write_rewind(out_rewind),
      .write_room(out_room),
      .read_clk(clk),
      .read_rst(rst),
      .read_data(rx_data),
      .read_count(out_count),
      .read_next(given),
      .read_commit(1'b1),
      .read_rewind(1'b0)
  );

  nn2fpga_clock_fifo #(
      .BYTES(BYTES)
  ) u_in (
      .write_clk(clk),
      .write_rst(rst),
      .write_data(tx_data),
      .write_valid(taken),
      .write_commit(1'b1),
      .write_rewind(1'b0),
      .write_room(in_room),
      .read_clk(usb_clk),
      .read_rst(usb_rst),
      .read_data(in_data),
      .read_count(in_count),
      .read_next(in_next),
      .read_commit(in_commit),
      .read_rewind(in_rewind)
  );

  always @(posedge clk) begin
    ready_reg <= in_room != 0 && !taken && !rst;
    if (rst) space_reg <= RX_SPACE;
    else if (given) space_reg <= RX_SPACE;
    else if (space_reg != 4'd0) space_reg <= space_reg - 4'd1;
  end
endmodule

// nn2fpga_axi_control.v - registers of an accelerator, 32 bits each, behind AXI4-Lite.
//
//   0x00  MAGIC              0x4E4E3246, "NN2F"
//   0x04  LAYOUT             1, raised when this list changes its meaning
//   0x08  CONTROL            bit 0: holds the accelerator in reset while it is 1 (read, write)
//   0x0C  STATUS             bit 0: a tlast came within a frame; bit 1: a word was not kept whole;
//                            writing 1 clears a bit
//   0x10  INPUT_WORDS        words of an input frame
//   0x14  OUTPUT_WORDS       words of an output frame
//   0x18  FRAMES_TAKEN       input frames since reset, modulo 2^32
//   0x1C  FRAMES_GIVEN       output frames since reset, modulo 2^32
//   0x20  HASH               the design's SHA-256, 8 registers, first byte in the low bits
//   0x40  FRAMES_PER_PACKET  output frames between two tlast, 16 bits, 0 counts as 1 (read, write)
//
// Other addresses read as 0; writes to them and to read-only registers do nothing.
// Timing    a write is taken when address and data are there, one read or write every two cycles.
// Reset     rst, synchronous, active high; a CONTROL reset keeps FRAMES_PER_PACKET.
`timescale 1ns / 1ps

module nn2fpga_axi_control #(
    // Words of an input frame.
    parameter INPUT_WORDS = 1,
    // Words of an output frame.
    parameter OUTPUT_WORDS = 1,
    // SHA-256 of the design, its first byte in the low bits.
    parameter [255:0] HASH = 256'd0
) (
    input  wire        clk,
    input  wire        rst,
    input  wire [ 6:0] s_axi_awaddr,
    input  wire        s_axi_awvalid,
    output wire        s_axi_awready,
    input  wire [31:0] s_axi_wdata,
    input  wire [ 3:0] s_axi_wstrb,
    input  wire        s_axi_wvalid,
    output wire        s_axi_wready,
    output wire [ 1:0] s_axi_bresp,
    output wire        s_axi_bvalid,
    input  wire        s_axi_bready,
    input  wire [ 6:0] s_axi_araddr,
    input  wire        s_axi_arvalid,
    output wire        s_axi_arready,
    output wire [31:0] s_axi_rdata,
    output wire [ 1:0] s_axi_rresp,
    output wire        s_axi_rvalid,
    input  wire        s_axi_rready,
    // Events of the streams, a cycle each.
    input  wire        frame_taken,
    input  wire        frame_given,
    input  wire        early_last,
    input  wire        partial_word,
    output wire [15:0] frames_per_packet,
    // Reset of the accelerator: rst, or CONTROL.
    output wire        core_rst
);
  localparam [31:0] MAGIC = 32'h4E4E3246;
  localparam [31:0] LAYOUT = 32'd1;
  localparam [31:0] INPUT_WORDS_32 = INPUT_WORDS;
  localparam [31:0] OUTPUT_WORDS_32 = OUTPUT_WORDS;
  localparam [4:0] CONTROL = 5'd2;
  localparam [4:0] STATUS = 5'd3;
  localparam [4:0] FRAMES_PER_PACKET = 5'd16;

  reg core_rst_reg;
  reg hold_reg;
  reg [1:0] status_reg;
  reg [15:0] packet_reg;
  reg [31:0] taken_reg;
  reg [31:0] given_reg;
  reg bvalid_reg;
  reg rvalid_reg;
  reg [31:0] rdata_reg;
  reg [31:0] read_next;

  wire write = s_axi_awvalid && s_axi_wvalid && !bvalid_reg;
  wire read = s_axi_arvalid && !rvalid_reg;
  wire [4:0] write_register = s_axi_awaddr[6:2];
  wire [4:0] read_register = s_axi_araddr[6:2];
  wire [1:0] cleared =
      write && write_register == STATUS && s_axi_wstrb[0] ? s_axi_wdata[1:0] : 2'b00;
  wire unused = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0], s_axi_wstrb[3:2], s_axi_wdata[31:16]};

  assign s_axi_awready = write;
  assign s_axi_wready = write;
  assign s_axi_bresp = 2'b00;
  assign s_axi_bvalid = bvalid_reg;
  assign s_axi_arready = !rvalid_reg;
  assign s_axi_rdata = rdata_reg;
  assign s_axi_rresp = 2'b00;
  assign s_axi_rvalid = rvalid_reg;
  assign frames_per_packet = packet_reg;
  assign core_rst = core_rst_reg;

  always @* begin
    case (read_register)
      5'd0: read_next = MAGIC;
      5'd1: read_next = LAYOUT;
      CONTROL: read_next = {31'd0, hold_reg};
      STATUS: read_next = {30'd0, status_reg};
      5'd4: read_next = INPUT_WORDS_32;
      5'd5: read_next = OUTPUT_WORDS_32;
      5'd6: read_next = taken_reg;
      5'd7: read_next = given_reg;
      5'd8, 5'd9, 5'd10, 5'd11, 5'd12, 5'd13, 5'd14, 5'd15:
      read_next = HASH[{read_register[2:0], 5'd0}+:32];
      FRAMES_PER_PACKET: read_next = {16'd0, packet_reg};
      default: read_next = 32'd0;
    endcase
  end

  always @(posedge clk) begin
    core_rst_reg <= rst || hold_reg;
    if (rst) begin
      hold_reg   <= 1'b0;
      packet_reg <= 16'd1;
      bvalid_reg <= 1'b0;
      rvalid_reg <= 1'b0;
    end else begin
      if (bvalid_reg && s_axi_bready) bvalid_reg <= 1'b0;
      if (write) begin
        bvalid_reg <= 1'b1;
        if (write_register == CONTROL && s_axi_wstrb[0]) hold_reg <= s_axi_wdata[0];
        if (write_register == FRAMES_PER_PACKET && s_axi_wstrb[0]) packet_reg[7:0] <= s_axi_wdata[7:0];
        if (write_register == FRAMES_PER_PACKET && s_axi_wstrb[1])
          packet_reg[15:8] <= s_axi_wdata[15:8];
      end
      if (rvalid_reg && s_axi_rready) rvalid_reg <= 1'b0;
      if (read) rvalid_reg <= 1'b1;
    end
    if (read) rdata_reg <= read_next;
    if (rst || core_rst_reg) begin
      status_reg <= 2'b00;
      taken_reg  <= 32'd0;
      given_reg  <= 32'd0;
    end else begin
      status_reg <= (status_reg & ~cleared) | {partial_word, early_last};
      if (frame_taken) taken_reg <= taken_reg + 32'd1;
      if (frame_given) given_reg <= given_reg + 32'd1;
    end
  end
endmodule

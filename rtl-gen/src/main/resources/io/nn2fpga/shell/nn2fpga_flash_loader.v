// nn2fpga_flash_loader.v - fills SPRAM from the configuration flash, once after each reset.
//
// Image     at OFFSET in the flash: the 16 bytes of HEADER; 16-bit words, low byte first, of block
//           0, then of block 1 and so on; the CRC-32 (zlib's) of all before it, low byte first.
// Flash     SPI mode 0, high bit first. It is woken (AB), because an iCE40 sends it to sleep after
//           configuration, and read by command 03.
// load      {write, block and word, data} for nn2fpga_spram.
// failed    with done: the image is not the one that this bitstream needs, or it is damaged.
// Timing    4 cycles a bit.
// Reset     synchronous, active high; begins anew.
`timescale 1ns / 1ps

module nn2fpga_flash_loader #(
    parameter [23:0] OFFSET = 24'h100000,
    // Blocks that are filled: 1 to 4.
    parameter BLOCKS = 1,
    // Address of each block's last word, 14 bits each, block 0 in the low bits.
    parameter [55:0] LAST_WORDS = 56'd0,
    // What the image has to begin with, its first byte in the low bits.
    parameter [127:0] HEADER = 128'd0,
    // The flash has 2^PAUSE_BITS cycles to wake up.
    parameter PAUSE_BITS = 13
) (
    input  wire        clk,
    input  wire        rst,
    output wire        cs,
    output wire        sck,
    output wire        mosi,
    input  wire        miso,
    output wire [32:0] load,
    output wire        done,
    output wire        failed
);
  localparam [2:0] WAKE = 3'd0;
  localparam [2:0] PAUSE = 3'd1;
  localparam [2:0] COMMAND = 3'd2;
  localparam [2:0] IN_HEADER = 3'd3;
  localparam [2:0] WORDS = 3'd4;
  localparam [2:0] TRAILER = 3'd5;
  localparam [2:0] CHECK = 3'd6;
  localparam [2:0] DONE = 3'd7;
  localparam [31:0] RESIDUE = 32'hDEBB20E3;
  localparam [31:0] BLOCKS_32 = BLOCKS;
  localparam [1:0] LAST_BLOCK = BLOCKS_32[1:0] - 2'd1;
  localparam [13:0] LAST_PAUSE = (14'd1 << PAUSE_BITS) - 14'd1;

  reg [2:0] state_reg;
  // Bytes, cycles or words of a state.
  reg [13:0] count_reg;
  reg [1:0] block_reg;
  reg high_reg;
  reg failed_reg;
  reg [1:0] phase_reg;
  reg [2:0] bit_reg;
  reg sck_reg;
  reg cs_reg;
  reg miso_reg;
  reg [7:0] out_reg;
  reg [6:0] in_reg;
  reg [7:0] low_reg;
  reg write_reg;
  reg [15:0] address_reg;
  reg [15:0] data_reg;

  wire selected = state_reg == WAKE || (state_reg >= COMMAND && state_reg <= TRAILER);
  wire bit_end = !cs_reg && selected && phase_reg == 2'd0;
  wire byte_end = bit_end && bit_reg == 3'd7;
  wire [7:0] received = {in_reg, miso_reg};
  wire word_end = byte_end && high_reg;
  wire [13:0] last_word = LAST_WORDS[block_reg*14+:14];
  wire [7:0] header_byte = HEADER[count_reg[3:0]*8+:8];
  wire wrong = state_reg == IN_HEADER && byte_end && received != header_byte;
  wire unchecked = state_reg <= COMMAND;

  reg [13:0] last;
  wire step = state_reg == PAUSE || (state_reg == WORDS ? word_end : byte_end);
  wire crc_busy;
  wire [31:0] crc;

  assign cs = cs_reg;
  assign sck = sck_reg;
  assign mosi = out_reg[7];
  assign load = {write_reg, address_reg, data_reg};
  assign done = state_reg == DONE;
  assign failed = failed_reg;

  nn2fpga_crc32 u_crc (
      .clk(clk),
      .restart(unchecked),
      .data(received),
      .take(byte_end && !unchecked),
      .flush(1'b0),
      .busy(crc_busy),
      .crc(crc)
  );

  always @* begin
    case (state_reg)
      PAUSE: last = LAST_PAUSE;
      COMMAND, TRAILER: last = 14'd3;
      IN_HEADER: last = 14'd15;
      WORDS: last = last_word;
      default: last = 14'd0;
    endcase
  end

  always @(posedge clk) begin
    miso_reg <= miso;
    cs_reg <= !selected || rst;
    // A bit begins with phase 1, SCK rises with 3 and falls with 1.
    phase_reg <= cs_reg || !selected ? 2'd1 : phase_reg + 2'd1;
    sck_reg <= !cs_reg && selected && phase_reg[1];
    if (cs_reg) bit_reg <= 3'd0;
    else if (bit_end) bit_reg <= bit_reg + 3'd1;
    if (bit_end) in_reg <= {in_reg[5:0], miso_reg};
    if (cs_reg) begin
      out_reg <= state_reg == WAKE ? 8'hAB : 8'h03;
    end else if (bit_end) begin
      out_reg <= {out_reg[6:0], 1'b0};
      if (byte_end && state_reg == COMMAND) begin
        case (count_reg[1:0])
          2'd0: out_reg <= OFFSET[23:16];
          2'd1: out_reg <= OFFSET[15:8];
          2'd2: out_reg <= OFFSET[7:0];
          default: out_reg <= 8'd0;
        endcase
      end
    end
    if (byte_end) low_reg <= received;
    address_reg <= {block_reg, count_reg};
    data_reg <= {received, low_reg};
    if (rst) begin
      state_reg <= WAKE;
      count_reg <= 14'd0;
      block_reg <= 2'd0;
      high_reg <= 1'b0;
      failed_reg <= 1'b0;
      write_reg <= 1'b0;
    end else begin
      write_reg <= state_reg == WORDS && word_end;
      if (state_reg != WORDS) high_reg <= 1'b0;
      else if (byte_end) high_reg <= !high_reg;
      if (wrong) begin
        failed_reg <= 1'b1;
        state_reg  <= DONE;
      end else if (state_reg == CHECK) begin
        if (!crc_busy) begin
          failed_reg <= crc != RESIDUE;
          state_reg  <= DONE;
        end
      end else if (state_reg != DONE && step) begin
        count_reg <= count_reg == last ? 14'd0 : count_reg + 14'd1;
        if (count_reg == last) begin
          if (state_reg != WORDS || block_reg == LAST_BLOCK) state_reg <= state_reg + 3'd1;
          else block_reg <= block_reg + 2'd1;
        end
      end
    end
  end
endmodule

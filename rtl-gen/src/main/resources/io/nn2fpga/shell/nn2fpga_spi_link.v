// nn2fpga_spi_link.v - a link of bytes over SPI, mode 0, whose master is the host.
//
// Bytes     rx_data with rx_valid for a cycle, or rx_error for a cycle where chip select rose within
//           a byte; tx_data with tx_valid until tx_ready.  Where there is nothing to send, flags (7E)
//           are sent.
// Pins      sampled by clk: a bit takes at least 6 cycles, with SCK high and low for at least 2 of
//           them; SCK rises first 4 cycles or more behind the fall of chip select.  MISO changes 2 to
//           4 cycles behind the rise of SCK at which the host sampled it, so that it is there in good
//           time for the next.
// Reset     synchronous, active high; nothing is taken until chip select was high, and MISO is 0.
`timescale 1ns / 1ps

module nn2fpga_spi_link (
    input  wire       clk,
    input  wire       rst,
    input  wire       spi_sck,
    input  wire       spi_mosi,
    output wire       spi_miso,
    input  wire       spi_cs,
    output wire [7:0] rx_data,
    output wire       rx_valid,
    output wire       rx_error,
    input  wire [7:0] tx_data,
    input  wire       tx_valid,
    output wire       tx_ready
);
  localparam [7:0] FLAG = 8'h7E;

  reg [2:0] sck_reg;
  reg [1:0] mosi_reg;
  reg [1:0] cs_reg;
  reg seen_high_reg;
  reg [2:0] count_reg;
  reg [7:0] in_reg;
  reg [7:0] out_reg;
  reg valid_reg;
  reg error_reg;

  wire selected = !cs_reg[1] && seen_high_reg;
  wire bit_sampled = selected && sck_reg[1] && !sck_reg[2];
  wire last = count_reg == 3'd7;

  assign spi_miso = out_reg[7];
  assign rx_data = in_reg;
  assign rx_valid = valid_reg;
  assign rx_error = error_reg;
  assign tx_ready = bit_sampled && last;

  always @(posedge clk) begin
    sck_reg   <= {sck_reg[1:0], spi_sck};
    mosi_reg  <= {mosi_reg[0], spi_mosi};
    cs_reg    <= {cs_reg[0], spi_cs};
    valid_reg <= bit_sampled && last;
    error_reg <= 1'b0;
    if (bit_sampled) in_reg <= {in_reg[6:0], mosi_reg[1]};
    if (rst) begin
      seen_high_reg <= 1'b0;
      count_reg <= 3'd0;
      out_reg <= FLAG;
      valid_reg <= 1'b0;
    end else if (!selected) begin
      if (cs_reg[1]) seen_high_reg <= 1'b1;
      count_reg <= 3'd0;
      if (count_reg != 3'd0) begin
        error_reg <= 1'b1;
        out_reg   <= FLAG;
      end
    end else if (bit_sampled) begin
      count_reg <= count_reg + 3'd1;
      if (last) out_reg <= tx_valid ? tx_data : FLAG;
      else out_reg <= {out_reg[6:0], 1'b0};
    end
  end
endmodule

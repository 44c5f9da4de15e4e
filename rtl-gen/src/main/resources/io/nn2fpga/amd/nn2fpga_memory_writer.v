// nn2fpga_memory_writer.v - writes consecutive words of memory through AXI4.
//
// Streams   s_axis: the words, with a strobe for each byte that is to be written.
// AXI       INCR bursts as nn2fpga_memory_bursts cuts them; each begins only when all its words are
//           there, so that it never holds the interconnect up.  Address and words do not wait for
//           each other.
// Timing    a word a cycle within a burst, some cycles between two.
// Reset     synchronous, active high, only while no burst is under way.
// Limits    those of nn2fpga_memory_bursts.
`timescale 1ns / 1ps

module nn2fpga_memory_writer #(
    // Bits of a word of memory.
    parameter DATA_BITS = 512,
    // Words of the longest burst, a power of two.
    parameter BURST = 16
) (
    input  wire                   clk,
    input  wire                   rst,
    // High for a cycle, with the place and the number of the words, at least one.
    input  wire                   go,
    input  wire [           63:0] address,
    input  wire [           47:0] words,
    // High for a cycle: the memory has acknowledged the last word.
    output wire                   written,
    // High for a cycle: the memory answered with an error.
    output wire                   error,
    input  wire [  DATA_BITS-1:0] s_axis_tdata,
    input  wire [DATA_BITS/8-1:0] s_axis_tstrb,
    input  wire                   s_axis_tvalid,
    output wire                   s_axis_tready,
    output wire [           63:0] m_axi_awaddr,
    output wire [            7:0] m_axi_awlen,
    output wire                   m_axi_awvalid,
    input  wire                   m_axi_awready,
    output wire [  DATA_BITS-1:0] m_axi_wdata,
    output wire [DATA_BITS/8-1:0] m_axi_wstrb,
    output wire                   m_axi_wlast,
    output wire                   m_axi_wvalid,
    input  wire                   m_axi_wready,
    input  wire [            1:0] m_axi_bresp,
    input  wire                   m_axi_bvalid,
    output wire                   m_axi_bready
);
  localparam BYTES = DATA_BITS / 8;
  localparam DEPTH = 2 * BURST;

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] SIZE = 2'd1;
  localparam [1:0] GATHER = 2'd2;
  localparam [1:0] SEND = 2'd3;

  reg [1:0] state_reg;
  // Words in the FIFO, and words of this burst that are still to be sent.
  reg [9:0] stored_reg;
  reg [8:0] beats_reg;
  reg awvalid_reg;
  // Bursts that were not acknowledged yet; a new one waits while there are 127.
  reg [6:0] open_reg;
  reg finishing_reg;

  wire [8:0] burst;
  wire last;
  wire fifo_valid;
  wire fifo_last;
  wire push = s_axis_tvalid && s_axis_tready;
  wire pop = m_axi_wvalid && m_axi_wready;
  wire begins = state_reg == GATHER && stored_reg >= {1'b0, burst} && open_reg != 7'd127;
  wire answered = m_axi_bvalid && m_axi_bready;
  wire address_given = !awvalid_reg || m_axi_awready;
  wire words_given = beats_reg == 9'd0 || (beats_reg == 9'd1 && pop);
  wire sent = state_reg == SEND && address_given && words_given;
  wire unused = &{1'b0, fifo_last, m_axi_bresp[0]};

  assign written = finishing_reg && open_reg == 7'd0;
  assign error = answered && m_axi_bresp[1];
  assign m_axi_awlen = burst[7:0] - 8'd1;
  assign m_axi_awvalid = awvalid_reg;
  assign m_axi_wvalid = fifo_valid && beats_reg != 9'd0;
  assign m_axi_wlast = beats_reg == 9'd1;
  assign m_axi_bready = 1'b1;

  nn2fpga_memory_bursts #(
      .DATA_BITS(DATA_BITS),
      .BURST(BURST)
  ) u_bursts (
      .clk(clk),
      .go(go),
      .address(address),
      .words(words),
      .size(state_reg == SIZE),
      .advance(sent),
      .burst_address(m_axi_awaddr),
      .burst_words(burst),
      .last(last)
  );

  nn2fpga_fifo #(
      .WIDTH(DATA_BITS + BYTES),
      .DEPTH(DEPTH),
      .REGISTERED_READ(1)
  ) u_fifo (
      .clk(clk),
      .rst(rst),
      .s_axis_tdata({s_axis_tstrb, s_axis_tdata}),
      .s_axis_tvalid(s_axis_tvalid),
      .s_axis_tready(s_axis_tready),
      .s_axis_tlast(1'b0),
      .m_axis_tdata({m_axi_wstrb, m_axi_wdata}),
      .m_axis_tvalid(fifo_valid),
      .m_axis_tready(m_axi_wready && beats_reg != 9'd0),
      .m_axis_tlast(fifo_last)
  );

  always @(posedge clk) begin
    if (rst) begin
      state_reg <= IDLE;
      stored_reg <= 10'd0;
      beats_reg <= 9'd0;
      awvalid_reg <= 1'b0;
      open_reg <= 7'd0;
      finishing_reg <= 1'b0;
    end else begin
      stored_reg <= stored_reg + {9'd0, push} - {9'd0, pop};
      open_reg <= open_reg + {6'd0, begins} - {6'd0, answered};
      if (m_axi_awready) awvalid_reg <= 1'b0;
      if (pop) beats_reg <= beats_reg - 9'd1;
      if (written) finishing_reg <= 1'b0;
      case (state_reg)
        IDLE: if (go) state_reg <= SIZE;
        SIZE: state_reg <= GATHER;
        GATHER:
        if (begins) begin
          state_reg <= SEND;
          awvalid_reg <= 1'b1;
          beats_reg <= burst;
        end
        default:
        if (sent) begin
          state_reg <= last ? IDLE : SIZE;
          finishing_reg <= last;
        end
      endcase
    end
  end
endmodule

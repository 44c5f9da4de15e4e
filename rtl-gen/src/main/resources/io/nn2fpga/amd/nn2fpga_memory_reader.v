// nn2fpga_memory_reader.v - reads consecutive words of memory through AXI4.
//
// Streams   m_axis: the words.
// AXI       INCR bursts as nn2fpga_memory_bursts cuts them, up to four under way; each is asked for only
//           when there is room for all of it, so that the answers never wait.
// Timing    a word a cycle where the memory answers so.
// Reset     synchronous, active high, only while no burst is under way.
// Limits    those of nn2fpga_memory_bursts.
`timescale 1ns / 1ps

module nn2fpga_memory_reader #(
    // Bits of a word of memory.
    parameter DATA_BITS = 512,
    // Words of the longest burst, a power of two.
    parameter BURST = 16
) (
    input  wire                 clk,
    input  wire                 rst,
    // High for a cycle, with the place and the number of the words.
    input  wire                 go,
    input  wire [         63:0] address,
    input  wire [         47:0] words,
    // High for a cycle: the memory answered with an error.
    output wire                 error,
    output wire [         63:0] m_axi_araddr,
    output wire [          7:0] m_axi_arlen,
    output wire                 m_axi_arvalid,
    input  wire                 m_axi_arready,
    input  wire [DATA_BITS-1:0] m_axi_rdata,
    input  wire [          1:0] m_axi_rresp,
    input  wire                 m_axi_rlast,
    input  wire                 m_axi_rvalid,
    output wire                 m_axi_rready,
    output wire [DATA_BITS-1:0] m_axis_tdata,
    output wire                 m_axis_tvalid,
    input  wire                 m_axis_tready
);
  localparam DEPTH = 4 * BURST;
  localparam [31:0] DEPTH_32 = DEPTH;

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] SIZE = 2'd1;
  localparam [1:0] ROOM = 2'd2;
  localparam [1:0] ASK = 2'd3;

  reg [1:0] state_reg;
  // Places of the FIFO that no burst under way will fill.
  reg [12:0] room_reg;

  wire [8:0] burst;
  wire last;
  wire fifo_ready;
  wire fifo_last;
  wire push = m_axi_rvalid && m_axi_rready;
  wire pop = m_axis_tvalid && m_axis_tready;
  wire reserve = state_reg == ROOM && room_reg >= {4'd0, burst};
  wire unused = &{1'b0, m_axi_rlast, fifo_last, m_axi_rresp[0], DEPTH_32[31:13]};

  assign error = push && m_axi_rresp[1];
  assign m_axi_arlen = burst[7:0] - 8'd1;
  assign m_axi_arvalid = state_reg == ASK;
  assign m_axi_rready = fifo_ready;

  nn2fpga_memory_bursts #(
      .DATA_BITS(DATA_BITS),
      .BURST(BURST)
  ) u_bursts (
      .clk(clk),
      .go(go),
      .address(address),
      .words(words),
      .size(state_reg == SIZE),
      .advance(m_axi_arvalid && m_axi_arready),
      .burst_address(m_axi_araddr),
      .burst_words(burst),
      .last(last)
  );

  nn2fpga_fifo #(
      .WIDTH(DATA_BITS),
      .DEPTH(DEPTH),
      .REGISTERED_READ(1)
  ) u_fifo (
      .clk(clk),
      .rst(rst),
      .s_axis_tdata(m_axi_rdata),
      .s_axis_tvalid(m_axi_rvalid),
      .s_axis_tready(fifo_ready),
      .s_axis_tlast(1'b0),
      .m_axis_tdata(m_axis_tdata),
      .m_axis_tvalid(m_axis_tvalid),
      .m_axis_tready(m_axis_tready),
      .m_axis_tlast(fifo_last)
  );

  always @(posedge clk) begin
    if (rst) begin
      state_reg <= IDLE;
      room_reg  <= DEPTH_32[12:0];
    end else begin
      room_reg <= room_reg + {12'd0, pop} - (reserve ? {4'd0, burst} : 13'd0);
      case (state_reg)
        IDLE: if (go && words != 48'd0) state_reg <= SIZE;
        SIZE: state_reg <= ROOM;
        ROOM: if (reserve) state_reg <= ASK;
        default: if (m_axi_arready) state_reg <= last ? IDLE : SIZE;
      endcase
    end
  end
endmodule

// nn2fpga_memory_reader.v - reads consecutive words of memory through AXI4.
//
// Streams   m_axis: the words.
// AXI       INCR bursts of at most BURST words that cross no 4 KiB boundary, up to four under way;
//           each is asked for only when there is room for all of it, so that the answers never wait.
// Timing    a word a cycle where the memory answers so.
// Reset     synchronous, active high, only while no burst is under way.
// Limits    address is a multiple of a word; DATA_BITS a power of two from 8 to 1024; BURST at most
//           256 words and 4 KiB.
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
  localparam SHIFT = $clog2(DATA_BITS / 8);
  localparam DEPTH = 4 * BURST;
  localparam PAGE_BITS = 12 - SHIFT;
  localparam [31:0] DEPTH_32 = DEPTH;
  localparam [31:0] BURST_32 = BURST;
  localparam [8:0] BURST_9 = BURST_32[8:0];
  localparam [31:0] PAGE_32 = 32'd1 << PAGE_BITS;

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] SIZE = 2'd1;
  localparam [1:0] ROOM = 2'd2;
  localparam [1:0] ASK = 2'd3;

  reg [1:0] state_reg;
  reg [63:0] address_reg;
  reg [47:0] left_reg;
  reg [8:0] burst_reg;
  // Places of the FIFO that no burst under way will fill.
  reg [12:0] room_reg;

  wire fifo_ready;
  wire fifo_last;
  wire push = m_axi_rvalid && m_axi_rready;
  wire pop = m_axis_tvalid && m_axis_tready;
  // Words up to the next 4 KiB boundary.
  wire [12:0] to_boundary = PAGE_32[12:0] - {{(13 - PAGE_BITS) {1'b0}}, address_reg[11:SHIFT]};
  wire [8:0] within_page = to_boundary < {4'd0, BURST_9} ? to_boundary[8:0] : BURST_9;
  wire [8:0] burst_next = left_reg < {39'd0, within_page} ? left_reg[8:0] : within_page;
  wire reserve = state_reg == ROOM && room_reg >= {4'd0, burst_reg};
  wire unused = &{1'b0, m_axi_rlast, fifo_last, m_axi_rresp[0], DEPTH_32[31:13],
                  BURST_32[31:9], PAGE_32[31:13]};

  assign error = push && m_axi_rresp[1];
  assign m_axi_araddr = address_reg;
  assign m_axi_arlen = burst_reg[7:0] - 8'd1;
  assign m_axi_arvalid = state_reg == ASK;
  assign m_axi_rready = fifo_ready;

  generate
    if (BURST > 256 || BURST * DATA_BITS / 8 > 4096) begin : gen_illegal
      nn2fpga_memory_reader_has_too_long_bursts u_illegal ();
    end
  endgenerate

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
      room_reg <= room_reg + {12'd0, pop} - (reserve ? {4'd0, burst_reg} : 13'd0);
      case (state_reg)
        IDLE: if (go && words != 48'd0) state_reg <= SIZE;
        SIZE: state_reg <= ROOM;
        ROOM: if (reserve) state_reg <= ASK;
        default:
        if (m_axi_arready) state_reg <= left_reg == {39'd0, burst_reg} ? IDLE : SIZE;
      endcase
    end
    if (go) begin
      address_reg <= address;
      left_reg <= words;
    end else if (m_axi_arvalid && m_axi_arready) begin
      address_reg <= address_reg + ({55'd0, burst_reg} << SHIFT);
      left_reg <= left_reg - {39'd0, burst_reg};
    end
    if (state_reg == SIZE) burst_reg <= burst_next;
  end
endmodule

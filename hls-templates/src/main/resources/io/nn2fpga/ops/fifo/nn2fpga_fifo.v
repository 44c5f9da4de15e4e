// nn2fpga_fifo.v - a queue of beats between two modules.
//
// Streams   s_axis and m_axis: the same beats.
// Timing    latency 1 cycle, initiation interval 1; tready and tvalid are registers, so that no
//           path crosses the FIFO.
// Memory    read combinationally (LUT RAM), or with REGISTERED_READ through a register, as block
//           RAM needs it: the word after the next pop is read a cycle ahead, and a beat that is
//           written to that very word passes by the memory.
// Reset     synchronous, active high; empties the queue, does not clear the memory.
// Limits    DEPTH >= 2, any number.
`timescale 1ns / 1ps

module nn2fpga_fifo #(
    // Bits of tdata.
    parameter WIDTH = 8,
    // Beats that it holds.
    parameter DEPTH = 2,
    // Whether the memory's read port has a register.
    parameter REGISTERED_READ = 0
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] s_axis_tdata,
    input  wire             s_axis_tvalid,
    output wire             s_axis_tready,
    input  wire             s_axis_tlast,
    output wire [WIDTH-1:0] m_axis_tdata,
    output wire             m_axis_tvalid,
    input  wire             m_axis_tready,
    output wire             m_axis_tlast
);
  generate
    if (DEPTH < 2) begin : gen_illegal
      nn2fpga_fifo_needs_depth_of_at_least_2 u_illegal ();
    end
  endgenerate

  localparam ADDRESS_BITS = $clog2(DEPTH);
  localparam COUNT_BITS = $clog2(DEPTH + 1);
  localparam [31:0] LAST_ADDRESS = DEPTH - 1;
  localparam [31:0] FULL = DEPTH;

  reg [WIDTH:0] memory[0:DEPTH-1];
  reg [ADDRESS_BITS-1:0] write_reg;
  reg [ADDRESS_BITS-1:0] read_reg;
  reg [COUNT_BITS-1:0] count_reg;
  reg valid_reg;
  reg ready_reg;

  wire push = s_axis_tvalid && ready_reg;
  wire pop = valid_reg && m_axis_tready;
  wire [COUNT_BITS-1:0] count_next =
      count_reg + {{(COUNT_BITS - 1) {1'b0}}, push} - {{(COUNT_BITS - 1) {1'b0}}, pop};

  wire [ADDRESS_BITS-1:0] after_read =
      read_reg == LAST_ADDRESS[ADDRESS_BITS-1:0] ? 0 : read_reg + 1'b1;
  wire [ADDRESS_BITS-1:0] read_next = pop ? after_read : read_reg;

  assign s_axis_tready = ready_reg;
  assign m_axis_tvalid = valid_reg;
  generate
    if (REGISTERED_READ != 0) begin : gen_registered
      reg [WIDTH:0] word_reg;
      reg [WIDTH:0] passed_reg;
      reg pass_reg;
      assign {m_axis_tlast, m_axis_tdata} = pass_reg ? passed_reg : word_reg;
      always @(posedge clk) begin
        word_reg   <= memory[read_next];
        passed_reg <= {s_axis_tlast, s_axis_tdata};
        pass_reg   <= push && write_reg == read_next;
      end
    end else begin : gen_combinational
      assign {m_axis_tlast, m_axis_tdata} = memory[read_reg];
    end
  endgenerate

  always @(posedge clk) begin
    if (push) memory[write_reg] <= {s_axis_tlast, s_axis_tdata};
    if (rst) begin
      write_reg <= 0;
      read_reg  <= 0;
      count_reg <= 0;
      valid_reg <= 1'b0;
      ready_reg <= 1'b1;
    end else begin
      if (push) write_reg <= write_reg == LAST_ADDRESS[ADDRESS_BITS-1:0] ? 0 : write_reg + 1'b1;
      read_reg <= read_next;
      count_reg <= count_next;
      valid_reg <= count_next != 0;
      ready_reg <= count_next != FULL[COUNT_BITS-1:0];
    end
  end
endmodule

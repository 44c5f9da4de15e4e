// stalling_queue.v - test only: in place of a design, gives each beat that it takes, and takes and
// gives at pseudo-random times.  Beats must not pass a reset.
`timescale 1ns / 1ps

module @DESIGN@ (
    input  wire            clk,
    input  wire            rst,
    input  wire [@BITS@-1:0] s_axis_tdata,
    input  wire            s_axis_tvalid,
    output wire            s_axis_tready,
    input  wire            s_axis_tlast,
    output wire [@BITS@-1:0] m_axis_tdata,
    output wire            m_axis_tvalid,
    input  wire            m_axis_tready,
    output wire            m_axis_tlast
);
  reg [@BITS@:0] beat_reg;
  reg full_reg;
  reg given_reg;
  reg [15:0] random_reg;

  // One cycle in 2^STALL of those in which a beat may go.
  wire go = (random_reg & ((16'd1 << @STALL@) - 16'd1)) == 16'd0;

  assign s_axis_tready = !full_reg && go;
  assign m_axis_tvalid = given_reg;
  assign {m_axis_tlast, m_axis_tdata} = beat_reg;

  initial random_reg = 16'hace1;

  always @(posedge clk) begin
    random_reg <= {random_reg[14:0], random_reg[15] ^ random_reg[13] ^ random_reg[12] ^ random_reg[10]};
    if (rst) begin
      full_reg  <= 1'b0;
      given_reg <= 1'b0;
    end else begin
      if (s_axis_tvalid && s_axis_tready) begin
        full_reg <= 1'b1;
        beat_reg <= {s_axis_tlast, s_axis_tdata};
      end
      if (full_reg && go) given_reg <= 1'b1;
      if (given_reg && m_axis_tready) begin
        given_reg <= 1'b0;
        full_reg  <= 1'b0;
      end
    end
  end
endmodule

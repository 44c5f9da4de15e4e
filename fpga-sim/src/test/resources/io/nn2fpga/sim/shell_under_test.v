// shell_under_test.v - test only: a shell with a processor at its registers, in the ports that a test
// bench drives.
//
// Plusargs  +packet=N    FRAMES_PER_PACKET is written before anything else;
//           +junk=N      N words of an aborted frame are sent first, then CONTROL resets the
//                        accelerator, and only then are the streams connected;
//           +early_last  the second word comes with tlast; +partial: it is not kept whole;
//           +clear=N     STATUS is cleared by writing 3 in cycle N.
// Output    at the end "register <address> <value>" for each address from 0x00 to 0x44.
`timescale 1ns / 1ps

module shell_under_test (
    input  wire               clk,
    input  wire               rst,
    input  wire [@IN@-1:0] s_axis_tdata,
    input  wire               s_axis_tvalid,
    output wire               s_axis_tready,
    input  wire               s_axis_tlast,
    output wire [@OUT@-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
  integer packet;
  integer junk;
  integer clear;
  reg early_last;
  reg partial;
  reg [31:0] registers[0:17];
  integer i;

  reg [31:0] cycle_reg;
  reg [31:0] junk_reg;
  reg [31:0] word_reg;
  reg connected_reg;
  reg second_reg;
  // A write in flight, and a read in flight.
  reg [6:0] awaddr_reg;
  reg [31:0] wdata_reg;
  reg awvalid_reg;
  reg [6:0] araddr_reg;
  reg arvalid_reg;

  wire awready, wready, bvalid, arready, rvalid;
  wire [1:0] bresp, rresp;
  wire [31:0] rdata;
  wire shell_tready;
  wire shell_tvalid;
  wire [@OUT@/8-1:0] tkeep;
  wire sends_junk = !connected_reg && junk_reg < junk;

  assign s_axis_tready = connected_reg && shell_tready;
  assign m_axis_tvalid = connected_reg && shell_tvalid;

  @SHELL@ u_shell (
      .aclk(clk),
      .aresetn(!rst),
      .s_axis_tdata(connected_reg ? s_axis_tdata : {@IN@{1'b1}}),
      .s_axis_tkeep(partial && second_reg ? {(@IN@ / 8) {1'b0}} : {(@IN@ / 8) {1'b1}}),
      .s_axis_tvalid(connected_reg ? s_axis_tvalid : sends_junk),
      .s_axis_tready(shell_tready),
      .s_axis_tlast(connected_reg && (s_axis_tlast || (early_last && second_reg))),
      .m_axis_tdata(m_axis_tdata),
      .m_axis_tkeep(tkeep),
      .m_axis_tvalid(shell_tvalid),
      .m_axis_tready(connected_reg && m_axis_tready),
      .m_axis_tlast(m_axis_tlast),
      .s_axi_awaddr(awaddr_reg),
      .s_axi_awvalid(awvalid_reg),
      .s_axi_awready(awready),
      .s_axi_wdata(wdata_reg),
      .s_axi_wstrb(4'hf),
      .s_axi_wvalid(awvalid_reg),
      .s_axi_wready(wready),
      .s_axi_bresp(bresp),
      .s_axi_bvalid(bvalid),
      .s_axi_bready(1'b1),
      .s_axi_araddr(araddr_reg),
      .s_axi_arvalid(arvalid_reg),
      .s_axi_arready(arready),
      .s_axi_rdata(rdata),
      .s_axi_rresp(rresp),
      .s_axi_rvalid(rvalid),
      .s_axi_rready(cycle_reg[0])
  );

  initial begin
    if ($value$plusargs("packet=%d", packet) == 0) packet = 0;
    if ($value$plusargs("junk=%d", junk) == 0) junk = 0;
    if ($value$plusargs("clear=%d", clear) == 0) clear = -1;
    early_last = $test$plusargs("early_last") != 0;
    partial = $test$plusargs("partial") != 0;
  end

  always @(posedge clk) begin
    if (rst) begin
      cycle_reg <= 0;
      junk_reg <= 0;
      word_reg <= 0;
      second_reg <= 1'b0;
      connected_reg <= packet == 0 && junk == 0;
      awvalid_reg <= 1'b0;
      arvalid_reg <= 1'b0;
      araddr_reg <= 7'd0;
    end else begin
      cycle_reg <= cycle_reg + 1;
      if (awready && wready) awvalid_reg <= 1'b0;
      if (sends_junk && shell_tready) junk_reg <= junk_reg + 1;
      if (!connected_reg && junk_reg == junk) begin
        junk_reg <= junk + 1;
        cycle_reg <= 0;
      end
      if (!connected_reg && junk_reg > junk) begin
        if (cycle_reg == 4 || cycle_reg == 12) begin
          awvalid_reg <= junk != 0;
          awaddr_reg <= 7'h08;
          wdata_reg <= {31'd0, cycle_reg == 4};
        end
        if (cycle_reg == 20) begin
          awvalid_reg <= packet != 0;
          awaddr_reg <= 7'h40;
          wdata_reg <= packet;
        end
        if (cycle_reg == 28) connected_reg <= 1'b1;
      end
      if (connected_reg && cycle_reg == clear) begin
        awvalid_reg <= 1'b1;
        awaddr_reg <= 7'h0c;
        wdata_reg <= 32'd3;
      end
      if (connected_reg && s_axis_tvalid && shell_tready) begin
        word_reg <= word_reg + 1;
        second_reg <= word_reg == 0;
      end
      if (shell_tvalid && tkeep != {(@OUT@ / 8) {1'b1}}) begin
        $display("error: an output word is not kept whole");
        $finish;
      end
      if ((bvalid && bresp != 0) || (rvalid && rresp != 0)) begin
        $display("error: a register answers with an error");
        $finish;
      end
      // Reads every register in turn.
      if (!arvalid_reg && !rvalid) arvalid_reg <= 1'b1;
      if (arvalid_reg && arready) arvalid_reg <= 1'b0;
      if (rvalid && cycle_reg[0]) begin
        registers[araddr_reg[6:2]] <= rdata;
        araddr_reg <= araddr_reg == 7'h44 ? 7'd0 : araddr_reg + 7'd4;
      end
    end
  end

  final for (i = 0; i < 18; i = i + 1) $display("register %h %h", 8'd4 * i[7:0], registers[i]);
endmodule

// gowin_memory.vh - the block RAMs of gowin_memory.v for one width of a byte, NN2FPGA_UNIT: 2,048
// bytes.

// Behind one write port and one read port.
module `NN2FPGA_SDP (
    input CLKA, CEA, CLKB, CEB, OCE, RESETA, RESETB,
    input [13:0] ADA, ADB,
    input [4*`NN2FPGA_UNIT-1:0] DI,
    input [2:0] BLKSELA, BLKSELB,
    output [4*`NN2FPGA_UNIT-1:0] DO
);
  parameter [0:0] READ_MODE = 1'b0;
  parameter BIT_WIDTH_0 = 4 * `NN2FPGA_UNIT;
  parameter BIT_WIDTH_1 = 4 * `NN2FPGA_UNIT;
  parameter [2:0] BLK_SEL_0 = 3'b000;
  parameter [2:0] BLK_SEL_1 = 3'b000;
  parameter RESET_MODE = "SYNC";
  `NN2FPGA_CONTENTS

  nn2fpga_bsram #(
      .UNIT(`NN2FPGA_UNIT),
      .WIDTH_A(BIT_WIDTH_0),
      .WIDTH_B(BIT_WIDTH_1),
      .READ_MODE(READ_MODE),
      .RESET_MODE(RESET_MODE),
      .INITIAL(`NN2FPGA_INITIAL)
  ) u_memory (
      .clk_a(CLKA),
      .enable_a(CEA && BLKSELA == BLK_SEL_0),
      .write_a(1'b1),
      .reset_a(1'b0),
      .address_a(ADA),
      .data_a(DI),
      .read_a(),
      .clk_b(CLKB),
      .enable_b(CEB && BLKSELB == BLK_SEL_1),
      .write_b(1'b0),
      .reset_b(RESETB),
      .address_b(ADB),
      .data_b({4*`NN2FPGA_UNIT{1'b0}}),
      .read_b(DO)
  );
endmodule

// The same with one port for both.
module `NN2FPGA_SP (
    input CLK, CE, OCE, RESET, WRE,
    input [13:0] AD,
    input [4*`NN2FPGA_UNIT-1:0] DI,
    input [2:0] BLKSEL,
    output [4*`NN2FPGA_UNIT-1:0] DO
);
  parameter [0:0] READ_MODE = 1'b0;
  parameter [1:0] WRITE_MODE = 2'b00;
  parameter BIT_WIDTH = 4 * `NN2FPGA_UNIT;
  parameter [2:0] BLK_SEL = 3'b000;
  parameter RESET_MODE = "SYNC";
  `NN2FPGA_CONTENTS

  nn2fpga_bsram #(
      .UNIT(`NN2FPGA_UNIT),
      .WIDTH_A(BIT_WIDTH),
      .WIDTH_B(BIT_WIDTH),
      .READ_MODE(READ_MODE),
      .RESET_MODE(RESET_MODE),
      .WRITE_MODE_A(WRITE_MODE),
      .INITIAL(`NN2FPGA_INITIAL)
  ) u_memory (
      .clk_a(CLK),
      .enable_a(CE && BLKSEL == BLK_SEL),
      .write_a(WRE),
      .reset_a(RESET),
      .address_a(AD),
      .data_a(DI),
      .read_a(DO),
      .clk_b(1'b0),
      .enable_b(1'b0),
      .write_b(1'b0),
      .reset_b(1'b0),
      .address_b(14'd0),
      .data_b({4*`NN2FPGA_UNIT{1'b0}}),
      .read_b()
  );
endmodule

// The same with two ports for both, of two bytes at most.
module `NN2FPGA_DP (
    input CLKA, CEA, OCEA, RESETA, WREA, CLKB, CEB, OCEB, RESETB, WREB,
    input [13:0] ADA, ADB,
    input [2*`NN2FPGA_UNIT-1:0] DIA, DIB,
    input [2:0] BLKSELA, BLKSELB,
    output [2*`NN2FPGA_UNIT-1:0] DOA, DOB
);
  parameter [0:0] READ_MODE0 = 1'b0;
  parameter [0:0] READ_MODE1 = 1'b0;
  parameter [1:0] WRITE_MODE0 = 2'b00;
  parameter [1:0] WRITE_MODE1 = 2'b00;
  parameter BIT_WIDTH_0 = 2 * `NN2FPGA_UNIT;
  parameter BIT_WIDTH_1 = 2 * `NN2FPGA_UNIT;
  parameter [2:0] BLK_SEL_0 = 3'b000;
  parameter [2:0] BLK_SEL_1 = 3'b000;
  parameter RESET_MODE = "SYNC";
  `NN2FPGA_CONTENTS

  wire [4*`NN2FPGA_UNIT-1:0] read_a;
  wire [4*`NN2FPGA_UNIT-1:0] read_b;
  assign DOA = read_a[2*`NN2FPGA_UNIT-1:0];
  assign DOB = read_b[2*`NN2FPGA_UNIT-1:0];

  nn2fpga_bsram #(
      .UNIT(`NN2FPGA_UNIT),
      .WIDTH_A(BIT_WIDTH_0),
      .WIDTH_B(BIT_WIDTH_1),
      .MOST_BYTES(2),
      .READ_MODE(READ_MODE0 | READ_MODE1),
      .RESET_MODE(RESET_MODE),
      .WRITE_MODE_A(WRITE_MODE0),
      .WRITE_MODE_B(WRITE_MODE1),
      .INITIAL(`NN2FPGA_INITIAL)
  ) u_memory (
      .clk_a(CLKA),
      .enable_a(CEA && BLKSELA == BLK_SEL_0),
      .write_a(WREA),
      .reset_a(RESETA),
      .address_a(ADA),
      .data_a({{2*`NN2FPGA_UNIT{1'b0}}, DIA}),
      .read_a(read_a),
      .clk_b(CLKB),
      .enable_b(CEB && BLKSELB == BLK_SEL_1),
      .write_b(WREB),
      .reset_b(RESETB),
      .address_b(ADB),
      .data_b({{2*`NN2FPGA_UNIT{1'b0}}, DIB}),
      .read_b(read_b)
  );

  generate
    if (WRITE_MODE0[1] || WRITE_MODE1[1]) nn2fpga_no_model_of_this_write_mode u_refused ();
  endgenerate
endmodule

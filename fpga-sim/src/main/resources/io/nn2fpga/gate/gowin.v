// gowin.v - cells of Gowin netlists for which Yosys has no model: the modes that Yosys makes of this
// project's Verilog, and no other. A parameter value without a model instantiates a module that does
// not exist, nn2fpga_no_model_of_<what>, so that the simulation is not built.
//
// Source of the behaviour: Gowin UG285 (BSRAM), UG287 (DSP); of the order of initial values and of
// byte enables: Yosys' gowin/brams_map.v.

// 2,048 bytes of UNIT bits (8 or 9) behind two ports of WIDTH_A and WIDTH_B bits, without output
// registers. A port of one byte or less selects with its address; a wider one has byte enables in
// the low bits of the address.
module nn2fpga_bsram #(
    parameter UNIT = 8,
    parameter WIDTH_A = 8,
    parameter WIDTH_B = 8,
    // While writing the output 0 stays, 1 is what is written, 2 is what was there.
    parameter [1:0] WRITE_MODE_A = 0,
    parameter [1:0] WRITE_MODE_B = 0,
    parameter [2048*UNIT-1:0] INITIAL = 0
) (
    input clk_a,
    input enable_a,
    input write_a,
    input reset_a,
    input [13:0] address_a,
    input [4*UNIT-1:0] data_a,
    output reg [4*UNIT-1:0] read_a,
    input clk_b,
    input enable_b,
    input write_b,
    input reset_b,
    input [13:0] address_b,
    input [4*UNIT-1:0] data_b,
    output reg [4*UNIT-1:0] read_b
);
  reg [UNIT-1:0] bytes[0:2047];

  integer i;
  initial begin
    for (i = 0; i < 2048; i = i + 1) bytes[i] = INITIAL[UNIT*i+:UNIT];
    // contents
    read_a = 0;
    read_b = 0;
  end

  // Bytes of a port that is wider than one, else 1.
  localparam BYTES_A = WIDTH_A > UNIT ? WIDTH_A / UNIT : 1;
  localparam BYTES_B = WIDTH_B > UNIT ? WIDTH_B / UNIT : 1;

  reg [4*UNIT-1:0] old_a;
  reg [4*UNIT-1:0] new_a;
  reg [4*UNIT-1:0] old_b;
  reg [4*UNIT-1:0] new_b;
  integer n;
  integer m;

  // What is at an address, and what a write makes of it.
  always @* begin
    old_a = 0;
    for (n = 0; n < BYTES_A; n = n + 1)
      old_a[UNIT*n+:UNIT] = bytes[address_a[13:3] / BYTES_A * BYTES_A + n];
    new_a = old_a;
    if (BYTES_A > 1) begin
      for (n = 0; n < BYTES_A; n = n + 1)
        if (address_a[n]) new_a[UNIT*n+:UNIT] = data_a[UNIT*n+:UNIT];
    end else begin
      case (WIDTH_A)
        1: new_a[address_a[2:0]] = data_a[0];
        2: new_a[2*address_a[2:1]+:2] = data_a[1:0];
        4: new_a[4*address_a[2]+:4] = data_a[3:0];
        default: new_a[UNIT-1:0] = data_a[UNIT-1:0];
      endcase
    end
  end

  always @* begin
    old_b = 0;
    for (m = 0; m < BYTES_B; m = m + 1)
      old_b[UNIT*m+:UNIT] = bytes[address_b[13:3] / BYTES_B * BYTES_B + m];
    new_b = old_b;
    if (BYTES_B > 1) begin
      for (m = 0; m < BYTES_B; m = m + 1)
        if (address_b[m]) new_b[UNIT*m+:UNIT] = data_b[UNIT*m+:UNIT];
    end else begin
      case (WIDTH_B)
        1: new_b[address_b[2:0]] = data_b[0];
        2: new_b[2*address_b[2:1]+:2] = data_b[1:0];
        4: new_b[4*address_b[2]+:4] = data_b[3:0];
        default: new_b[UNIT-1:0] = data_b[UNIT-1:0];
      endcase
    end
  end

  function [4*UNIT-1:0] shown(input [4*UNIT-1:0] stored, input [13:0] address, input integer width);
    case (width)
      1: shown = {{4*UNIT-1{1'b0}}, stored[address[2:0]]};
      2: shown = {{4*UNIT-2{1'b0}}, stored[2*address[2:1]+:2]};
      4: shown = {{4*UNIT-4{1'b0}}, stored[4*address[2]+:4]};
      default: shown = stored;
    endcase
  endfunction

  integer k;
  always @(posedge clk_a) begin
    if (enable_a && write_a)
      for (k = 0; k < BYTES_A; k = k + 1)
        bytes[address_a[13:3] / BYTES_A * BYTES_A + k] <= new_a[UNIT*k+:UNIT];
    if (enable_a && !(write_a && WRITE_MODE_A == 0))
      read_a <= shown(write_a && WRITE_MODE_A == 1 ? new_a : old_a, address_a, WIDTH_A);
  end

  integer l;
  always @(posedge clk_b) begin
    if (enable_b && write_b)
      for (l = 0; l < BYTES_B; l = l + 1)
        bytes[address_b[13:3] / BYTES_B * BYTES_B + l] <= new_b[UNIT*l+:UNIT];
    if (enable_b && !(write_b && WRITE_MODE_B == 0))
      read_b <= shown(write_b && WRITE_MODE_B == 1 ? new_b : old_b, address_b, WIDTH_B);
  end

`ifndef YOSYS
  always @(posedge clk_a or posedge clk_b)
    if (reset_a || reset_b) begin
      $display("error: a block RAM is reset, of which there is no model");
      $finish;
    end
`endif
endmodule

// 2,048 bytes of 8 bits behind one write port and one read port.
module SDPB (
    input CLKA, CEA, CLKB, CEB, OCE, RESETA, RESETB,
    input [13:0] ADA, ADB,
    input [31:0] DI,
    input [2:0] BLKSELA, BLKSELB,
    output [31:0] DO
);
  parameter [0:0] READ_MODE = 1'b0;
  parameter BIT_WIDTH_0 = 32;
  parameter BIT_WIDTH_1 = 32;
  parameter [2:0] BLK_SEL_0 = 3'b000;
  parameter [2:0] BLK_SEL_1 = 3'b000;
  parameter RESET_MODE = "SYNC";
  parameter [255:0] INIT_RAM_00 = 256'd0;
  parameter [255:0] INIT_RAM_01 = 256'd0;
  parameter [255:0] INIT_RAM_02 = 256'd0;
  parameter [255:0] INIT_RAM_03 = 256'd0;
  parameter [255:0] INIT_RAM_04 = 256'd0;
  parameter [255:0] INIT_RAM_05 = 256'd0;
  parameter [255:0] INIT_RAM_06 = 256'd0;
  parameter [255:0] INIT_RAM_07 = 256'd0;
  parameter [255:0] INIT_RAM_08 = 256'd0;
  parameter [255:0] INIT_RAM_09 = 256'd0;
  parameter [255:0] INIT_RAM_0A = 256'd0;
  parameter [255:0] INIT_RAM_0B = 256'd0;
  parameter [255:0] INIT_RAM_0C = 256'd0;
  parameter [255:0] INIT_RAM_0D = 256'd0;
  parameter [255:0] INIT_RAM_0E = 256'd0;
  parameter [255:0] INIT_RAM_0F = 256'd0;
  parameter [255:0] INIT_RAM_10 = 256'd0;
  parameter [255:0] INIT_RAM_11 = 256'd0;
  parameter [255:0] INIT_RAM_12 = 256'd0;
  parameter [255:0] INIT_RAM_13 = 256'd0;
  parameter [255:0] INIT_RAM_14 = 256'd0;
  parameter [255:0] INIT_RAM_15 = 256'd0;
  parameter [255:0] INIT_RAM_16 = 256'd0;
  parameter [255:0] INIT_RAM_17 = 256'd0;
  parameter [255:0] INIT_RAM_18 = 256'd0;
  parameter [255:0] INIT_RAM_19 = 256'd0;
  parameter [255:0] INIT_RAM_1A = 256'd0;
  parameter [255:0] INIT_RAM_1B = 256'd0;
  parameter [255:0] INIT_RAM_1C = 256'd0;
  parameter [255:0] INIT_RAM_1D = 256'd0;
  parameter [255:0] INIT_RAM_1E = 256'd0;
  parameter [255:0] INIT_RAM_1F = 256'd0;
  parameter [255:0] INIT_RAM_20 = 256'd0;
  parameter [255:0] INIT_RAM_21 = 256'd0;
  parameter [255:0] INIT_RAM_22 = 256'd0;
  parameter [255:0] INIT_RAM_23 = 256'd0;
  parameter [255:0] INIT_RAM_24 = 256'd0;
  parameter [255:0] INIT_RAM_25 = 256'd0;
  parameter [255:0] INIT_RAM_26 = 256'd0;
  parameter [255:0] INIT_RAM_27 = 256'd0;
  parameter [255:0] INIT_RAM_28 = 256'd0;
  parameter [255:0] INIT_RAM_29 = 256'd0;
  parameter [255:0] INIT_RAM_2A = 256'd0;
  parameter [255:0] INIT_RAM_2B = 256'd0;
  parameter [255:0] INIT_RAM_2C = 256'd0;
  parameter [255:0] INIT_RAM_2D = 256'd0;
  parameter [255:0] INIT_RAM_2E = 256'd0;
  parameter [255:0] INIT_RAM_2F = 256'd0;
  parameter [255:0] INIT_RAM_30 = 256'd0;
  parameter [255:0] INIT_RAM_31 = 256'd0;
  parameter [255:0] INIT_RAM_32 = 256'd0;
  parameter [255:0] INIT_RAM_33 = 256'd0;
  parameter [255:0] INIT_RAM_34 = 256'd0;
  parameter [255:0] INIT_RAM_35 = 256'd0;
  parameter [255:0] INIT_RAM_36 = 256'd0;
  parameter [255:0] INIT_RAM_37 = 256'd0;
  parameter [255:0] INIT_RAM_38 = 256'd0;
  parameter [255:0] INIT_RAM_39 = 256'd0;
  parameter [255:0] INIT_RAM_3A = 256'd0;
  parameter [255:0] INIT_RAM_3B = 256'd0;
  parameter [255:0] INIT_RAM_3C = 256'd0;
  parameter [255:0] INIT_RAM_3D = 256'd0;
  parameter [255:0] INIT_RAM_3E = 256'd0;
  parameter [255:0] INIT_RAM_3F = 256'd0;

  nn2fpga_bsram #(
      .UNIT(8),
      .WIDTH_A(BIT_WIDTH_0),
      .WIDTH_B(BIT_WIDTH_1),
      .INITIAL({
      INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
      INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
      INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
      INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
      INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
      INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
      INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
      INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
      })
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
      .data_b(32'd0),
      .read_b(DO)
  );

  generate
    if (READ_MODE != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (!(BIT_WIDTH_0 == 1 || BIT_WIDTH_0 == 2 || BIT_WIDTH_0 == 4 || BIT_WIDTH_0 == 8 || BIT_WIDTH_0 == 16 || BIT_WIDTH_0 == 32)) nn2fpga_no_model_of_this_width u_refused ();
    if (!(BIT_WIDTH_1 == 1 || BIT_WIDTH_1 == 2 || BIT_WIDTH_1 == 4 || BIT_WIDTH_1 == 8 || BIT_WIDTH_1 == 16 || BIT_WIDTH_1 == 32)) nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// The same with one port for both.
module SP (
    input CLK, CE, OCE, RESET, WRE,
    input [13:0] AD,
    input [31:0] DI,
    input [2:0] BLKSEL,
    output [31:0] DO
);
  parameter [0:0] READ_MODE = 1'b0;
  parameter [1:0] WRITE_MODE = 2'b00;
  parameter BIT_WIDTH = 32;
  parameter [2:0] BLK_SEL = 3'b000;
  parameter RESET_MODE = "SYNC";
  parameter [255:0] INIT_RAM_00 = 256'd0;
  parameter [255:0] INIT_RAM_01 = 256'd0;
  parameter [255:0] INIT_RAM_02 = 256'd0;
  parameter [255:0] INIT_RAM_03 = 256'd0;
  parameter [255:0] INIT_RAM_04 = 256'd0;
  parameter [255:0] INIT_RAM_05 = 256'd0;
  parameter [255:0] INIT_RAM_06 = 256'd0;
  parameter [255:0] INIT_RAM_07 = 256'd0;
  parameter [255:0] INIT_RAM_08 = 256'd0;
  parameter [255:0] INIT_RAM_09 = 256'd0;
  parameter [255:0] INIT_RAM_0A = 256'd0;
  parameter [255:0] INIT_RAM_0B = 256'd0;
  parameter [255:0] INIT_RAM_0C = 256'd0;
  parameter [255:0] INIT_RAM_0D = 256'd0;
  parameter [255:0] INIT_RAM_0E = 256'd0;
  parameter [255:0] INIT_RAM_0F = 256'd0;
  parameter [255:0] INIT_RAM_10 = 256'd0;
  parameter [255:0] INIT_RAM_11 = 256'd0;
  parameter [255:0] INIT_RAM_12 = 256'd0;
  parameter [255:0] INIT_RAM_13 = 256'd0;
  parameter [255:0] INIT_RAM_14 = 256'd0;
  parameter [255:0] INIT_RAM_15 = 256'd0;
  parameter [255:0] INIT_RAM_16 = 256'd0;
  parameter [255:0] INIT_RAM_17 = 256'd0;
  parameter [255:0] INIT_RAM_18 = 256'd0;
  parameter [255:0] INIT_RAM_19 = 256'd0;
  parameter [255:0] INIT_RAM_1A = 256'd0;
  parameter [255:0] INIT_RAM_1B = 256'd0;
  parameter [255:0] INIT_RAM_1C = 256'd0;
  parameter [255:0] INIT_RAM_1D = 256'd0;
  parameter [255:0] INIT_RAM_1E = 256'd0;
  parameter [255:0] INIT_RAM_1F = 256'd0;
  parameter [255:0] INIT_RAM_20 = 256'd0;
  parameter [255:0] INIT_RAM_21 = 256'd0;
  parameter [255:0] INIT_RAM_22 = 256'd0;
  parameter [255:0] INIT_RAM_23 = 256'd0;
  parameter [255:0] INIT_RAM_24 = 256'd0;
  parameter [255:0] INIT_RAM_25 = 256'd0;
  parameter [255:0] INIT_RAM_26 = 256'd0;
  parameter [255:0] INIT_RAM_27 = 256'd0;
  parameter [255:0] INIT_RAM_28 = 256'd0;
  parameter [255:0] INIT_RAM_29 = 256'd0;
  parameter [255:0] INIT_RAM_2A = 256'd0;
  parameter [255:0] INIT_RAM_2B = 256'd0;
  parameter [255:0] INIT_RAM_2C = 256'd0;
  parameter [255:0] INIT_RAM_2D = 256'd0;
  parameter [255:0] INIT_RAM_2E = 256'd0;
  parameter [255:0] INIT_RAM_2F = 256'd0;
  parameter [255:0] INIT_RAM_30 = 256'd0;
  parameter [255:0] INIT_RAM_31 = 256'd0;
  parameter [255:0] INIT_RAM_32 = 256'd0;
  parameter [255:0] INIT_RAM_33 = 256'd0;
  parameter [255:0] INIT_RAM_34 = 256'd0;
  parameter [255:0] INIT_RAM_35 = 256'd0;
  parameter [255:0] INIT_RAM_36 = 256'd0;
  parameter [255:0] INIT_RAM_37 = 256'd0;
  parameter [255:0] INIT_RAM_38 = 256'd0;
  parameter [255:0] INIT_RAM_39 = 256'd0;
  parameter [255:0] INIT_RAM_3A = 256'd0;
  parameter [255:0] INIT_RAM_3B = 256'd0;
  parameter [255:0] INIT_RAM_3C = 256'd0;
  parameter [255:0] INIT_RAM_3D = 256'd0;
  parameter [255:0] INIT_RAM_3E = 256'd0;
  parameter [255:0] INIT_RAM_3F = 256'd0;

  nn2fpga_bsram #(
      .UNIT(8),
      .WIDTH_A(BIT_WIDTH),
      .WIDTH_B(BIT_WIDTH),
      .WRITE_MODE_A(WRITE_MODE),
      .INITIAL({
      INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
      INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
      INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
      INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
      INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
      INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
      INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
      INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
      })
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
      .data_b(32'd0),
      .read_b()
  );

  generate
    if (READ_MODE != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (WRITE_MODE == 2'b11) nn2fpga_no_model_of_this_write_mode u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (!(BIT_WIDTH == 1 || BIT_WIDTH == 2 || BIT_WIDTH == 4 || BIT_WIDTH == 8 || BIT_WIDTH == 16 || BIT_WIDTH == 32)) nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// The same with two ports for both.
module DPB (
    input CLKA, CEA, OCEA, RESETA, WREA, CLKB, CEB, OCEB, RESETB, WREB,
    input [13:0] ADA, ADB,
    input [15:0] DIA, DIB,
    input [2:0] BLKSELA, BLKSELB,
    output [15:0] DOA, DOB
);
  parameter [0:0] READ_MODE0 = 1'b0;
  parameter [0:0] READ_MODE1 = 1'b0;
  parameter [1:0] WRITE_MODE0 = 2'b00;
  parameter [1:0] WRITE_MODE1 = 2'b00;
  parameter BIT_WIDTH_0 = 16;
  parameter BIT_WIDTH_1 = 16;
  parameter [2:0] BLK_SEL_0 = 3'b000;
  parameter [2:0] BLK_SEL_1 = 3'b000;
  parameter RESET_MODE = "SYNC";
  parameter [255:0] INIT_RAM_00 = 256'd0;
  parameter [255:0] INIT_RAM_01 = 256'd0;
  parameter [255:0] INIT_RAM_02 = 256'd0;
  parameter [255:0] INIT_RAM_03 = 256'd0;
  parameter [255:0] INIT_RAM_04 = 256'd0;
  parameter [255:0] INIT_RAM_05 = 256'd0;
  parameter [255:0] INIT_RAM_06 = 256'd0;
  parameter [255:0] INIT_RAM_07 = 256'd0;
  parameter [255:0] INIT_RAM_08 = 256'd0;
  parameter [255:0] INIT_RAM_09 = 256'd0;
  parameter [255:0] INIT_RAM_0A = 256'd0;
  parameter [255:0] INIT_RAM_0B = 256'd0;
  parameter [255:0] INIT_RAM_0C = 256'd0;
  parameter [255:0] INIT_RAM_0D = 256'd0;
  parameter [255:0] INIT_RAM_0E = 256'd0;
  parameter [255:0] INIT_RAM_0F = 256'd0;
  parameter [255:0] INIT_RAM_10 = 256'd0;
  parameter [255:0] INIT_RAM_11 = 256'd0;
  parameter [255:0] INIT_RAM_12 = 256'd0;
  parameter [255:0] INIT_RAM_13 = 256'd0;
  parameter [255:0] INIT_RAM_14 = 256'd0;
  parameter [255:0] INIT_RAM_15 = 256'd0;
  parameter [255:0] INIT_RAM_16 = 256'd0;
  parameter [255:0] INIT_RAM_17 = 256'd0;
  parameter [255:0] INIT_RAM_18 = 256'd0;
  parameter [255:0] INIT_RAM_19 = 256'd0;
  parameter [255:0] INIT_RAM_1A = 256'd0;
  parameter [255:0] INIT_RAM_1B = 256'd0;
  parameter [255:0] INIT_RAM_1C = 256'd0;
  parameter [255:0] INIT_RAM_1D = 256'd0;
  parameter [255:0] INIT_RAM_1E = 256'd0;
  parameter [255:0] INIT_RAM_1F = 256'd0;
  parameter [255:0] INIT_RAM_20 = 256'd0;
  parameter [255:0] INIT_RAM_21 = 256'd0;
  parameter [255:0] INIT_RAM_22 = 256'd0;
  parameter [255:0] INIT_RAM_23 = 256'd0;
  parameter [255:0] INIT_RAM_24 = 256'd0;
  parameter [255:0] INIT_RAM_25 = 256'd0;
  parameter [255:0] INIT_RAM_26 = 256'd0;
  parameter [255:0] INIT_RAM_27 = 256'd0;
  parameter [255:0] INIT_RAM_28 = 256'd0;
  parameter [255:0] INIT_RAM_29 = 256'd0;
  parameter [255:0] INIT_RAM_2A = 256'd0;
  parameter [255:0] INIT_RAM_2B = 256'd0;
  parameter [255:0] INIT_RAM_2C = 256'd0;
  parameter [255:0] INIT_RAM_2D = 256'd0;
  parameter [255:0] INIT_RAM_2E = 256'd0;
  parameter [255:0] INIT_RAM_2F = 256'd0;
  parameter [255:0] INIT_RAM_30 = 256'd0;
  parameter [255:0] INIT_RAM_31 = 256'd0;
  parameter [255:0] INIT_RAM_32 = 256'd0;
  parameter [255:0] INIT_RAM_33 = 256'd0;
  parameter [255:0] INIT_RAM_34 = 256'd0;
  parameter [255:0] INIT_RAM_35 = 256'd0;
  parameter [255:0] INIT_RAM_36 = 256'd0;
  parameter [255:0] INIT_RAM_37 = 256'd0;
  parameter [255:0] INIT_RAM_38 = 256'd0;
  parameter [255:0] INIT_RAM_39 = 256'd0;
  parameter [255:0] INIT_RAM_3A = 256'd0;
  parameter [255:0] INIT_RAM_3B = 256'd0;
  parameter [255:0] INIT_RAM_3C = 256'd0;
  parameter [255:0] INIT_RAM_3D = 256'd0;
  parameter [255:0] INIT_RAM_3E = 256'd0;
  parameter [255:0] INIT_RAM_3F = 256'd0;

  wire [31:0] read_a;
  wire [31:0] read_b;
  assign DOA = read_a[15:0];
  assign DOB = read_b[15:0];

  nn2fpga_bsram #(
      .UNIT(8),
      .WIDTH_A(BIT_WIDTH_0),
      .WIDTH_B(BIT_WIDTH_1),
      .WRITE_MODE_A(WRITE_MODE0),
      .WRITE_MODE_B(WRITE_MODE1),
      .INITIAL({
      INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
      INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
      INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
      INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
      INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
      INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
      INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
      INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
      })
  ) u_memory (
      .clk_a(CLKA),
      .enable_a(CEA && BLKSELA == BLK_SEL_0),
      .write_a(WREA),
      .reset_a(RESETA),
      .address_a(ADA),
      .data_a({16'd0, DIA}),
      .read_a(read_a),
      .clk_b(CLKB),
      .enable_b(CEB && BLKSELB == BLK_SEL_1),
      .write_b(WREB),
      .reset_b(RESETB),
      .address_b(ADB),
      .data_b({16'd0, DIB}),
      .read_b(read_b)
  );

  generate
    if (READ_MODE0 != 1'b0 || READ_MODE1 != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (WRITE_MODE0[1] || WRITE_MODE1[1]) nn2fpga_no_model_of_this_write_mode u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (!(BIT_WIDTH_0 == 1 || BIT_WIDTH_0 == 2 || BIT_WIDTH_0 == 4 || BIT_WIDTH_0 == 8 || BIT_WIDTH_0 == 16)) nn2fpga_no_model_of_this_width u_refused ();
    if (!(BIT_WIDTH_1 == 1 || BIT_WIDTH_1 == 2 || BIT_WIDTH_1 == 4 || BIT_WIDTH_1 == 8 || BIT_WIDTH_1 == 16)) nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// 2,048 bytes of 9 bits behind one write port and one read port.
module SDPX9B (
    input CLKA, CEA, CLKB, CEB, OCE, RESETA, RESETB,
    input [13:0] ADA, ADB,
    input [35:0] DI,
    input [2:0] BLKSELA, BLKSELB,
    output [35:0] DO
);
  parameter [0:0] READ_MODE = 1'b0;
  parameter BIT_WIDTH_0 = 36;
  parameter BIT_WIDTH_1 = 36;
  parameter [2:0] BLK_SEL_0 = 3'b000;
  parameter [2:0] BLK_SEL_1 = 3'b000;
  parameter RESET_MODE = "SYNC";
  parameter [287:0] INIT_RAM_00 = 288'd0;
  parameter [287:0] INIT_RAM_01 = 288'd0;
  parameter [287:0] INIT_RAM_02 = 288'd0;
  parameter [287:0] INIT_RAM_03 = 288'd0;
  parameter [287:0] INIT_RAM_04 = 288'd0;
  parameter [287:0] INIT_RAM_05 = 288'd0;
  parameter [287:0] INIT_RAM_06 = 288'd0;
  parameter [287:0] INIT_RAM_07 = 288'd0;
  parameter [287:0] INIT_RAM_08 = 288'd0;
  parameter [287:0] INIT_RAM_09 = 288'd0;
  parameter [287:0] INIT_RAM_0A = 288'd0;
  parameter [287:0] INIT_RAM_0B = 288'd0;
  parameter [287:0] INIT_RAM_0C = 288'd0;
  parameter [287:0] INIT_RAM_0D = 288'd0;
  parameter [287:0] INIT_RAM_0E = 288'd0;
  parameter [287:0] INIT_RAM_0F = 288'd0;
  parameter [287:0] INIT_RAM_10 = 288'd0;
  parameter [287:0] INIT_RAM_11 = 288'd0;
  parameter [287:0] INIT_RAM_12 = 288'd0;
  parameter [287:0] INIT_RAM_13 = 288'd0;
  parameter [287:0] INIT_RAM_14 = 288'd0;
  parameter [287:0] INIT_RAM_15 = 288'd0;
  parameter [287:0] INIT_RAM_16 = 288'd0;
  parameter [287:0] INIT_RAM_17 = 288'd0;
  parameter [287:0] INIT_RAM_18 = 288'd0;
  parameter [287:0] INIT_RAM_19 = 288'd0;
  parameter [287:0] INIT_RAM_1A = 288'd0;
  parameter [287:0] INIT_RAM_1B = 288'd0;
  parameter [287:0] INIT_RAM_1C = 288'd0;
  parameter [287:0] INIT_RAM_1D = 288'd0;
  parameter [287:0] INIT_RAM_1E = 288'd0;
  parameter [287:0] INIT_RAM_1F = 288'd0;
  parameter [287:0] INIT_RAM_20 = 288'd0;
  parameter [287:0] INIT_RAM_21 = 288'd0;
  parameter [287:0] INIT_RAM_22 = 288'd0;
  parameter [287:0] INIT_RAM_23 = 288'd0;
  parameter [287:0] INIT_RAM_24 = 288'd0;
  parameter [287:0] INIT_RAM_25 = 288'd0;
  parameter [287:0] INIT_RAM_26 = 288'd0;
  parameter [287:0] INIT_RAM_27 = 288'd0;
  parameter [287:0] INIT_RAM_28 = 288'd0;
  parameter [287:0] INIT_RAM_29 = 288'd0;
  parameter [287:0] INIT_RAM_2A = 288'd0;
  parameter [287:0] INIT_RAM_2B = 288'd0;
  parameter [287:0] INIT_RAM_2C = 288'd0;
  parameter [287:0] INIT_RAM_2D = 288'd0;
  parameter [287:0] INIT_RAM_2E = 288'd0;
  parameter [287:0] INIT_RAM_2F = 288'd0;
  parameter [287:0] INIT_RAM_30 = 288'd0;
  parameter [287:0] INIT_RAM_31 = 288'd0;
  parameter [287:0] INIT_RAM_32 = 288'd0;
  parameter [287:0] INIT_RAM_33 = 288'd0;
  parameter [287:0] INIT_RAM_34 = 288'd0;
  parameter [287:0] INIT_RAM_35 = 288'd0;
  parameter [287:0] INIT_RAM_36 = 288'd0;
  parameter [287:0] INIT_RAM_37 = 288'd0;
  parameter [287:0] INIT_RAM_38 = 288'd0;
  parameter [287:0] INIT_RAM_39 = 288'd0;
  parameter [287:0] INIT_RAM_3A = 288'd0;
  parameter [287:0] INIT_RAM_3B = 288'd0;
  parameter [287:0] INIT_RAM_3C = 288'd0;
  parameter [287:0] INIT_RAM_3D = 288'd0;
  parameter [287:0] INIT_RAM_3E = 288'd0;
  parameter [287:0] INIT_RAM_3F = 288'd0;

  nn2fpga_bsram #(
      .UNIT(9),
      .WIDTH_A(BIT_WIDTH_0),
      .WIDTH_B(BIT_WIDTH_1),
      .INITIAL({
      INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
      INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
      INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
      INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
      INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
      INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
      INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
      INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
      })
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
      .data_b(36'd0),
      .read_b(DO)
  );

  generate
    if (READ_MODE != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (!(BIT_WIDTH_0 == 9 || BIT_WIDTH_0 == 18 || BIT_WIDTH_0 == 36)) nn2fpga_no_model_of_this_width u_refused ();
    if (!(BIT_WIDTH_1 == 9 || BIT_WIDTH_1 == 18 || BIT_WIDTH_1 == 36)) nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// The same with one port for both.
module SPX9 (
    input CLK, CE, OCE, RESET, WRE,
    input [13:0] AD,
    input [35:0] DI,
    input [2:0] BLKSEL,
    output [35:0] DO
);
  parameter [0:0] READ_MODE = 1'b0;
  parameter [1:0] WRITE_MODE = 2'b00;
  parameter BIT_WIDTH = 36;
  parameter [2:0] BLK_SEL = 3'b000;
  parameter RESET_MODE = "SYNC";
  parameter [287:0] INIT_RAM_00 = 288'd0;
  parameter [287:0] INIT_RAM_01 = 288'd0;
  parameter [287:0] INIT_RAM_02 = 288'd0;
  parameter [287:0] INIT_RAM_03 = 288'd0;
  parameter [287:0] INIT_RAM_04 = 288'd0;
  parameter [287:0] INIT_RAM_05 = 288'd0;
  parameter [287:0] INIT_RAM_06 = 288'd0;
  parameter [287:0] INIT_RAM_07 = 288'd0;
  parameter [287:0] INIT_RAM_08 = 288'd0;
  parameter [287:0] INIT_RAM_09 = 288'd0;
  parameter [287:0] INIT_RAM_0A = 288'd0;
  parameter [287:0] INIT_RAM_0B = 288'd0;
  parameter [287:0] INIT_RAM_0C = 288'd0;
  parameter [287:0] INIT_RAM_0D = 288'd0;
  parameter [287:0] INIT_RAM_0E = 288'd0;
  parameter [287:0] INIT_RAM_0F = 288'd0;
  parameter [287:0] INIT_RAM_10 = 288'd0;
  parameter [287:0] INIT_RAM_11 = 288'd0;
  parameter [287:0] INIT_RAM_12 = 288'd0;
  parameter [287:0] INIT_RAM_13 = 288'd0;
  parameter [287:0] INIT_RAM_14 = 288'd0;
  parameter [287:0] INIT_RAM_15 = 288'd0;
  parameter [287:0] INIT_RAM_16 = 288'd0;
  parameter [287:0] INIT_RAM_17 = 288'd0;
  parameter [287:0] INIT_RAM_18 = 288'd0;
  parameter [287:0] INIT_RAM_19 = 288'd0;
  parameter [287:0] INIT_RAM_1A = 288'd0;
  parameter [287:0] INIT_RAM_1B = 288'd0;
  parameter [287:0] INIT_RAM_1C = 288'd0;
  parameter [287:0] INIT_RAM_1D = 288'd0;
  parameter [287:0] INIT_RAM_1E = 288'd0;
  parameter [287:0] INIT_RAM_1F = 288'd0;
  parameter [287:0] INIT_RAM_20 = 288'd0;
  parameter [287:0] INIT_RAM_21 = 288'd0;
  parameter [287:0] INIT_RAM_22 = 288'd0;
  parameter [287:0] INIT_RAM_23 = 288'd0;
  parameter [287:0] INIT_RAM_24 = 288'd0;
  parameter [287:0] INIT_RAM_25 = 288'd0;
  parameter [287:0] INIT_RAM_26 = 288'd0;
  parameter [287:0] INIT_RAM_27 = 288'd0;
  parameter [287:0] INIT_RAM_28 = 288'd0;
  parameter [287:0] INIT_RAM_29 = 288'd0;
  parameter [287:0] INIT_RAM_2A = 288'd0;
  parameter [287:0] INIT_RAM_2B = 288'd0;
  parameter [287:0] INIT_RAM_2C = 288'd0;
  parameter [287:0] INIT_RAM_2D = 288'd0;
  parameter [287:0] INIT_RAM_2E = 288'd0;
  parameter [287:0] INIT_RAM_2F = 288'd0;
  parameter [287:0] INIT_RAM_30 = 288'd0;
  parameter [287:0] INIT_RAM_31 = 288'd0;
  parameter [287:0] INIT_RAM_32 = 288'd0;
  parameter [287:0] INIT_RAM_33 = 288'd0;
  parameter [287:0] INIT_RAM_34 = 288'd0;
  parameter [287:0] INIT_RAM_35 = 288'd0;
  parameter [287:0] INIT_RAM_36 = 288'd0;
  parameter [287:0] INIT_RAM_37 = 288'd0;
  parameter [287:0] INIT_RAM_38 = 288'd0;
  parameter [287:0] INIT_RAM_39 = 288'd0;
  parameter [287:0] INIT_RAM_3A = 288'd0;
  parameter [287:0] INIT_RAM_3B = 288'd0;
  parameter [287:0] INIT_RAM_3C = 288'd0;
  parameter [287:0] INIT_RAM_3D = 288'd0;
  parameter [287:0] INIT_RAM_3E = 288'd0;
  parameter [287:0] INIT_RAM_3F = 288'd0;

  nn2fpga_bsram #(
      .UNIT(9),
      .WIDTH_A(BIT_WIDTH),
      .WIDTH_B(BIT_WIDTH),
      .WRITE_MODE_A(WRITE_MODE),
      .INITIAL({
      INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
      INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
      INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
      INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
      INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
      INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
      INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
      INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
      })
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
      .data_b(36'd0),
      .read_b()
  );

  generate
    if (READ_MODE != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (WRITE_MODE == 2'b11) nn2fpga_no_model_of_this_write_mode u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (!(BIT_WIDTH == 9 || BIT_WIDTH == 18 || BIT_WIDTH == 36)) nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// The same with two ports for both.
module DPX9B (
    input CLKA, CEA, OCEA, RESETA, WREA, CLKB, CEB, OCEB, RESETB, WREB,
    input [13:0] ADA, ADB,
    input [17:0] DIA, DIB,
    input [2:0] BLKSELA, BLKSELB,
    output [17:0] DOA, DOB
);
  parameter [0:0] READ_MODE0 = 1'b0;
  parameter [0:0] READ_MODE1 = 1'b0;
  parameter [1:0] WRITE_MODE0 = 2'b00;
  parameter [1:0] WRITE_MODE1 = 2'b00;
  parameter BIT_WIDTH_0 = 18;
  parameter BIT_WIDTH_1 = 18;
  parameter [2:0] BLK_SEL_0 = 3'b000;
  parameter [2:0] BLK_SEL_1 = 3'b000;
  parameter RESET_MODE = "SYNC";
  parameter [287:0] INIT_RAM_00 = 288'd0;
  parameter [287:0] INIT_RAM_01 = 288'd0;
  parameter [287:0] INIT_RAM_02 = 288'd0;
  parameter [287:0] INIT_RAM_03 = 288'd0;
  parameter [287:0] INIT_RAM_04 = 288'd0;
  parameter [287:0] INIT_RAM_05 = 288'd0;
  parameter [287:0] INIT_RAM_06 = 288'd0;
  parameter [287:0] INIT_RAM_07 = 288'd0;
  parameter [287:0] INIT_RAM_08 = 288'd0;
  parameter [287:0] INIT_RAM_09 = 288'd0;
  parameter [287:0] INIT_RAM_0A = 288'd0;
  parameter [287:0] INIT_RAM_0B = 288'd0;
  parameter [287:0] INIT_RAM_0C = 288'd0;
  parameter [287:0] INIT_RAM_0D = 288'd0;
  parameter [287:0] INIT_RAM_0E = 288'd0;
  parameter [287:0] INIT_RAM_0F = 288'd0;
  parameter [287:0] INIT_RAM_10 = 288'd0;
  parameter [287:0] INIT_RAM_11 = 288'd0;
  parameter [287:0] INIT_RAM_12 = 288'd0;
  parameter [287:0] INIT_RAM_13 = 288'd0;
  parameter [287:0] INIT_RAM_14 = 288'd0;
  parameter [287:0] INIT_RAM_15 = 288'd0;
  parameter [287:0] INIT_RAM_16 = 288'd0;
  parameter [287:0] INIT_RAM_17 = 288'd0;
  parameter [287:0] INIT_RAM_18 = 288'd0;
  parameter [287:0] INIT_RAM_19 = 288'd0;
  parameter [287:0] INIT_RAM_1A = 288'd0;
  parameter [287:0] INIT_RAM_1B = 288'd0;
  parameter [287:0] INIT_RAM_1C = 288'd0;
  parameter [287:0] INIT_RAM_1D = 288'd0;
  parameter [287:0] INIT_RAM_1E = 288'd0;
  parameter [287:0] INIT_RAM_1F = 288'd0;
  parameter [287:0] INIT_RAM_20 = 288'd0;
  parameter [287:0] INIT_RAM_21 = 288'd0;
  parameter [287:0] INIT_RAM_22 = 288'd0;
  parameter [287:0] INIT_RAM_23 = 288'd0;
  parameter [287:0] INIT_RAM_24 = 288'd0;
  parameter [287:0] INIT_RAM_25 = 288'd0;
  parameter [287:0] INIT_RAM_26 = 288'd0;
  parameter [287:0] INIT_RAM_27 = 288'd0;
  parameter [287:0] INIT_RAM_28 = 288'd0;
  parameter [287:0] INIT_RAM_29 = 288'd0;
  parameter [287:0] INIT_RAM_2A = 288'd0;
  parameter [287:0] INIT_RAM_2B = 288'd0;
  parameter [287:0] INIT_RAM_2C = 288'd0;
  parameter [287:0] INIT_RAM_2D = 288'd0;
  parameter [287:0] INIT_RAM_2E = 288'd0;
  parameter [287:0] INIT_RAM_2F = 288'd0;
  parameter [287:0] INIT_RAM_30 = 288'd0;
  parameter [287:0] INIT_RAM_31 = 288'd0;
  parameter [287:0] INIT_RAM_32 = 288'd0;
  parameter [287:0] INIT_RAM_33 = 288'd0;
  parameter [287:0] INIT_RAM_34 = 288'd0;
  parameter [287:0] INIT_RAM_35 = 288'd0;
  parameter [287:0] INIT_RAM_36 = 288'd0;
  parameter [287:0] INIT_RAM_37 = 288'd0;
  parameter [287:0] INIT_RAM_38 = 288'd0;
  parameter [287:0] INIT_RAM_39 = 288'd0;
  parameter [287:0] INIT_RAM_3A = 288'd0;
  parameter [287:0] INIT_RAM_3B = 288'd0;
  parameter [287:0] INIT_RAM_3C = 288'd0;
  parameter [287:0] INIT_RAM_3D = 288'd0;
  parameter [287:0] INIT_RAM_3E = 288'd0;
  parameter [287:0] INIT_RAM_3F = 288'd0;

  wire [35:0] read_a;
  wire [35:0] read_b;
  assign DOA = read_a[17:0];
  assign DOB = read_b[17:0];

  nn2fpga_bsram #(
      .UNIT(9),
      .WIDTH_A(BIT_WIDTH_0),
      .WIDTH_B(BIT_WIDTH_1),
      .WRITE_MODE_A(WRITE_MODE0),
      .WRITE_MODE_B(WRITE_MODE1),
      .INITIAL({
      INIT_RAM_3F, INIT_RAM_3E, INIT_RAM_3D, INIT_RAM_3C, INIT_RAM_3B, INIT_RAM_3A, INIT_RAM_39, INIT_RAM_38,
      INIT_RAM_37, INIT_RAM_36, INIT_RAM_35, INIT_RAM_34, INIT_RAM_33, INIT_RAM_32, INIT_RAM_31, INIT_RAM_30,
      INIT_RAM_2F, INIT_RAM_2E, INIT_RAM_2D, INIT_RAM_2C, INIT_RAM_2B, INIT_RAM_2A, INIT_RAM_29, INIT_RAM_28,
      INIT_RAM_27, INIT_RAM_26, INIT_RAM_25, INIT_RAM_24, INIT_RAM_23, INIT_RAM_22, INIT_RAM_21, INIT_RAM_20,
      INIT_RAM_1F, INIT_RAM_1E, INIT_RAM_1D, INIT_RAM_1C, INIT_RAM_1B, INIT_RAM_1A, INIT_RAM_19, INIT_RAM_18,
      INIT_RAM_17, INIT_RAM_16, INIT_RAM_15, INIT_RAM_14, INIT_RAM_13, INIT_RAM_12, INIT_RAM_11, INIT_RAM_10,
      INIT_RAM_0F, INIT_RAM_0E, INIT_RAM_0D, INIT_RAM_0C, INIT_RAM_0B, INIT_RAM_0A, INIT_RAM_09, INIT_RAM_08,
      INIT_RAM_07, INIT_RAM_06, INIT_RAM_05, INIT_RAM_04, INIT_RAM_03, INIT_RAM_02, INIT_RAM_01, INIT_RAM_00
      })
  ) u_memory (
      .clk_a(CLKA),
      .enable_a(CEA && BLKSELA == BLK_SEL_0),
      .write_a(WREA),
      .reset_a(RESETA),
      .address_a(ADA),
      .data_a({18'd0, DIA}),
      .read_a(read_a),
      .clk_b(CLKB),
      .enable_b(CEB && BLKSELB == BLK_SEL_1),
      .write_b(WREB),
      .reset_b(RESETB),
      .address_b(ADB),
      .data_b({18'd0, DIB}),
      .read_b(read_b)
  );

  generate
    if (READ_MODE0 != 1'b0 || READ_MODE1 != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (WRITE_MODE0[1] || WRITE_MODE1[1]) nn2fpga_no_model_of_this_write_mode u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (!(BIT_WIDTH_0 == 9 || BIT_WIDTH_0 == 18)) nn2fpga_no_model_of_this_width u_refused ();
    if (!(BIT_WIDTH_1 == 9 || BIT_WIDTH_1 == 18)) nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// A product of two 9-bit numbers, each signed or not, without registers.
module MULT9X9 (
    input [8:0] A, B,
    input [8:0] SIA, SIB,
    input ASEL, BSEL,
    input ASIGN, BSIGN, CE, CLK, RESET,
    output [17:0] DOUT,
    output [8:0] SOA, SOB
);
  parameter [0:0] AREG = 1'b0;
  parameter [0:0] BREG = 1'b0;
  parameter [0:0] PIPE_REG = 1'b0;
  parameter [0:0] ASIGN_REG = 1'b0;
  parameter [0:0] BSIGN_REG = 1'b0;
  parameter [0:0] OUT_REG = 1'b0;
  parameter [0:0] SOA_REG = 1'b0;
  parameter MULT_RESET_MODE = "SYNC";

  wire signed [9:0] a = {ASIGN & A[8], A};
  wire signed [9:0] b = {BSIGN & B[8], B};
  wire signed [19:0] product = a * b;
  assign DOUT = product[17:0];

  // The other source is the neighbouring multiplier.
`ifndef YOSYS
  always @(ASEL or BSEL)
    if (ASEL || BSEL) begin
      $display("error: a multiplier takes a shifted operand, of which there is no model");
      $finish;
    end
`endif

  generate
    if (AREG || BREG || PIPE_REG || ASIGN_REG || BSIGN_REG || OUT_REG || SOA_REG) nn2fpga_no_model_of_multiplier_registers u_refused ();
  endgenerate
endmodule

// A product of two 18-bit numbers, each signed or not, without registers.
module MULT18X18 (
    input [17:0] A, B,
    input [17:0] SIA, SIB,
    input ASEL, BSEL,
    input ASIGN, BSIGN, CE, CLK, RESET,
    output [35:0] DOUT,
    output [17:0] SOA, SOB
);
  parameter [0:0] AREG = 1'b0;
  parameter [0:0] BREG = 1'b0;
  parameter [0:0] PIPE_REG = 1'b0;
  parameter [0:0] ASIGN_REG = 1'b0;
  parameter [0:0] BSIGN_REG = 1'b0;
  parameter [0:0] OUT_REG = 1'b0;
  parameter [0:0] SOA_REG = 1'b0;
  parameter MULT_RESET_MODE = "SYNC";

  wire signed [18:0] a = {ASIGN & A[17], A};
  wire signed [18:0] b = {BSIGN & B[17], B};
  wire signed [37:0] product = a * b;
  assign DOUT = product[35:0];

  // The other source is the neighbouring multiplier.
`ifndef YOSYS
  always @(ASEL or BSEL)
    if (ASEL || BSEL) begin
      $display("error: a multiplier takes a shifted operand, of which there is no model");
      $finish;
    end
`endif

  generate
    if (AREG || BREG || PIPE_REG || ASIGN_REG || BSIGN_REG || OUT_REG || SOA_REG) nn2fpga_no_model_of_multiplier_registers u_refused ();
  endgenerate
endmodule

// A product of two 36-bit numbers, each signed or not, without registers.
module MULT36X36 (
    input [35:0] A, B,
    input ASIGN, BSIGN, CE, CLK, RESET,
    output [71:0] DOUT
);
  parameter [0:0] AREG = 1'b0;
  parameter [0:0] BREG = 1'b0;
  parameter [0:0] PIPE_REG = 1'b0;
  parameter [0:0] ASIGN_REG = 1'b0;
  parameter [0:0] BSIGN_REG = 1'b0;
  parameter [0:0] OUT0_REG = 1'b0;
  parameter [0:0] OUT1_REG = 1'b0;
  parameter MULT_RESET_MODE = "SYNC";

  wire signed [36:0] a = {ASIGN & A[35], A};
  wire signed [36:0] b = {BSIGN & B[35], B};
  wire signed [73:0] product = a * b;
  assign DOUT = product[71:0];

  generate
    if (AREG || BREG || PIPE_REG || ASIGN_REG || BSIGN_REG || OUT0_REG || OUT1_REG) nn2fpga_no_model_of_multiplier_registers u_refused ();
  endgenerate
endmodule

// In simulation the pin's clock is the one that the PLL makes.
module rPLL (
    input CLKIN, CLKFB, RESET, RESET_P,
    input [5:0] FBDSEL, IDSEL, ODSEL,
    input [3:0] DUTYDA, PSDA, FDLY,
    output CLKOUT, CLKOUTP, CLKOUTD, CLKOUTD3, LOCK
);
  parameter FCLKIN = "100.0";
  parameter DYN_IDIV_SEL = "false";
  parameter IDIV_SEL = 0;
  parameter DYN_FBDIV_SEL = "false";
  parameter FBDIV_SEL = 0;
  parameter DYN_ODIV_SEL = "false";
  parameter ODIV_SEL = 8;
  parameter PSDA_SEL = "0000";
  parameter DYN_DA_EN = "false";
  parameter DUTYDA_SEL = "1000";
  parameter CLKOUT_FT_DIR = 1'b1;
  parameter CLKOUTP_FT_DIR = 1'b1;
  parameter CLKOUT_DLY_STEP = 0;
  parameter CLKOUTP_DLY_STEP = 0;
  parameter CLKOUTD3_SRC = "CLKOUT";
  parameter CLKFB_SEL = "internal";
  parameter CLKOUT_BYPASS = "false";
  parameter CLKOUTP_BYPASS = "false";
  parameter CLKOUTD_BYPASS = "false";
  parameter CLKOUTD_SRC = "CLKOUT";
  parameter DYN_SDIV_SEL = 2;
  parameter DEVICE = "GW1N-1";

  assign CLKOUT = CLKIN;
  assign LOCK = 1'b1;
endmodule

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
    // Bytes of a port at most.
    parameter MOST_BYTES = 4,
    // What else a cell may be told: 1 is an output register.
    parameter [0:0] READ_MODE = 0,
    parameter RESET_MODE = "SYNC",
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

  generate
    if (READ_MODE != 1'b0) nn2fpga_no_model_of_output_registers u_refused ();
    if (WRITE_MODE_A == 2'b11 || WRITE_MODE_B == 2'b11) nn2fpga_no_model_of_this_write_mode u_refused ();
    if (RESET_MODE != "SYNC" && RESET_MODE != "ASYNC") nn2fpga_no_model_of_this_reset_mode u_refused ();
    if (BYTES_A > MOST_BYTES || BYTES_B > MOST_BYTES) nn2fpga_no_model_of_this_width u_refused ();
    if (!(WIDTH_A == UNIT * BYTES_A && BYTES_A != 3) && !(UNIT == 8 && (WIDTH_A == 1 || WIDTH_A == 2 || WIDTH_A == 4)))
      nn2fpga_no_model_of_this_width u_refused ();
    if (!(WIDTH_B == UNIT * BYTES_B && BYTES_B != 3) && !(UNIT == 8 && (WIDTH_B == 1 || WIDTH_B == 2 || WIDTH_B == 4)))
      nn2fpga_no_model_of_this_width u_refused ();
  endgenerate
endmodule

// A product of two numbers, each signed or not, without registers.
module nn2fpga_multiplier #(
    parameter WIDTH = 18,
    parameter [0:0] REGISTERS = 0
) (
    input [WIDTH-1:0] a,
    input [WIDTH-1:0] b,
    // Of a, then of b.
    input [1:0] signs,
    // Whether an operand is the neighbouring multiplier's.
    input shifted,
    output [2*WIDTH-1:0] product
);
  wire signed [WIDTH:0] wide_a = {signs[0] & a[WIDTH-1], a};
  wire signed [WIDTH:0] wide_b = {signs[1] & b[WIDTH-1], b};
  wire signed [2*WIDTH+1:0] wide = wide_a * wide_b;
  assign product = wide[2*WIDTH-1:0];

`ifndef YOSYS
  always @(shifted)
    if (shifted) begin
      $display("error: a multiplier takes a shifted operand, of which there is no model");
      $finish;
    end
`endif

  generate
    if (REGISTERS) nn2fpga_no_model_of_multiplier_registers u_refused ();
  endgenerate
endmodule

// A product of two numbers of 9 bits.
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

  nn2fpga_multiplier #(
      .WIDTH(9),
      .REGISTERS(AREG | BREG | PIPE_REG | ASIGN_REG | BSIGN_REG | OUT_REG | SOA_REG)
  ) u_multiplier (
      .a(A),
      .b(B),
      .signs({BSIGN, ASIGN}),
      .shifted(ASEL || BSEL),
      .product(DOUT)
  );
endmodule

// The same of 18 bits.
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

  nn2fpga_multiplier #(
      .WIDTH(18),
      .REGISTERS(AREG | BREG | PIPE_REG | ASIGN_REG | BSIGN_REG | OUT_REG | SOA_REG)
  ) u_multiplier (
      .a(A),
      .b(B),
      .signs({BSIGN, ASIGN}),
      .shifted(ASEL || BSEL),
      .product(DOUT)
  );
endmodule

// The same of 36 bits.
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

  nn2fpga_multiplier #(
      .WIDTH(36),
      .REGISTERS(AREG | BREG | PIPE_REG | ASIGN_REG | BSIGN_REG | OUT0_REG | OUT1_REG)
  ) u_multiplier (
      .a(A),
      .b(B),
      .signs({BSIGN, ASIGN}),
      .shifted(1'b0),
      .product(DOUT)
  );
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

// ice40.v - cells of routed iCE40 netlists and of unpacked bitstreams for which Yosys has no model that
// can be simulated: the modes that are used here, and no other. A parameter value without a model
// instantiates a module that does not exist, nn2fpga_no_model_of_<what>, so that the simulation is not
// built.
//
// Source of the behaviour: Lattice FPGA-TN-02011 (DSP), FPGA-TN-02052 (PLL), FPGA-TN-02022 (SPRAM); of the cells' ports:
// nextpnr's ice40 architecture and Yosys' ice40/cells_sim.v.

// In simulation the pin's clock is the one that the PLL makes.
module SB_PLL40_CORE (
    input REFERENCECLK,
    output PLLOUTCORE, PLLOUTGLOBAL,
    input EXTFEEDBACK,
    input [7:0] DYNAMICDELAY,
    output LOCK,
    input BYPASS, RESETB, LATCHINPUTVALUE,
    output SDO,
    input SDI, SCLK
);
  parameter FEEDBACK_PATH = "SIMPLE";
  parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "FIXED";
  parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "FIXED";
  parameter PLLOUT_SELECT = "GENCLK";
  parameter SHIFTREG_DIV_MODE = 1'b0;
  parameter FDA_FEEDBACK = 4'b0000;
  parameter FDA_RELATIVE = 4'b0000;
  parameter DIVR = 4'b0000;
  parameter DIVF = 7'b0000000;
  parameter DIVQ = 3'b000;
  parameter FILTER_RANGE = 3'b000;
  parameter ENABLE_ICEGATE = 1'b0;
  parameter TEST_MODE = 1'b0;

  assign PLLOUTCORE = REFERENCECLK;
  assign PLLOUTGLOBAL = REFERENCECLK;
  assign LOCK = RESETB;

  generate
    if (ENABLE_ICEGATE || TEST_MODE) nn2fpga_no_model_of_this_pll_mode u_refused ();
    if (PLLOUT_SELECT != "GENCLK") nn2fpga_no_model_of_this_pll_output u_refused ();
  endgenerate
endmodule

module SB_PLL40_2F_CORE (
    input REFERENCECLK,
    output PLLOUTCOREA, PLLOUTGLOBALA, PLLOUTCOREB, PLLOUTGLOBALB,
    input EXTFEEDBACK,
    input [7:0] DYNAMICDELAY,
    output LOCK,
    input BYPASS, RESETB, LATCHINPUTVALUE,
    output SDO,
    input SDI, SCLK
);
  parameter FEEDBACK_PATH = "SIMPLE";
  parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "FIXED";
  parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "FIXED";
  parameter PLLOUT_SELECT_PORTA = "GENCLK";
  parameter PLLOUT_SELECT_PORTB = "GENCLK";
  parameter SHIFTREG_DIV_MODE = 1'b0;
  parameter FDA_FEEDBACK = 4'b0000;
  parameter FDA_RELATIVE = 4'b0000;
  parameter DIVR = 4'b0000;
  parameter DIVF = 7'b0000000;
  parameter DIVQ = 3'b000;
  parameter FILTER_RANGE = 3'b000;
  parameter ENABLE_ICEGATE_PORTA = 1'b0;
  parameter ENABLE_ICEGATE_PORTB = 1'b0;
  parameter TEST_MODE = 1'b0;

  // Both outputs have the pin's clock, the halved one too.
  assign PLLOUTCOREA = REFERENCECLK;
  assign PLLOUTGLOBALA = REFERENCECLK;
  assign PLLOUTCOREB = REFERENCECLK;
  assign PLLOUTGLOBALB = REFERENCECLK;
  assign LOCK = RESETB;

  generate
    if (ENABLE_ICEGATE_PORTA || ENABLE_ICEGATE_PORTB || TEST_MODE) nn2fpga_no_model_of_this_pll_mode u_refused ();
    if (PLLOUT_SELECT_PORTA != "GENCLK") nn2fpga_no_model_of_this_pll_output u_refused ();
    if (PLLOUT_SELECT_PORTB != "GENCLK" && PLLOUT_SELECT_PORTB != "GENCLK_HALF") nn2fpga_no_model_of_this_pll_output u_refused ();
  endgenerate
endmodule

module SB_PLL40_PAD (
    input PACKAGEPIN,
    output PLLOUTCORE, PLLOUTGLOBAL,
    input EXTFEEDBACK,
    input [7:0] DYNAMICDELAY,
    output LOCK,
    input BYPASS, RESETB, LATCHINPUTVALUE,
    output SDO,
    input SDI, SCLK
);
  parameter FEEDBACK_PATH = "SIMPLE";
  parameter DELAY_ADJUSTMENT_MODE_FEEDBACK = "FIXED";
  parameter DELAY_ADJUSTMENT_MODE_RELATIVE = "FIXED";
  parameter PLLOUT_SELECT = "GENCLK";
  parameter SHIFTREG_DIV_MODE = 1'b0;
  parameter FDA_FEEDBACK = 4'b0000;
  parameter FDA_RELATIVE = 4'b0000;
  parameter DIVR = 4'b0000;
  parameter DIVF = 7'b0000000;
  parameter DIVQ = 3'b000;
  parameter FILTER_RANGE = 3'b000;
  parameter ENABLE_ICEGATE = 1'b0;
  parameter TEST_MODE = 1'b0;

  SB_PLL40_CORE #(
      .PLLOUT_SELECT(PLLOUT_SELECT),
      .ENABLE_ICEGATE(ENABLE_ICEGATE),
      .TEST_MODE(TEST_MODE)
  ) u_core (
      .REFERENCECLK(PACKAGEPIN),
      .PLLOUTCORE(PLLOUTCORE),
      .PLLOUTGLOBAL(PLLOUTGLOBAL),
      .EXTFEEDBACK(EXTFEEDBACK),
      .DYNAMICDELAY(DYNAMICDELAY),
      .LOCK(LOCK),
      .BYPASS(BYPASS),
      .RESETB(RESETB),
      .LATCHINPUTVALUE(LATCHINPUTVALUE),
      .SDO(SDO),
      .SDI(SDI),
      .SCLK(SCLK)
  );
endmodule

// The PLL as nextpnr names its ports; those that are not used here are left out, so that a netlist
// which has them is refused.
module ICESTORM_PLL (
    input REFERENCECLK,
    input BYPASS, RESETB,
    output PLLOUT_A,
    output LOCK
);
  parameter [0:0] TEST_MODE = 0;
  parameter [0:0] SHIFTREG_DIVMODE = 0;
  parameter PLLTYPE = 0;
  parameter [0:0] ENABLE_ICEGATE_PORTB = 0;
  parameter [0:0] ENABLE_ICEGATE_PORTA = 0;
  parameter [1:0] PLLOUT_SELECT_B = 0;
  parameter [1:0] PLLOUT_SELECT_A = 0;
  parameter [2:0] FILTER_RANGE = 0;
  parameter [2:0] FEEDBACK_PATH = 0;
  parameter [3:0] FDA_RELATIVE = 0;
  parameter [3:0] FDA_FEEDBACK = 0;
  parameter [3:0] DIVR = 0;
  parameter [2:0] DIVQ = 0;
  parameter [6:0] DIVF = 0;
  parameter [0:0] DELAY_ADJMODE_REL = 0;
  parameter [0:0] DELAY_ADJMODE_FB = 0;

  assign PLLOUT_A = REFERENCECLK;
  assign LOCK = RESETB;

  generate
    if (ENABLE_ICEGATE_PORTA || ENABLE_ICEGATE_PORTB || TEST_MODE)
      nn2fpga_no_model_of_this_pll_mode u_refused ();
    if (PLLOUT_SELECT_A != 0) nn2fpga_no_model_of_this_pll_output u_refused ();
  endgenerate
endmodule

// A pin that is read, and one that is driven: what nn2fpga makes of SB_IO.
module nn2fpga_pin_read (
    input PACKAGE_PIN,
    output D_IN_0
);
  assign D_IN_0 = PACKAGE_PIN;
endmodule

module nn2fpga_pin_driven (
    output PACKAGE_PIN,
    input D_OUT_0
);
  assign PACKAGE_PIN = D_OUT_0;
endmodule

// A product of two 16-bit numbers, each signed or not, without registers.
module ICESTORM_DSP (
    input CLK, CE,
    input A_15, A_14, A_13, A_12, A_11, A_10, A_9, A_8, A_7, A_6, A_5, A_4, A_3, A_2, A_1, A_0,
    input B_15, B_14, B_13, B_12, B_11, B_10, B_9, B_8, B_7, B_6, B_5, B_4, B_3, B_2, B_1, B_0,
    input C_15, C_14, C_13, C_12, C_11, C_10, C_9, C_8, C_7, C_6, C_5, C_4, C_3, C_2, C_1, C_0,
    input D_15, D_14, D_13, D_12, D_11, D_10, D_9, D_8, D_7, D_6, D_5, D_4, D_3, D_2, D_1, D_0,
    input AHOLD, BHOLD, CHOLD, DHOLD, IRSTTOP, IRSTBOT, ORSTTOP, ORSTBOT, OLOADTOP, OLOADBOT,
    input ADDSUBTOP, ADDSUBBOT, OHOLDTOP, OHOLDBOT, CI, ACCUMCI, SIGNEXTIN,
    output O_31, O_30, O_29, O_28, O_27, O_26, O_25, O_24, O_23, O_22, O_21, O_20, O_19, O_18, O_17, O_16,
    output O_15, O_14, O_13, O_12, O_11, O_10, O_9, O_8, O_7, O_6, O_5, O_4, O_3, O_2, O_1, O_0,
    output CO, ACCUMCO, SIGNEXTOUT
);
  parameter [0:0] NEG_TRIGGER = 0;
  parameter [0:0] C_REG = 0;
  parameter [0:0] A_REG = 0;
  parameter [0:0] B_REG = 0;
  parameter [0:0] D_REG = 0;
  parameter [0:0] TOP_8x8_MULT_REG = 0;
  parameter [0:0] BOT_8x8_MULT_REG = 0;
  parameter [0:0] PIPELINE_16x16_MULT_REG1 = 0;
  parameter [0:0] PIPELINE_16x16_MULT_REG2 = 0;
  parameter [1:0] TOPOUTPUT_SELECT = 0;
  parameter [1:0] TOPADDSUB_LOWERINPUT = 0;
  parameter [0:0] TOPADDSUB_UPPERINPUT = 0;
  parameter [1:0] TOPADDSUB_CARRYSELECT = 0;
  parameter [1:0] BOTOUTPUT_SELECT = 0;
  parameter [1:0] BOTADDSUB_LOWERINPUT = 0;
  parameter [0:0] BOTADDSUB_UPPERINPUT = 0;
  parameter [1:0] BOTADDSUB_CARRYSELECT = 0;
  parameter [0:0] MODE_8x8 = 0;
  parameter [0:0] A_SIGNED = 0;
  parameter [0:0] B_SIGNED = 0;

  wire signed [16:0] a = {
    A_SIGNED & A_15, A_15, A_14, A_13, A_12, A_11, A_10, A_9, A_8, A_7, A_6, A_5, A_4, A_3, A_2, A_1, A_0
  };
  wire signed [16:0] b = {
    B_SIGNED & B_15, B_15, B_14, B_13, B_12, B_11, B_10, B_9, B_8, B_7, B_6, B_5, B_4, B_3, B_2, B_1, B_0
  };
  wire signed [33:0] product = a * b;
  assign {O_31, O_30, O_29, O_28, O_27, O_26, O_25, O_24, O_23, O_22, O_21, O_20, O_19, O_18, O_17, O_16,
      O_15, O_14, O_13, O_12, O_11, O_10, O_9, O_8, O_7, O_6, O_5, O_4, O_3, O_2, O_1, O_0} = product[31:0];

  generate
    if (A_REG || B_REG || TOP_8x8_MULT_REG || BOT_8x8_MULT_REG || PIPELINE_16x16_MULT_REG1 ||
        PIPELINE_16x16_MULT_REG2)
      nn2fpga_no_model_of_multiplier_registers u_refused ();
    if (MODE_8x8 || TOPOUTPUT_SELECT != 2'b11 || BOTOUTPUT_SELECT != 2'b11)
      nn2fpga_no_model_of_this_output u_refused ();
  endgenerate
endmodule

// A logic cell: LUT, carry and flip-flop. Inputs that nothing drives are 0 here; nn2fpga connects CEN.
module ICESTORM_LC (
    input I0, I1, I2, I3, CIN, CLK, CEN, SR,
    output LO,
    output O,
    output COUT
);
  parameter [15:0] LUT_INIT = 0;
  parameter [0:0] NEG_CLK = 0;
  parameter [0:0] CARRY_ENABLE = 0;
  parameter [0:0] DFF_ENABLE = 0;
  parameter [0:0] SET_NORESET = 0;
  parameter [0:0] ASYNC_SR = 0;
  parameter [0:0] CIN_CONST = 0;
  parameter [0:0] CIN_SET = 0;

  wire carry = CIN_CONST ? CIN_SET : CIN;
  assign COUT = CARRY_ENABLE && ((I1 && I2) || ((I1 || I2) && carry));

  wire [3:0] address = {I3, I2, I1, I0};
  wire lut = LUT_INIT[address];
  assign LO = lut;

  reg q = 1'b0;
  always @(posedge CLK) if (CEN) q <= SR ? SET_NORESET : lut;
  assign O = DFF_ENABLE ? q : lut;

  generate
    if (DFF_ENABLE && NEG_CLK) nn2fpga_no_model_of_inverted_clocks u_refused ();
    if (DFF_ENABLE && ASYNC_SR) nn2fpga_no_model_of_asynchronous_resets u_refused ();
  endgenerate
endmodule

// A memory of 16,384 words that configuration leaves empty, with one access a cycle. What it shows
// behind a write is of no use to anybody, so it is nothing that anybody would want.
module SB_SPRAM256KA (
    input [13:0] ADDRESS,
    input [15:0] DATAIN,
    input [3:0] MASKWREN,
    input WREN, CHIPSELECT, CLOCK, STANDBY, SLEEP, POWEROFF,
    output reg [15:0] DATAOUT
);
  reg [15:0] words[0:16383];

  // A bit of the mask stands for four of a word.
  wire [15:0] mask = {{4{MASKWREN[3]}}, {4{MASKWREN[2]}}, {4{MASKWREN[1]}}, {4{MASKWREN[0]}}};

  always @(posedge CLOCK)
    if (CHIPSELECT) begin
      if (WREN) words[ADDRESS] <= (words[ADDRESS] & ~mask) | (DATAIN & mask);
      DATAOUT <= WREN ? 16'hDEAD : words[ADDRESS];
    end

`ifndef YOSYS
  always @(posedge CLOCK)
    if (STANDBY || SLEEP || !POWEROFF) begin
      $display("error: a memory is put to sleep, of which there is no model");
      $finish;
    end
`endif
endmodule

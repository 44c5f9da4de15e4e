// ecp5.v - cells of ECP5 netlists for which Yosys has no model: the modes that Yosys makes of this
// project's Verilog, and no other. A parameter value without a model instantiates a module that does
// not exist, nn2fpga_no_model_of_<what>, so that the simulation is not built.
//
// Source of the behaviour: Lattice TN1264 (memory), TN1267 (sysDSP); of the order of initial values:
// Yosys' lattice/brams_map_16kd.v.

// Memory of 16 kbit with two ports, 1 to 18 bits wide; a word of 18 has two bytes of 9 bits, and a
// port of 1, 2 or 4 bits sees the low 8 of each. Or with port A for writing and port B for reading,
// 36 bits wide.
module DP16KD (
    input DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0,
    input ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0,
    input CEA, OCEA, CLKA, WEA, RSTA,
    input CSA2, CSA1, CSA0,
    output DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0,
    input DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0,
    input ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0,
    input CEB, OCEB, CLKB, WEB, RSTB,
    input CSB2, CSB1, CSB0,
    output DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0
);
  parameter DATA_WIDTH_A = 18;
  parameter DATA_WIDTH_B = 18;
  parameter REGMODE_A = "NOREG";
  parameter REGMODE_B = "NOREG";
  parameter RESETMODE = "SYNC";
  parameter ASYNC_RESET_RELEASE = "SYNC";
  parameter CSDECODE_A = "0b000";
  parameter CSDECODE_B = "0b000";
  parameter WRITEMODE_A = "NORMAL";
  parameter WRITEMODE_B = "NORMAL";
  parameter CLKAMUX = "CLKA";
  parameter CLKBMUX = "CLKB";
  parameter GSR = "ENABLED";
  parameter [319:0] INITVAL_00 = 320'd0;
  parameter [319:0] INITVAL_01 = 320'd0;
  parameter [319:0] INITVAL_02 = 320'd0;
  parameter [319:0] INITVAL_03 = 320'd0;
  parameter [319:0] INITVAL_04 = 320'd0;
  parameter [319:0] INITVAL_05 = 320'd0;
  parameter [319:0] INITVAL_06 = 320'd0;
  parameter [319:0] INITVAL_07 = 320'd0;
  parameter [319:0] INITVAL_08 = 320'd0;
  parameter [319:0] INITVAL_09 = 320'd0;
  parameter [319:0] INITVAL_0A = 320'd0;
  parameter [319:0] INITVAL_0B = 320'd0;
  parameter [319:0] INITVAL_0C = 320'd0;
  parameter [319:0] INITVAL_0D = 320'd0;
  parameter [319:0] INITVAL_0E = 320'd0;
  parameter [319:0] INITVAL_0F = 320'd0;
  parameter [319:0] INITVAL_10 = 320'd0;
  parameter [319:0] INITVAL_11 = 320'd0;
  parameter [319:0] INITVAL_12 = 320'd0;
  parameter [319:0] INITVAL_13 = 320'd0;
  parameter [319:0] INITVAL_14 = 320'd0;
  parameter [319:0] INITVAL_15 = 320'd0;
  parameter [319:0] INITVAL_16 = 320'd0;
  parameter [319:0] INITVAL_17 = 320'd0;
  parameter [319:0] INITVAL_18 = 320'd0;
  parameter [319:0] INITVAL_19 = 320'd0;
  parameter [319:0] INITVAL_1A = 320'd0;
  parameter [319:0] INITVAL_1B = 320'd0;
  parameter [319:0] INITVAL_1C = 320'd0;
  parameter [319:0] INITVAL_1D = 320'd0;
  parameter [319:0] INITVAL_1E = 320'd0;
  parameter [319:0] INITVAL_1F = 320'd0;
  parameter [319:0] INITVAL_20 = 320'd0;
  parameter [319:0] INITVAL_21 = 320'd0;
  parameter [319:0] INITVAL_22 = 320'd0;
  parameter [319:0] INITVAL_23 = 320'd0;
  parameter [319:0] INITVAL_24 = 320'd0;
  parameter [319:0] INITVAL_25 = 320'd0;
  parameter [319:0] INITVAL_26 = 320'd0;
  parameter [319:0] INITVAL_27 = 320'd0;
  parameter [319:0] INITVAL_28 = 320'd0;
  parameter [319:0] INITVAL_29 = 320'd0;
  parameter [319:0] INITVAL_2A = 320'd0;
  parameter [319:0] INITVAL_2B = 320'd0;
  parameter [319:0] INITVAL_2C = 320'd0;
  parameter [319:0] INITVAL_2D = 320'd0;
  parameter [319:0] INITVAL_2E = 320'd0;
  parameter [319:0] INITVAL_2F = 320'd0;
  parameter [319:0] INITVAL_30 = 320'd0;
  parameter [319:0] INITVAL_31 = 320'd0;
  parameter [319:0] INITVAL_32 = 320'd0;
  parameter [319:0] INITVAL_33 = 320'd0;
  parameter [319:0] INITVAL_34 = 320'd0;
  parameter [319:0] INITVAL_35 = 320'd0;
  parameter [319:0] INITVAL_36 = 320'd0;
  parameter [319:0] INITVAL_37 = 320'd0;
  parameter [319:0] INITVAL_38 = 320'd0;
  parameter [319:0] INITVAL_39 = 320'd0;
  parameter [319:0] INITVAL_3A = 320'd0;
  parameter [319:0] INITVAL_3B = 320'd0;
  parameter [319:0] INITVAL_3C = 320'd0;
  parameter [319:0] INITVAL_3D = 320'd0;
  parameter [319:0] INITVAL_3E = 320'd0;
  parameter [319:0] INITVAL_3F = 320'd0;

  localparam [64*320-1:0] INITIAL = {
      INITVAL_3F, INITVAL_3E, INITVAL_3D, INITVAL_3C, INITVAL_3B, INITVAL_3A, INITVAL_39, INITVAL_38,
      INITVAL_37, INITVAL_36, INITVAL_35, INITVAL_34, INITVAL_33, INITVAL_32, INITVAL_31, INITVAL_30,
      INITVAL_2F, INITVAL_2E, INITVAL_2D, INITVAL_2C, INITVAL_2B, INITVAL_2A, INITVAL_29, INITVAL_28,
      INITVAL_27, INITVAL_26, INITVAL_25, INITVAL_24, INITVAL_23, INITVAL_22, INITVAL_21, INITVAL_20,
      INITVAL_1F, INITVAL_1E, INITVAL_1D, INITVAL_1C, INITVAL_1B, INITVAL_1A, INITVAL_19, INITVAL_18,
      INITVAL_17, INITVAL_16, INITVAL_15, INITVAL_14, INITVAL_13, INITVAL_12, INITVAL_11, INITVAL_10,
      INITVAL_0F, INITVAL_0E, INITVAL_0D, INITVAL_0C, INITVAL_0B, INITVAL_0A, INITVAL_09, INITVAL_08,
      INITVAL_07, INITVAL_06, INITVAL_05, INITVAL_04, INITVAL_03, INITVAL_02, INITVAL_01, INITVAL_00
  };

  // Bytes of 9 bits.
  reg [8:0] bytes[0:2047];

  integer i;
  initial begin
    // Each 18 bits lie in 20.
    for (i = 0; i < 1024; i = i + 1) {bytes[2*i+1], bytes[2*i]} = INITIAL[20*i+:18];
    // contents
    ra = 18'd0;
    rb = 18'd0;
    half = 18'd0;
  end

  wire [17:0] dia = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5, DIA4, DIA3, DIA2, DIA1, DIA0};
  wire [17:0] dib = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5, DIB4, DIB3, DIB2, DIB1, DIB0};
  wire [13:0] ada = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1, ADA0};
  wire [13:0] adb = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1, ADB0};
  reg [17:0] ra;
  reg [17:0] rb;
  // Of 36 bits that port B reads, port A's pins give the lower half.
  reg [17:0] half;
  wire [17:0] doa = DATA_WIDTH_B == 36 ? half : ra;
  assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3, DOA2, DOA1, DOA0} = doa;
  assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3, DOB2, DOB1, DOB0} = rb;

  wire selecta = {CSA2, CSA1, CSA0} == 3'b000;
  wire selectb = {CSB2, CSB1, CSB0} == 3'b000;

  function [8:0] merged(input [8:0] old, input [17:0] data, input [13:0] address, input integer width);
    begin
      merged = old;
      case (width)
        1: merged[address[2:0]] = data[0];
        2: merged[2*address[2:1]+:2] = data[1:0];
        4: merged[4*address[2]+:4] = data[3:0];
        default: merged = data[8:0];
      endcase
    end
  endfunction

  function [17:0] part(input [8:0] stored, input [13:0] address, input integer width);
    case (width)
      1: part = {17'd0, stored[address[2:0]]};
      2: part = {16'd0, stored[2*address[2:1]+:2]};
      4: part = {14'd0, stored[4*address[2]+:4]};
      default: part = {9'd0, stored};
    endcase
  endfunction

  always @(posedge CLKA) begin
    if (CEA && selecta) begin
      if (DATA_WIDTH_A == 36) begin
        // Only written: port A's pins bring the lower half, port B's the upper one.
        if (WEA && ada[0]) bytes[{ada[13:5], 2'd0}] <= dia[8:0];
        if (WEA && ada[1]) bytes[{ada[13:5], 2'd1}] <= dia[17:9];
        if (WEA && ada[2]) bytes[{ada[13:5], 2'd2}] <= dib[8:0];
        if (WEA && ada[3]) bytes[{ada[13:5], 2'd3}] <= dib[17:9];
      end else if (DATA_WIDTH_A == 18) begin
        if (!WEA || WRITEMODE_A == "READBEFOREWRITE")
          ra <= {bytes[{ada[13:4], 1'b1}], bytes[{ada[13:4], 1'b0}]};
        if (WEA && ada[0]) bytes[{ada[13:4], 1'b0}] <= dia[8:0];
        if (WEA && ada[1]) bytes[{ada[13:4], 1'b1}] <= dia[17:9];
      end else begin
        if (!WEA || WRITEMODE_A == "READBEFOREWRITE")
          ra <= part(bytes[ada[13:3]], ada, DATA_WIDTH_A);
        if (WEA) bytes[ada[13:3]] <= merged(bytes[ada[13:3]], dia, ada, DATA_WIDTH_A);
      end
    end
  end

  always @(posedge CLKB) begin
    if (CEB && selectb) begin
      if (DATA_WIDTH_B == 36) begin
        half <= {bytes[{adb[13:5], 2'd1}], bytes[{adb[13:5], 2'd0}]};
        rb   <= {bytes[{adb[13:5], 2'd3}], bytes[{adb[13:5], 2'd2}]};
      end else if (DATA_WIDTH_B == 18) begin
        if (!WEB || WRITEMODE_B == "READBEFOREWRITE")
          rb <= {bytes[{adb[13:4], 1'b1}], bytes[{adb[13:4], 1'b0}]};
        if (WEB && adb[0]) bytes[{adb[13:4], 1'b0}] <= dib[8:0];
        if (WEB && adb[1]) bytes[{adb[13:4], 1'b1}] <= dib[17:9];
      end else begin
        if (!WEB || WRITEMODE_B == "READBEFOREWRITE")
          rb <= part(bytes[adb[13:3]], adb, DATA_WIDTH_B);
        if (WEB) bytes[adb[13:3]] <= merged(bytes[adb[13:3]], dib, adb, DATA_WIDTH_B);
      end
    end
  end

  // A write-through port, an output register and a reset are never asked for here.
`ifndef YOSYS
  always @(posedge CLKB)
    if (CEB && selectb && WEB && DATA_WIDTH_B == 36) begin
      $display("error: port B writes 36 bits, of which there is no model");
      $finish;
    end
  always @(posedge CLKA)
    if (RSTA || RSTB) begin
      $display("error: a block RAM is reset, of which there is no model");
      $finish;
    end
`endif

  generate
    if (!(DATA_WIDTH_A == 1 || DATA_WIDTH_A == 2 || DATA_WIDTH_A == 4 || DATA_WIDTH_A == 9 || DATA_WIDTH_A == 18 || DATA_WIDTH_A == 36))
      nn2fpga_no_model_of_this_data_width_a u_refused ();
    if (!(DATA_WIDTH_B == 1 || DATA_WIDTH_B == 2 || DATA_WIDTH_B == 4 || DATA_WIDTH_B == 9 || DATA_WIDTH_B == 18 || DATA_WIDTH_B == 36))
      nn2fpga_no_model_of_this_data_width_b u_refused ();
    // Port A of 36 bits writes, and port B of 36 bits reads and keeps what is there.
    if (DATA_WIDTH_A != 36 && DATA_WIDTH_B == 36) nn2fpga_no_model_of_narrow_writes_of_36_bits u_refused ();
    if (REGMODE_A != "NOREG" || REGMODE_B != "NOREG") nn2fpga_no_model_of_output_registers u_refused ();
    if (CSDECODE_A != "0b000" || CSDECODE_B != "0b000") nn2fpga_no_model_of_this_csdecode u_refused ();
    if (CLKAMUX != "CLKA" || CLKBMUX != "CLKB") nn2fpga_no_model_of_inverted_clocks u_refused ();
    if ((WRITEMODE_A != "NORMAL" && WRITEMODE_A != "READBEFOREWRITE") ||
        (WRITEMODE_B != "NORMAL" && WRITEMODE_B != "READBEFOREWRITE"))
      nn2fpga_no_model_of_this_writemode u_refused ();
  endgenerate
endmodule

// A product of two 18-bit numbers, each signed or not, without registers.
module MULT18X18D (
    input A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0,
    input B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0,
    input C17, C16, C15, C14, C13, C12, C11, C10, C9, C8, C7, C6, C5, C4, C3, C2, C1, C0,
    input SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
    input CLK0, CLK1, CLK2, CLK3, CE0, CE1, CE2, CE3, RST0, RST1, RST2, RST3,
    output P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15, P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0
);
  parameter REG_INPUTA_CLK = "NONE";
  parameter REG_INPUTB_CLK = "NONE";
  parameter REG_INPUTC_CLK = "NONE";
  parameter REG_PIPELINE_CLK = "NONE";
  parameter REG_OUTPUT_CLK = "NONE";
  parameter SOURCEB_MODE = "B_SHIFT";
  parameter MULT_BYPASS = "DISABLED";

  wire signed [18:0] a = {SIGNEDA & A17, A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0};
  wire signed [18:0] b = {SIGNEDB & B17, B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0};
  wire signed [37:0] product = a * b;
  assign {P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17, P16, P15, P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0} = product[35:0];

  // The other source is the neighbouring multiplier.
`ifndef YOSYS
  always @(SOURCEA or SOURCEB)
    if (SOURCEA || SOURCEB) begin
      $display("error: a multiplier takes a shifted operand, of which there is no model");
      $finish;
    end
`endif

  generate
    if (REG_INPUTA_CLK != "NONE" || REG_INPUTB_CLK != "NONE" || REG_INPUTC_CLK != "NONE" ||
        REG_PIPELINE_CLK != "NONE" || REG_OUTPUT_CLK != "NONE")
      nn2fpga_no_model_of_multiplier_registers u_refused ();
    if (MULT_BYPASS != "DISABLED") nn2fpga_no_model_of_mult_bypass u_refused ();
  endgenerate
endmodule

// In simulation the pin's clock is the one that the PLL makes.
module EHXPLLL (
    input CLKI, CLKFB, PHASESEL1, PHASESEL0, PHASEDIR, PHASESTEP, PHASELOADREG, STDBY, PLLWAKESYNC,
    input RST, ENCLKOP, ENCLKOS, ENCLKOS2, ENCLKOS3,
    output CLKOP, CLKOS, CLKOS2, CLKOS3, LOCK, INTLOCK, REFCLK, CLKINTFB
);
  parameter CLKI_DIV = 1;
  parameter CLKFB_DIV = 1;
  parameter CLKOP_DIV = 8;
  parameter CLKOS_DIV = 8;
  parameter CLKOS2_DIV = 8;
  parameter CLKOS3_DIV = 8;
  parameter CLKOP_ENABLE = "ENABLED";
  parameter CLKOS_ENABLE = "DISABLED";
  parameter CLKOS2_ENABLE = "DISABLED";
  parameter CLKOS3_ENABLE = "DISABLED";
  parameter CLKOP_CPHASE = 0;
  parameter CLKOS_CPHASE = 0;
  parameter CLKOS2_CPHASE = 0;
  parameter CLKOS3_CPHASE = 0;
  parameter CLKOP_FPHASE = 0;
  parameter CLKOS_FPHASE = 0;
  parameter CLKOS2_FPHASE = 0;
  parameter CLKOS3_FPHASE = 0;
  parameter FEEDBK_PATH = "CLKOP";
  parameter CLKOP_TRIM_POL = "RISING";
  parameter CLKOP_TRIM_DELAY = 0;
  parameter CLKOS_TRIM_POL = "RISING";
  parameter CLKOS_TRIM_DELAY = 0;
  parameter OUTDIVIDER_MUXA = "DIVA";
  parameter OUTDIVIDER_MUXB = "DIVB";
  parameter OUTDIVIDER_MUXC = "DIVC";
  parameter OUTDIVIDER_MUXD = "DIVD";
  parameter PLL_LOCK_MODE = 0;
  parameter PLL_LOCK_DELAY = 200;
  parameter STDBY_ENABLE = "DISABLED";
  parameter REFIN_RESET = "DISABLED";
  parameter SYNC_ENABLE = "DISABLED";
  parameter INT_LOCK_STICKY = "ENABLED";
  parameter DPHASE_SOURCE = "DISABLED";
  parameter PLLRST_ENA = "DISABLED";
  parameter INTFB_WAKE = "DISABLED";

  assign CLKOP = CLKI;
  assign CLKOS = CLKI;
  assign LOCK = 1'b1;

  generate
    if (CLKOS2_ENABLE != "DISABLED" || CLKOS3_ENABLE != "DISABLED")
      nn2fpga_no_model_of_further_pll_outputs u_refused ();
  endgenerate
endmodule

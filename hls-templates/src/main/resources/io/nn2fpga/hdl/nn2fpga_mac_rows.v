// nn2fpga_mac_rows.v - the datapath of nn2fpga_mvu and nn2fpga_vvu: ROWS sums of SIMD products a
// cycle, accumulated over the beats of a fold.
//
//   sum[r] = sum over the fold's beats and c of weight[r % WEIGHT_ROWS][c] * in[r * SETS / ROWS][c]
//
// A beat brings SIMD inputs of each of SETS sets; ROWS / SETS successive rows share a set. Beat b
// meets word b % DEPTH of the weight memory: WEIGHT_ROWS rows of SIMD weights, row 0 and column 0
// in the low bits. Sums are exact modulo 2^ACC_BITS.
//
// Streams   s_axis: SETS * SIMD inputs a beat; ends_fold with the last beat of a fold,
//           ends_last_fold if that fold leaves in LAST_BEATS, tlast if it is a frame's last.
//           m_axis: LANES sums a beat, ROWS / LANES beats a fold, LAST_BEATS of a last fold.
// Timing    a beat a cycle. First sum after FOLD_BEATS + SUM_STAGES + 2 cycles. All stages share
//           one enable, s_axis_tready: they wait only if sums are complete while earlier ones still
//           leave.
// Handshake s_axis_tready depends combinationally on m_axis_tready.
// Reset     synchronous, active high; clears valids and counters, not data.
// Limits    SETS and WEIGHT_ROWS divide ROWS; LANES divides ROWS and is at least ROWS / FOLD_BEATS;
//           SUM_STAGES > OPERAND_STAGES.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_mac_rows #(
    // Sums made at a time.
    parameter ROWS = 2,
    // Sets of inputs, each met by ROWS / SETS rows.
    parameter SETS = 1,
    // Rows of a weight word; row r has the weights of row r % WEIGHT_ROWS.
    parameter WEIGHT_ROWS = 2,
    // Inputs of each row multiplied at a time.
    parameter SIMD = 2,
    // 1: lane c * SETS + s holds input c of set s; 0: lane s * SIMD + c does.
    parameter INTERLEAVED = 0,
    // Sums that leave in a beat.
    parameter LANES = 1,
    parameter IN_BITS = 8,
    // 1: inputs are two's complement; 0: unsigned.
    parameter IN_SIGNED = 0,
    // Weights are two's complement.
    parameter WEIGHT_BITS = 8,
    parameter ACC_BITS = 18,
    // Beats of a fold.
    parameter FOLD_BEATS = 2,
    // Beats that a last fold leaves in.
    parameter LAST_BEATS = 2,
    // Cycles from the operand registers to the sum of SIMD products.
    parameter SUM_STAGES = 2,
    // Of these, registers between operands and multipliers: 0 or 1.
    parameter OPERAND_STAGES = 0,
    // Words of the weight memory.
    parameter DEPTH = 2,
    // 1: the weights are in SPRAM, from this block of the device on.
    parameter SPRAM = 0,
    parameter SPRAM_BLOCK = 0,
    // Hexadecimal weight words, one a line.
    parameter WEIGHT_FILE = ""
) (
    input  wire                         clk,
    input  wire                         rst,
`ifdef NN2FPGA_LOAD
    // From nn2fpga_flash_loader.
    input  wire [                 32:0] load,
`endif
    input  wire [SETS*SIMD*IN_BITS-1:0] s_axis_tdata,
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    input  wire                         ends_fold,
    input  wire                         ends_last_fold,
    output wire [   LANES*ACC_BITS-1:0] m_axis_tdata,
    output wire                         m_axis_tvalid,
    input  wire                         m_axis_tready,
    output wire                         m_axis_tlast
);
  localparam SET_ROWS = ROWS / SETS;
  // Lanes from an input to the same one of the next set, and to the next one of the set.
  localparam SET_STEP = (INTERLEAVED != 0) ? 1 : SIMD;
  localparam COLUMN_STEP = (INTERLEAVED != 0) ? SETS : 1;
  localparam INPUT_BITS = SETS * SIMD * IN_BITS;
  localparam WORD_BITS = WEIGHT_ROWS * SIMD * WEIGHT_BITS;
  localparam ADDRESS_BITS = (DEPTH > 1) ? $clog2(DEPTH) : 1;
  localparam FULL_BEATS = ROWS / LANES;
  localparam BEAT_BITS = (FULL_BEATS > 1) ? $clog2(FULL_BEATS) : 1;
  localparam PRODUCT_BITS = IN_BITS + WEIGHT_BITS;
  localparam TREE_BITS = PRODUCT_BITS + $clog2(SIMD);
  // A sum needs no more bits than the accumulator that it ends in.
  localparam CLIPPED_BITS = (TREE_BITS < ACC_BITS) ? TREE_BITS : ACC_BITS;
  localparam SUM_BITS = (CLIPPED_BITS > PRODUCT_BITS) ? CLIPPED_BITS : PRODUCT_BITS;
  localparam TOTAL_BITS = (SUM_BITS > ACC_BITS) ? SUM_BITS : ACC_BITS;

  localparam [ADDRESS_BITS-1:0] LAST_ADDRESS = DEPTH[ADDRESS_BITS-1:0] - 1'b1;
  localparam [BEAT_BITS-1:0] LAST_FULL_BEAT = FULL_BEATS[BEAT_BITS-1:0] - 1'b1;
  localparam [BEAT_BITS-1:0] LAST_SHORT_BEAT = LAST_BEATS[BEAT_BITS-1:0] - 1'b1;

  generate
    if (ROWS % SETS != 0 || ROWS % WEIGHT_ROWS != 0 || ROWS % LANES != 0
        || LANES * FOLD_BEATS < ROWS || OPERAND_STAGES > 1 || SUM_STAGES <= OPERAND_STAGES
        || LAST_BEATS < 1 || LAST_BEATS > FULL_BEATS) begin : gen_illegal
      nn2fpga_mac_rows_illegal_parameters u_illegal ();
    end
  endgenerate

  // All stages advance together.
  wire                    advance;
  assign s_axis_tready = advance;

  // Operand registers. Element 0 of the pipelines of flags belongs to them, the others to the sums.
  reg  [ADDRESS_BITS-1:0] address_reg;
  wire [   WORD_BITS-1:0] weight_word;
  reg  [  INPUT_BITS-1:0] input_reg;
  reg  [    SUM_STAGES:0] valid_reg;
  reg  [    SUM_STAGES:0] done_reg;
  reg  [    SUM_STAGES:0] last_done_reg;
  reg  [    SUM_STAGES:0] frame_done_reg;

  generate
    if (SPRAM != 0) begin : gen_spram
`ifdef NN2FPGA_LOAD
      wire [32:0] filling = load;
`else
      wire [32:0] filling = 33'd0;
`endif
      nn2fpga_spram #(
          .DEPTH(DEPTH),
          .WIDTH(WORD_BITS),
          .ADDRESS_BITS(ADDRESS_BITS),
          .FIRST_BLOCK(SPRAM_BLOCK),
          .FILE(WEIGHT_FILE)
      ) u_weight_memory (
          .clk(clk),
          .enable(advance),
          .address(address_reg),
          .data(weight_word),
          .load_write(filling[32]),
          .load_address(filling[31:16]),
          .load_data(filling[15:0])
      );
    end else begin : gen_rom
      nn2fpga_rom #(
          .DEPTH(DEPTH),
          .WIDTH(WORD_BITS),
          .ADDRESS_BITS(ADDRESS_BITS),
          .FILE(WEIGHT_FILE)
      ) u_weight_rom (
          .clk(clk),
          .enable(advance),
          .address(address_reg),
          .data(weight_word)
      );
    end
  endgenerate

  always @(posedge clk) begin
    if (advance) begin
      input_reg <= s_axis_tdata;
      valid_reg <= {valid_reg[SUM_STAGES-1:0], s_axis_tvalid};
      done_reg <= {done_reg[SUM_STAGES-1:0], ends_fold};
      last_done_reg <= {last_done_reg[SUM_STAGES-1:0], ends_last_fold};
      frame_done_reg <= {frame_done_reg[SUM_STAGES-1:0], s_axis_tlast};
      if (s_axis_tvalid) begin
        address_reg <= (address_reg == LAST_ADDRESS) ? {ADDRESS_BITS{1'b0}} : address_reg + 1'b1;
      end
    end
    if (rst) begin
      address_reg <= {ADDRESS_BITS{1'b0}};
      valid_reg   <= {(SUM_STAGES + 1) {1'b0}};
    end
  end

  // Accumulators; complete_reg: they hold the sums of a whole fold.
  wire [ROWS*TOTAL_BITS-1:0] row_totals;
  reg                        first_reg;
  reg                        complete_reg;
  reg                        complete_last_reg;
  reg                        complete_frame_reg;

  always @(posedge clk) begin
    if (advance) begin
      complete_reg <= valid_reg[SUM_STAGES] && done_reg[SUM_STAGES];
      complete_last_reg <= last_done_reg[SUM_STAGES];
      complete_frame_reg <= frame_done_reg[SUM_STAGES];
      if (valid_reg[SUM_STAGES]) first_reg <= done_reg[SUM_STAGES];
    end
    if (rst) begin
      first_reg <= 1'b1;
      complete_reg <= 1'b0;
    end
  end

  // The rows, in two forms that differ in no cycle and no bit; the contract suite runs both. For
  // synthesis a module a row, so that one does for all; for simulation loops in functions, which
  // run several times faster in Verilator than one process a row.
`ifdef NN2FPGA_SYNTHESIS
  // A memory's output and a multiplier in one cycle make the longest path of most designs; a
  // register between them parts it. The loops below have all registers behind the products.
  wire [INPUT_BITS-1:0] operand_inputs;
  wire [ WORD_BITS-1:0] operand_weights;
  genvar lane;
  genvar tap;
  generate
    if (OPERAND_STAGES != 0) begin : gen_operands
      reg [INPUT_BITS-1:0] inputs_reg;
      reg [ WORD_BITS-1:0] weights_reg;
      always @(posedge clk) begin
        if (advance) begin
          inputs_reg  <= input_reg;
          weights_reg <= weight_word;
        end
      end
      assign operand_inputs  = inputs_reg;
      assign operand_weights = weights_reg;
    end else begin : gen_direct
      assign operand_inputs  = input_reg;
      assign operand_weights = weight_word;
    end
    for (lane = 0; lane < ROWS; lane = lane + 1) begin : gen_row
      wire [SIMD*IN_BITS-1:0] inputs;
      for (tap = 0; tap < SIMD; tap = tap + 1) begin : gen_tap
        assign inputs[tap*IN_BITS+:IN_BITS] =
            operand_inputs[(lane/SET_ROWS*SET_STEP+tap*COLUMN_STEP)*IN_BITS+:IN_BITS];
      end
      nn2fpga_mvu_row #(
          .SIMD(SIMD),
          .IN_BITS(IN_BITS),
          .IN_SIGNED(IN_SIGNED),
          .WEIGHT_BITS(WEIGHT_BITS),
          .SUM_BITS(SUM_BITS),
          .TOTAL_BITS(TOTAL_BITS),
          .SUM_STAGES(SUM_STAGES - OPERAND_STAGES),
          .ACCUMULATE(FOLD_BEATS > 1)
      ) u_row (
          .clk(clk),
          .advance(advance),
          .inputs(inputs),
          .weights(operand_weights[lane%WEIGHT_ROWS*SIMD*WEIGHT_BITS+:SIMD*WEIGHT_BITS]),
          .sum_valid(valid_reg[SUM_STAGES]),
          .restart(first_reg),
          .total(row_totals[lane*TOTAL_BITS+:TOTAL_BITS])
      );
    end
  endgenerate
`else
  // Sums of SIMD products, registered SUM_STAGES times: the latency of the rows' tree. Functions
  // are called outside clocked processes, where Verilator 5.032 takes their variables for registers.
  function [ROWS*SUM_BITS-1:0] sums;
    input [INPUT_BITS-1:0] inputs;
    input [WORD_BITS-1:0] weights;
    reg [SIMD*WEIGHT_BITS-1:0] row_weights;
    reg [WEIGHT_BITS-1:0] weight;
    reg [IN_BITS-1:0] operand;
    reg signed [SUM_BITS-1:0] multiplicand;
    reg signed [SUM_BITS-1:0] multiplier;
    reg signed [SUM_BITS-1:0] sum;
    integer row;
    integer column;
    begin
      for (row = 0; row < ROWS; row = row + 1) begin
        row_weights = weights[row%WEIGHT_ROWS*SIMD*WEIGHT_BITS+:SIMD*WEIGHT_BITS];
        sum = {SUM_BITS{1'b0}};
        for (column = 0; column < SIMD; column = column + 1) begin
          operand = inputs[(row/SET_ROWS*SET_STEP+column*COLUMN_STEP)*IN_BITS+:IN_BITS];
          weight = row_weights[column*WEIGHT_BITS+:WEIGHT_BITS];
          multiplicand = {{(SUM_BITS - IN_BITS) {IN_SIGNED != 0 && operand[IN_BITS-1]}}, operand};
          multiplier = {{(SUM_BITS - WEIGHT_BITS) {weight[WEIGHT_BITS-1]}}, weight};
          sum = sum + multiplicand * multiplier;
        end
        sums[row*SUM_BITS+:SUM_BITS] = sum;
      end
    end
  endfunction

  reg  [ROWS*SUM_BITS*SUM_STAGES-1:0] sum_reg;
  wire [           ROWS*SUM_BITS-1:0] sum_next = sums(input_reg, weight_word);
  integer stage;

  always @(posedge clk) begin
    if (advance) begin
      for (stage = SUM_STAGES - 1; stage > 0; stage = stage - 1) begin
        sum_reg[stage*ROWS*SUM_BITS+:ROWS*SUM_BITS] <=
            sum_reg[(stage-1)*ROWS*SUM_BITS+:ROWS*SUM_BITS];
      end
      sum_reg[0+:ROWS*SUM_BITS] <= sum_next;
    end
  end

  function [ROWS*TOTAL_BITS-1:0] accumulated;
    input [ROWS*TOTAL_BITS-1:0] totals;
    input [ROWS*SUM_BITS-1:0] addends;
    input restart;
    reg [TOTAL_BITS-1:0] addend;
    integer row;
    begin
      for (row = 0; row < ROWS; row = row + 1) begin
        addend = {TOTAL_BITS{addends[(row+1)*SUM_BITS-1]}};
        addend[SUM_BITS-1:0] = addends[row*SUM_BITS+:SUM_BITS];
        if (!restart) addend = addend + totals[row*TOTAL_BITS+:TOTAL_BITS];
        accumulated[row*TOTAL_BITS+:TOTAL_BITS] = addend;
      end
    end
  endfunction

  reg  [ROWS*TOTAL_BITS-1:0] total_reg;
  wire [ROWS*TOTAL_BITS-1:0] total_next = accumulated(
      total_reg, sum_reg[(SUM_STAGES-1)*ROWS*SUM_BITS+:ROWS*SUM_BITS], first_reg
  );

  assign row_totals = total_reg;

  always @(posedge clk) begin
    if (advance && valid_reg[SUM_STAGES]) total_reg <= total_next;
  end
`endif

  // Result registers, shifted out LANES at a time while the next fold accumulates.
  function [ROWS*ACC_BITS-1:0] results;
    input [ROWS*TOTAL_BITS-1:0] totals;
    integer row;
    for (row = 0; row < ROWS; row = row + 1) begin
      results[row*ACC_BITS+:ACC_BITS] = totals[row*TOTAL_BITS+:ACC_BITS];
    end
  endfunction

  reg  [ROWS*ACC_BITS-1:0] result_reg;
  reg  [    BEAT_BITS-1:0] beat_reg;
  reg                      result_valid_reg;
  reg                      result_last_reg;
  reg                      result_frame_reg;
  wire [    BEAT_BITS-1:0] last_beat = result_last_reg ? LAST_SHORT_BEAT : LAST_FULL_BEAT;
  wire                     last_leaves = m_axis_tready && beat_reg == last_beat;

  assign advance = !complete_reg || !result_valid_reg || last_leaves;

  always @(posedge clk) begin
    if (result_valid_reg && m_axis_tready) begin
      result_reg <= result_reg >> LANES * ACC_BITS;
      beat_reg   <= beat_reg + 1'b1;
      if (last_leaves) result_valid_reg <= 1'b0;
    end
    if (complete_reg && advance) begin
      result_reg <= results(row_totals);
      result_valid_reg <= 1'b1;
      result_last_reg <= complete_last_reg;
      result_frame_reg <= complete_frame_reg;
      beat_reg <= {BEAT_BITS{1'b0}};
    end
    if (rst) result_valid_reg <= 1'b0;
  end

  assign m_axis_tvalid = result_valid_reg;
  assign m_axis_tdata  = result_reg[LANES*ACC_BITS-1:0];
  assign m_axis_tlast  = result_frame_reg && beat_reg == last_beat;
endmodule
`default_nettype wire

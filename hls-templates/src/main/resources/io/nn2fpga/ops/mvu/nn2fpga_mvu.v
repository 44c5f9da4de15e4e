// nn2fpga_mvu.v - matrix-vector unit: PE output channels x SIMD inputs a cycle.
//
//   out[oc] = sum over k of weight[oc][k] * in[k]
//
// A vector arrives as INPUT_FOLDS beats of SIMD elements; PE sums of it are made at a time, in
// OUTPUT_FOLDS folds, so that word (output fold * INPUT_FOLDS + input fold) of the weight memory
// holds PE rows of SIMD weights, row 0 and column 0 in the low bits. Unused rows and columns of
// ragged folds hold zero weights. With GROUPS > 1 successive vectors meet successive parts of the
// memory, in turn. Sums are exact modulo 2^ACC_BITS.
//
// With PX > 1 each beat brings SIMD elements of each of PX vectors, those of vector 0 in the low
// bits. They meet the same weights, and SUMS = PX * PE sums are made at a time: row r is row
// r % PE of vector r / PE.
//
// Streams   s_axis: PX * SIMD elements a beat; tlast with the last vector of a frame.
//           m_axis: LANES sums a beat, SUMS / LANES beats a fold, LAST_BEATS of the last fold.
// Timing    a vector every INPUT_FOLDS * OUTPUT_FOLDS cycles. First sum after INPUT_FOLDS +
//           SUM_STAGES + 2 cycles, two more if there are several output folds. All stages share
//           one enable: they wait only if sums are complete while earlier ones still leave.
//           With several output folds the next vector is taken while one is used.
// Handshake With one output fold s_axis_tready depends combinationally on m_axis_tready; with
//           several on registers only.
// Reset     synchronous, active high; clears valids and counters, not data.
// Limits    LANES divides SUMS and is at least SUMS / INPUT_FOLDS; SUM_STAGES >= 1; PX > 1 only
//           with OUTPUT_FOLDS = 1 and GROUPS = 1.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_mvu #(
    // Output channels computed at a time.
    parameter PE = 2,
    // Inputs of each output channel multiplied at a time.
    parameter SIMD = 2,
    // Vectors multiplied at a time.
    parameter PX = 1,
    // Sums that leave in a beat.
    parameter LANES = 1,
    parameter IN_BITS = 8,
    // 1: inputs are two's complement; 0: unsigned.
    parameter IN_SIGNED = 0,
    // Weights are two's complement.
    parameter WEIGHT_BITS = 8,
    parameter ACC_BITS = 18,
    // Beats of an input vector.
    parameter INPUT_FOLDS = 2,
    // Times each input vector is used.
    parameter OUTPUT_FOLDS = 2,
    // Vectors with weights of their own that take turns.
    parameter GROUPS = 1,
    // Beats that leave in the last output fold.
    parameter LAST_BEATS = 2,
    // Cycles from the operand registers to the sum of SIMD products.
    parameter SUM_STAGES = 2,
    // Hexadecimal weight words, one a line.
    parameter WEIGHT_FILE = ""
) (
    input  wire                       clk,
    input  wire                       rst,
    input  wire [PX*SIMD*IN_BITS-1:0] s_axis_tdata,
    input  wire                       s_axis_tvalid,
    output wire                       s_axis_tready,
    input  wire                       s_axis_tlast,
    output wire [ LANES*ACC_BITS-1:0] m_axis_tdata,
    output wire                       m_axis_tvalid,
    input  wire                       m_axis_tready,
    output wire                       m_axis_tlast
);
  localparam DEPTH = GROUPS * INPUT_FOLDS * OUTPUT_FOLDS;
  localparam ADDRESS_BITS = (DEPTH > 1) ? $clog2(DEPTH) : 1;
  localparam FOLD_BITS = (INPUT_FOLDS > 1) ? $clog2(INPUT_FOLDS) : 1;
  localparam OUT_FOLD_BITS = (OUTPUT_FOLDS > 1) ? $clog2(OUTPUT_FOLDS) : 1;
  localparam SUMS = PX * PE;
  localparam FULL_BEATS = SUMS / LANES;
  localparam BEAT_BITS = (FULL_BEATS > 1) ? $clog2(FULL_BEATS) : 1;
  localparam PRODUCT_BITS = IN_BITS + WEIGHT_BITS;
  localparam TREE_BITS = PRODUCT_BITS + $clog2(SIMD);
  // A sum needs no more bits than the accumulator that it ends in.
  localparam CLIPPED_BITS = (TREE_BITS < ACC_BITS) ? TREE_BITS : ACC_BITS;
  localparam SUM_BITS = (CLIPPED_BITS > PRODUCT_BITS) ? CLIPPED_BITS : PRODUCT_BITS;
  localparam TOTAL_BITS = (SUM_BITS > ACC_BITS) ? SUM_BITS : ACC_BITS;
  localparam WORD_BITS = PE * SIMD * WEIGHT_BITS;

  localparam [ADDRESS_BITS-1:0] LAST_ADDRESS = DEPTH[ADDRESS_BITS-1:0] - 1'b1;
  localparam [FOLD_BITS-1:0] LAST_FOLD = INPUT_FOLDS[FOLD_BITS-1:0] - 1'b1;
  localparam [OUT_FOLD_BITS-1:0] LAST_OUT_FOLD = OUTPUT_FOLDS[OUT_FOLD_BITS-1:0] - 1'b1;
  localparam [BEAT_BITS-1:0] LAST_FULL_BEAT = FULL_BEATS[BEAT_BITS-1:0] - 1'b1;
  localparam [BEAT_BITS-1:0] LAST_SHORT_BEAT = LAST_BEATS[BEAT_BITS-1:0] - 1'b1;

  generate
    if (SUMS % LANES != 0 || LANES * INPUT_FOLDS < SUMS || SUM_STAGES < 1
        || (PX > 1 && OUTPUT_FOLDS * GROUPS > 1)
        || LAST_BEATS < 1 || LAST_BEATS > FULL_BEATS) begin : gen_illegal
      nn2fpga_mvu_illegal_parameters u_illegal ();
    end
  endgenerate

  // All stages advance together.
  wire                       advance;

  // The beat that enters the operand registers, and whether it completes the sums of a fold, of a
  // vector, of a frame.
  wire                       beat_valid;
  wire [PX*SIMD*IN_BITS-1:0] beat_data;
  wire                       beat_done;
  wire                       beat_vector_done;
  wire                       beat_frame_done;

  reg  [      FOLD_BITS-1:0] fold_reg;
  wire                       fold_done = fold_reg == LAST_FOLD;

  generate
    if (OUTPUT_FOLDS > 1) begin : gen_replay
      // Vectors wait in one half of the memory while the one in the other half is used, so that a
      // source that is fast enough on the average is fast enough.
      localparam CAPACITY = 2 * INPUT_FOLDS;
      localparam POINTER_BITS = $clog2(CAPACITY);
      localparam COUNT_BITS = $clog2(CAPACITY + 1);
      localparam [POINTER_BITS-1:0] LAST_PLACE = CAPACITY[POINTER_BITS-1:0] - 1'b1;
      localparam [POINTER_BITS-1:0] SECOND_HALF = INPUT_FOLDS[POINTER_BITS-1:0];

      reg  [PX*SIMD*IN_BITS:0] kept_mem        [0:CAPACITY-1];
      reg  [PX*SIMD*IN_BITS:0] kept_reg;
      reg  [ POINTER_BITS-1:0] write_reg;
      reg  [ POINTER_BITS-1:0] read_reg;
      // Beats in the memory, and those of them that no output fold has used yet.
      reg  [   COUNT_BITS-1:0] held_reg;
      reg  [   COUNT_BITS-1:0] unused_reg;
      reg                      half_reg;
      reg  [OUT_FOLD_BITS-1:0] out_fold_reg;
      reg                      valid_reg;
      reg                      done_reg;
      reg                      vector_done_reg;
      wire                     first_use = out_fold_reg == {OUT_FOLD_BITS{1'b0}};
      wire                     last_use = out_fold_reg == LAST_OUT_FOLD;
      wire                     available = !first_use || unused_reg != {COUNT_BITS{1'b0}};
      wire                     issue = advance && available;
      wire                     take = s_axis_tvalid && s_axis_tready;

      assign s_axis_tready = held_reg != CAPACITY[COUNT_BITS-1:0];

      always @(posedge clk) begin
        if (take) begin
          kept_mem[write_reg] <= {s_axis_tlast, s_axis_tdata};
          write_reg <= (write_reg == LAST_PLACE) ? {POINTER_BITS{1'b0}} : write_reg + 1'b1;
        end
        if (take && !(issue && last_use)) held_reg <= held_reg + 1'b1;
        if (!take && issue && last_use) held_reg <= held_reg - 1'b1;
        if (take && !(issue && first_use)) unused_reg <= unused_reg + 1'b1;
        if (!take && issue && first_use) unused_reg <= unused_reg - 1'b1;
        if (advance) begin
          kept_reg <= kept_mem[read_reg];
          valid_reg <= available;
          done_reg <= fold_done;
          vector_done_reg <= fold_done && last_use;
        end
        if (issue) begin
          fold_reg <= fold_done ? {FOLD_BITS{1'b0}} : fold_reg + 1'b1;
          read_reg <= read_reg + 1'b1;
          if (fold_done) begin
            out_fold_reg <= last_use ? {OUT_FOLD_BITS{1'b0}} : out_fold_reg + 1'b1;
            half_reg <= half_reg ^ last_use;
            read_reg <= (half_reg ^ last_use) ? SECOND_HALF : {POINTER_BITS{1'b0}};
          end
        end
        if (rst) begin
          fold_reg <= {FOLD_BITS{1'b0}};
          out_fold_reg <= {OUT_FOLD_BITS{1'b0}};
          half_reg <= 1'b0;
          write_reg <= {POINTER_BITS{1'b0}};
          read_reg <= {POINTER_BITS{1'b0}};
          held_reg <= {COUNT_BITS{1'b0}};
          unused_reg <= {COUNT_BITS{1'b0}};
          valid_reg <= 1'b0;
        end
      end

      assign beat_valid = valid_reg;
      assign beat_data = kept_reg[PX*SIMD*IN_BITS-1:0];
      assign beat_done = done_reg;
      assign beat_vector_done = vector_done_reg;
      assign beat_frame_done = vector_done_reg && kept_reg[PX*SIMD*IN_BITS];
    end else begin : gen_direct
      assign s_axis_tready = advance;

      always @(posedge clk) begin
        if (advance && s_axis_tvalid) begin
          fold_reg <= fold_done ? {FOLD_BITS{1'b0}} : fold_reg + 1'b1;
        end
        if (rst) fold_reg <= {FOLD_BITS{1'b0}};
      end

      assign beat_valid = s_axis_tvalid;
      assign beat_data = s_axis_tdata;
      assign beat_done = fold_done;
      assign beat_vector_done = fold_done;
      assign beat_frame_done = fold_done && s_axis_tlast;
    end
  endgenerate

  // Operand registers. Element 0 of the pipelines of flags belongs to them, the others to the sums.
  reg  [   ADDRESS_BITS-1:0] address_reg;
  wire [      WORD_BITS-1:0] weight_word;
  reg  [PX*SIMD*IN_BITS-1:0] input_reg;
  reg  [       SUM_STAGES:0] valid_reg;
  reg  [       SUM_STAGES:0] done_reg;
  reg  [       SUM_STAGES:0] vector_done_reg;
  reg  [       SUM_STAGES:0] frame_done_reg;

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

  always @(posedge clk) begin
    if (advance) begin
      input_reg <= beat_data;
      valid_reg <= {valid_reg[SUM_STAGES-1:0], beat_valid};
      done_reg <= {done_reg[SUM_STAGES-1:0], beat_done};
      vector_done_reg <= {vector_done_reg[SUM_STAGES-1:0], beat_vector_done};
      frame_done_reg <= {frame_done_reg[SUM_STAGES-1:0], beat_frame_done};
      if (beat_valid) begin
        address_reg <= (address_reg == LAST_ADDRESS) ? {ADDRESS_BITS{1'b0}} : address_reg + 1'b1;
      end
    end
    if (rst) begin
      address_reg <= {ADDRESS_BITS{1'b0}};
      valid_reg   <= {(SUM_STAGES + 1) {1'b0}};
    end
  end

  // Accumulators; complete_reg: they hold the sums of a whole fold.
  wire [SUMS*TOTAL_BITS-1:0] row_totals;
  reg                      first_reg;
  reg                      complete_reg;
  reg                      complete_vector_reg;
  reg                      complete_frame_reg;

  always @(posedge clk) begin
    if (advance) begin
      complete_reg <= valid_reg[SUM_STAGES] && done_reg[SUM_STAGES];
      complete_vector_reg <= vector_done_reg[SUM_STAGES];
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
  // run several times faster in Verilator than one process a lane.
`ifdef NN2FPGA_SYNTHESIS
  genvar lane;
  generate
    for (lane = 0; lane < SUMS; lane = lane + 1) begin : gen_row
      nn2fpga_mvu_row #(
          .SIMD(SIMD),
          .IN_BITS(IN_BITS),
          .IN_SIGNED(IN_SIGNED),
          .WEIGHT_BITS(WEIGHT_BITS),
          .SUM_BITS(SUM_BITS),
          .TOTAL_BITS(TOTAL_BITS),
          .SUM_STAGES(SUM_STAGES),
          .ACCUMULATE(INPUT_FOLDS > 1)
      ) u_row (
          .clk(clk),
          .advance(advance),
          .inputs(input_reg[lane/PE*SIMD*IN_BITS+:SIMD*IN_BITS]),
          .weights(weight_word[lane%PE*SIMD*WEIGHT_BITS+:SIMD*WEIGHT_BITS]),
          .sum_valid(valid_reg[SUM_STAGES]),
          .restart(first_reg),
          .total(row_totals[lane*TOTAL_BITS+:TOTAL_BITS])
      );
    end
  endgenerate
`else
  // Sums of SIMD products, registered SUM_STAGES times: the latency of the rows' tree. Functions are
  // called outside clocked processes, where Verilator 5.032 takes their variables for registers.
  function [SUMS*SUM_BITS-1:0] sums;
    input [PX*SIMD*IN_BITS-1:0] inputs;
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
      for (row = 0; row < SUMS; row = row + 1) begin
        row_weights = weights[row%PE*SIMD*WEIGHT_BITS+:SIMD*WEIGHT_BITS];
        sum = {SUM_BITS{1'b0}};
        for (column = 0; column < SIMD; column = column + 1) begin
          operand = inputs[(row/PE*SIMD+column)*IN_BITS+:IN_BITS];
          weight = row_weights[column*WEIGHT_BITS+:WEIGHT_BITS];
          multiplicand = {{(SUM_BITS - IN_BITS) {IN_SIGNED != 0 && operand[IN_BITS-1]}}, operand};
          multiplier = {{(SUM_BITS - WEIGHT_BITS) {weight[WEIGHT_BITS-1]}}, weight};
          sum = sum + multiplicand * multiplier;
        end
        sums[row*SUM_BITS+:SUM_BITS] = sum;
      end
    end
  endfunction

  reg  [SUMS*SUM_BITS*SUM_STAGES-1:0] sum_reg;
  wire [           SUMS*SUM_BITS-1:0] sum_next = sums(input_reg, weight_word);
  integer stage;

  always @(posedge clk) begin
    if (advance) begin
      for (stage = SUM_STAGES - 1; stage > 0; stage = stage - 1) begin
        sum_reg[stage*SUMS*SUM_BITS+:SUMS*SUM_BITS] <=
            sum_reg[(stage-1)*SUMS*SUM_BITS+:SUMS*SUM_BITS];
      end
      sum_reg[0+:SUMS*SUM_BITS] <= sum_next;
    end
  end

  function [SUMS*TOTAL_BITS-1:0] accumulated;
    input [SUMS*TOTAL_BITS-1:0] totals;
    input [SUMS*SUM_BITS-1:0] addends;
    input restart;
    reg [TOTAL_BITS-1:0] addend;
    integer row;
    begin
      for (row = 0; row < SUMS; row = row + 1) begin
        addend = {TOTAL_BITS{addends[(row+1)*SUM_BITS-1]}};
        addend[SUM_BITS-1:0] = addends[row*SUM_BITS+:SUM_BITS];
        if (!restart) addend = addend + totals[row*TOTAL_BITS+:TOTAL_BITS];
        accumulated[row*TOTAL_BITS+:TOTAL_BITS] = addend;
      end
    end
  endfunction

  reg  [SUMS*TOTAL_BITS-1:0] total_reg;
  wire [SUMS*TOTAL_BITS-1:0] total_next = accumulated(
      total_reg, sum_reg[(SUM_STAGES-1)*SUMS*SUM_BITS+:SUMS*SUM_BITS], first_reg
  );

  assign row_totals = total_reg;

  always @(posedge clk) begin
    if (advance && valid_reg[SUM_STAGES]) total_reg <= total_next;
  end
`endif

  // Result registers, shifted out LANES at a time while the next fold accumulates.
  function [SUMS*ACC_BITS-1:0] results;
    input [SUMS*TOTAL_BITS-1:0] totals;
    integer row;
    for (row = 0; row < SUMS; row = row + 1) begin
      results[row*ACC_BITS+:ACC_BITS] = totals[row*TOTAL_BITS+:ACC_BITS];
    end
  endfunction

  reg  [SUMS*ACC_BITS-1:0] result_reg;
  reg  [  BEAT_BITS-1:0] beat_reg;
  reg                    result_valid_reg;
  reg                    result_vector_reg;
  reg                    result_frame_reg;
  wire [  BEAT_BITS-1:0] last_beat = result_vector_reg ? LAST_SHORT_BEAT : LAST_FULL_BEAT;
  wire                   last_leaves = m_axis_tready && beat_reg == last_beat;

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
      result_vector_reg <= complete_vector_reg;
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

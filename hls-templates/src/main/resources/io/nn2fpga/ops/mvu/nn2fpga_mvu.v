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
    // Of these, registers between operands and multipliers: 0 or 1.
    parameter OPERAND_STAGES = 0,
    // 1: the weights are in SPRAM, from this block of the device on.
    parameter SPRAM = 0,
    parameter SPRAM_BLOCK = 0,
    // Hexadecimal weight words, one a line.
    parameter WEIGHT_FILE = ""
) (
    input  wire                       clk,
    input  wire                       rst,
`ifdef NN2FPGA_LOAD
    // From nn2fpga_flash_loader.
    input  wire [               32:0] load,
`endif
    input  wire [PX*SIMD*IN_BITS-1:0] s_axis_tdata,
    input  wire                       s_axis_tvalid,
    output wire                       s_axis_tready,
    input  wire                       s_axis_tlast,
    output wire [ LANES*ACC_BITS-1:0] m_axis_tdata,
    output wire                       m_axis_tvalid,
    input  wire                       m_axis_tready,
    output wire                       m_axis_tlast
);
  localparam FOLD_BITS = (INPUT_FOLDS > 1) ? $clog2(INPUT_FOLDS) : 1;
  localparam OUT_FOLD_BITS = (OUTPUT_FOLDS > 1) ? $clog2(OUTPUT_FOLDS) : 1;

  localparam [FOLD_BITS-1:0] LAST_FOLD = INPUT_FOLDS[FOLD_BITS-1:0] - 1'b1;
  localparam [OUT_FOLD_BITS-1:0] LAST_OUT_FOLD = OUTPUT_FOLDS[OUT_FOLD_BITS-1:0] - 1'b1;

  generate
    if (PX > 1 && OUTPUT_FOLDS * GROUPS > 1) begin : gen_illegal
      nn2fpga_mvu_illegal_parameters u_illegal ();
    end
  endgenerate

  // Enable of the rows and of the replay memory's output.
  wire                       advance;

  // The beat that enters the rows, and whether it completes the sums of a fold, of a vector, of a
  // frame.
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
      // The counters are a beat ahead of the memory's output: at their start again when it has the
      // last beat of a fold, of a vector.
      assign beat_done = fold_reg == {FOLD_BITS{1'b0}};
      assign beat_vector_done = beat_done && first_use;
      assign beat_frame_done = beat_vector_done && kept_reg[PX*SIMD*IN_BITS];
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

  nn2fpga_mac_rows #(
      .ROWS(PX * PE),
      .SETS(PX),
      .WEIGHT_ROWS(PE),
      .SIMD(SIMD),
      .LANES(LANES),
      .IN_BITS(IN_BITS),
      .IN_SIGNED(IN_SIGNED),
      .WEIGHT_BITS(WEIGHT_BITS),
      .ACC_BITS(ACC_BITS),
      .FOLD_BEATS(INPUT_FOLDS),
      .LAST_BEATS(LAST_BEATS),
      .SUM_STAGES(SUM_STAGES),
      .OPERAND_STAGES(OPERAND_STAGES),
      .DEPTH(GROUPS * INPUT_FOLDS * OUTPUT_FOLDS),
      .SPRAM(SPRAM),
      .SPRAM_BLOCK(SPRAM_BLOCK),
      .WEIGHT_FILE(WEIGHT_FILE)
  ) u_mac_rows (
      .clk(clk),
      .rst(rst),
`ifdef NN2FPGA_LOAD
      .load(load),
`endif
      .s_axis_tdata(beat_data),
      .s_axis_tvalid(beat_valid),
      .s_axis_tready(advance),
      .s_axis_tlast(beat_frame_done),
      .ends_fold(beat_done),
      .ends_last_fold(beat_vector_done),
      .m_axis_tdata(m_axis_tdata),
      .m_axis_tvalid(m_axis_tvalid),
      .m_axis_tready(m_axis_tready),
      .m_axis_tlast(m_axis_tlast)
  );
endmodule
`default_nettype wire

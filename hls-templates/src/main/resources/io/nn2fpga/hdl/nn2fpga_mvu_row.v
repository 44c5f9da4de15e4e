// nn2fpga_mvu_row.v - one row of nn2fpga_mac_rows: SIMD products, their sum, the accumulator.
//
// A registered tree of adders with four operands, each as wide as the products below it need. All
// rows of a unit are alike, so that synthesis does one.
//
// Timing    the sum of operands that are given in a cycle is added to total SUM_STAGES cycles of
//           advance later, where SUM_STAGES = 1 + ceil(log4(SIMD)).
// Reset     none; restart replaces the total.
`timescale 1ns / 1ps

`default_nettype none
module nn2fpga_mvu_row #(
    // Inputs multiplied at a time.
    parameter SIMD = 2,
    parameter IN_BITS = 8,
    // 1: inputs are two's complement; 0: unsigned.
    parameter IN_SIGNED = 0,
    // Weights are two's complement.
    parameter WEIGHT_BITS = 8,
    // Bits of the sum of SIMD products; IN_BITS + WEIGHT_BITS at least.
    parameter SUM_BITS = 17,
    // Bits of the accumulator; SUM_BITS at least.
    parameter TOTAL_BITS = 18,
    // Registers from the operands to the sum.
    parameter SUM_STAGES = 2,
    // 0: every vector is one beat, so that there is nothing to add to.
    parameter ACCUMULATE = 1
) (
    input  wire                        clk,
    // Enable of all registers.
    input  wire                        advance,
    input  wire [    SIMD*IN_BITS-1:0] inputs,
    input  wire [SIMD*WEIGHT_BITS-1:0] weights,
    // Whether the sum that leaves the tree belongs to a beat, and whether that beat is a vector's
    // first.
    input  wire                        sum_valid,
    input  wire                        restart,
    output wire [      TOTAL_BITS-1:0] total
);
  localparam PRODUCT_BITS = IN_BITS + WEIGHT_BITS;

  generate
    if (SUM_STAGES < 1 || 4 ** (SUM_STAGES - 1) < SIMD
        || SUM_BITS < PRODUCT_BITS || TOTAL_BITS < SUM_BITS) begin : gen_illegal
      nn2fpga_mvu_row_illegal_parameters u_illegal ();
    end
  endgenerate

  // Stage s has the sums of 4 ** s products each, the last of fewer.
  genvar s;
  genvar i;
  generate
    for (s = 0; s < SUM_STAGES; s = s + 1) begin : gen_stage
      localparam LEAVES = 4 ** s;
      localparam NODES = (SIMD + LEAVES - 1) / LEAVES;
      localparam GROWN_BITS = PRODUCT_BITS + ((LEAVES < SIMD) ? 2 * s : $clog2(SIMD));
      localparam NODE_BITS = (GROWN_BITS < SUM_BITS) ? GROWN_BITS : SUM_BITS;
      reg [NODES*NODE_BITS-1:0] node_reg;

      if (s == 0) begin : gen_products
        for (i = 0; i < SIMD; i = i + 1) begin : gen_product
          wire [IN_BITS-1:0] operand = inputs[i*IN_BITS+:IN_BITS];
          wire [WEIGHT_BITS-1:0] weight = weights[i*WEIGHT_BITS+:WEIGHT_BITS];
          wire signed [PRODUCT_BITS-1:0] multiplicand;
          wire signed [PRODUCT_BITS-1:0] multiplier;
          assign multiplicand = {{WEIGHT_BITS{IN_SIGNED != 0 && operand[IN_BITS-1]}}, operand};
          assign multiplier = {{IN_BITS{weight[WEIGHT_BITS-1]}}, weight};
          always @(posedge clk) begin
            if (advance) node_reg[i*PRODUCT_BITS+:PRODUCT_BITS] <= multiplicand * multiplier;
          end
        end
      end else begin : gen_sums
        localparam BELOW_NODES = (SIMD + LEAVES / 4 - 1) / (LEAVES / 4);
        localparam BELOW_GROWN_BITS = PRODUCT_BITS + 2 * (s - 1);
        localparam BELOW_BITS = (BELOW_GROWN_BITS < SUM_BITS) ? BELOW_GROWN_BITS : SUM_BITS;
        for (i = 0; i < NODES; i = i + 1) begin : gen_sum
          // Four nodes of the stage before, or the one to three that are left.
          wire [4*NODE_BITS-1:0] operand;
          genvar k;
          for (k = 0; k < 4; k = k + 1) begin : gen_operand
            if (4 * i + k < BELOW_NODES) begin : gen_node
              wire [BELOW_BITS-1:0] below =
                  gen_stage[s-1].node_reg[(4*i+k)*BELOW_BITS+:BELOW_BITS];
              assign operand[k*NODE_BITS+:NODE_BITS] = {
                {(NODE_BITS - BELOW_BITS + 1) {below[BELOW_BITS-1]}}, below[BELOW_BITS-2:0]
              };
            end else begin : gen_none
              assign operand[k*NODE_BITS+:NODE_BITS] = {NODE_BITS{1'b0}};
            end
          end
          wire [NODE_BITS-1:0] low = operand[0+:NODE_BITS] + operand[NODE_BITS+:NODE_BITS];
          wire [NODE_BITS-1:0] high =
              operand[2*NODE_BITS+:NODE_BITS] + operand[3*NODE_BITS+:NODE_BITS];
          always @(posedge clk) if (advance) node_reg[i*NODE_BITS+:NODE_BITS] <= low + high;
        end
      end
    end
  endgenerate

  wire [SUM_BITS-1:0] sum = gen_stage[SUM_STAGES-1].node_reg;
  reg [TOTAL_BITS-1:0] addend;
  reg [TOTAL_BITS-1:0] total_reg;

  always @* begin
    addend = {TOTAL_BITS{sum[SUM_BITS-1]}};
    addend[SUM_BITS-1:0] = sum;
  end

  always @(posedge clk) begin
    if (advance && sum_valid)
      total_reg <= ((ACCUMULATE == 0 || restart) ? {TOTAL_BITS{1'b0}} : total_reg) + addend;
  end

  assign total = total_reg;
endmodule
`default_nettype wire

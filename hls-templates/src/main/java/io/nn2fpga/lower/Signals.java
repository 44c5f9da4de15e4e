package io.nn2fpga.lower;

import io.nn2fpga.ir.Node;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.quant.CodeGrid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes of a quantized nn graph are to the lowering. */
final class Signals {
  private Signals() {}

  /** Whether a node makes codes of real numbers. */
  static boolean isQuantizer(Node node) {
    return node.op() instanceof Quantize || node.op() instanceof BipolarQuantize;
  }

  /** Whether a node computes each element of its result from that element of its first operand. */
  static boolean isElementwise(QuantizedContext context, Node node) {
    boolean constants =
        node.inputs().subList(1, node.inputs().size()).stream().allMatch(context.nn::isConstant);
    return constants
        && node.outputs().size() == 1
        && (node.op() instanceof ChannelAffine || node.op() instanceof Clamp)
        && context.type(node.output()).shape().equals(context.type(node.input()).shape());
  }

  /** Whether an element-wise node never turns back: rising or falling in each channel. */
  static boolean isMonotone(Node node) {
    return node.op() instanceof ChannelAffine || node.op() instanceof Clamp;
  }

  /** Whether all nodes limit numbers, so that they can be part of a result's grid. */
  static boolean areClamps(List<Node> chain) {
    return chain.stream().allMatch(node -> node.op() instanceof Clamp);
  }

  /** The grid of a result behind some clamps. */
  static CodeGrid clamped(CodeGrid grid, List<Node> clamps) {
    CodeGrid result = grid;
    for (Node node : clamps) {
      Clamp clamp = (Clamp) node.op();
      int lo = bound(grid, clamp.lo());
      int hi = bound(grid, clamp.hi());
      result =
          result.within(
              Math.min(Math.max(result.min(), lo), hi), Math.max(Math.min(result.max(), hi), lo));
      result = result.within(Math.min(result.min(), result.max()), result.max());
    }
    return result;
  }

  private static int bound(CodeGrid grid, double real) {
    return grid.code(Math.rint((float) real / grid.scale()));
  }

  /** Whether every node treats all elements alike, so that it does not matter where they are. */
  static boolean isUniform(QuantizedContext context, List<Node> chain) {
    return chain.stream()
        .allMatch(
            node ->
                node.inputs().subList(1, node.inputs().size()).stream()
                    .allMatch(operand -> context.type(operand).size() == 1));
  }

  /** The grid of dequantized codes with nothing behind them; null for anything else. */
  static @Nullable CodeGrid grid(@Nullable Lowered value) {
    return value instanceof Signal signal
            && signal.chain().isEmpty()
            && signal.origin() instanceof Origin.Grid grid
        ? grid.grid()
        : null;
  }

  static NnOperation operation(Node node) {
    return (NnOperation) node.op();
  }
}

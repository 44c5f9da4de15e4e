package io.nn2fpga.lower;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.ir.Node;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Elementwise;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.quant.CodeGrid;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What nodes of a quantized nn graph are to the lowering. */
final class Signals {
  /** Rising functions, for parameters that are not negative. */
  private static final Set<UnaryFunction> MONOTONE =
      Set.of(
          UnaryFunction.SIGN,
          UnaryFunction.EXP,
          UnaryFunction.FLOOR,
          UnaryFunction.CEIL,
          UnaryFunction.ROUND,
          UnaryFunction.ERF,
          UnaryFunction.SIGMOID,
          UnaryFunction.TANH,
          UnaryFunction.LEAKY_RELU,
          UnaryFunction.ELU,
          UnaryFunction.SELU,
          UnaryFunction.CELU,
          UnaryFunction.THRESHOLDED_RELU,
          UnaryFunction.HARD_SIGMOID,
          UnaryFunction.SOFTPLUS,
          UnaryFunction.SOFTSIGN);

  private Signals() {}

  /** Whether a node makes codes of real numbers. */
  static boolean isQuantizer(Node node) {
    return node.op() instanceof Quantize
        || node.op() instanceof BipolarQuantize
        || node.op() instanceof MultiThreshold;
  }

  /** The place of a node's only computed operand; −1 if there are others or none. */
  static int computedOperand(QuantizedContext context, Node node) {
    int place = -1;
    for (int i = 0; i < node.inputs().size(); i++) {
      if (!context.nn.isConstant(node.inputs().get(i))) {
        if (place >= 0) {
          return -1;
        }
        place = i;
      }
    }
    return place;
  }

  /** Whether a node computes each element of its result from that element of its one operand. */
  static boolean isElementwise(QuantizedContext context, Node node) {
    int operand = computedOperand(context, node);
    return operand >= 0
        && node.outputs().size() == 1
        && (node.op() instanceof Elementwise || node.op() instanceof ChannelAffine)
        && context
            .type(node.output())
            .shape()
            .equals(context.type(node.inputs().get(operand)).shape());
  }

  /** Whether an element-wise node never turns back: rising or falling in each channel. */
  static boolean isMonotone(QuantizedContext context, Node node) {
    boolean first = computedOperand(context, node) == 0;
    if (node.op() instanceof Unary unary) {
      return MONOTONE.contains(unary.function()) && unary.alpha() >= 0 && unary.beta() >= 0;
    }
    if (node.op() instanceof Binary binary) {
      return binary.function() == BinaryFunction.SUB
          || binary.function() == BinaryFunction.MAX
          || binary.function() == BinaryFunction.MIN
          || (binary.function() == BinaryFunction.PRELU && first && isPositive(context, node));
    }
    return node.op() instanceof Reshape
        || node.op() instanceof Flatten
        || node.op() instanceof Clamp
        || (node.op() instanceof ChannelAffine && (first || !(node.op() instanceof Div)));
  }

  private static boolean isPositive(QuantizedContext context, Node node) {
    for (float slope : context.floats(node, 1, "the slope")) {
      if (!(slope >= 0)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all nodes limit numbers, so that they can be part of a result's grid. */
  static boolean areClamps(List<Node> chain) {
    return chain.stream().allMatch(node -> node.op() instanceof Clamp);
  }

  /** The grid of a result behind some clamps. */
  static CodeGrid clamped(QuantizedContext context, CodeGrid grid, List<Node> clamps) {
    CodeGrid result = grid;
    for (Node node : clamps) {
      Clamp clamp = (Clamp) node.op();
      int lo = bound(context, grid, clamp.lo());
      int hi = bound(context, grid, clamp.hi());
      result =
          result.within(
              Math.min(Math.max(result.min(), lo), hi), Math.max(Math.min(result.max(), hi), lo));
      result = result.within(Math.min(result.min(), result.max()), result.max());
    }
    return result;
  }

  /** TFLite's bounds are rounded half away from zero; ONNX clamps before it rounds. */
  private static int bound(QuantizedContext context, CodeGrid grid, double real) {
    RoundingMode rounding =
        context.set.isTflite() ? RoundingMode.HALF_AWAY : RoundingMode.HALF_EVEN;
    return grid.code(rounding.round((float) real / grid.scale()));
  }

  /** Whether every node treats all elements alike, so that it does not matter where they are. */
  static boolean isUniform(QuantizedContext context, List<Node> chain) {
    return chain.stream()
        .allMatch(
            node ->
                node.inputs().stream()
                    .filter(context.nn::isConstant)
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

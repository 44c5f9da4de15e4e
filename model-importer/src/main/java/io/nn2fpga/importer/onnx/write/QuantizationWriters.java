package io.nn2fpga.importer.onnx.write;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.DynamicQuantize;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.PerAxisQuantization;
import io.nn2fpga.nn.Quantize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Real numbers to codes and back. Codes are whole numbers in binary32, which has all of 24 bits;
 * quotients and sums are in binary32 as at the nn level.
 */
final class QuantizationWriters {
  private QuantizationWriters() {}

  static final Map<Class<? extends Operation>, NodeWriter> ALL =
      Map.of(
          Quantize.class, QuantizationWriters::quantize,
          Dequantize.class, QuantizationWriters::dequantize,
          BipolarQuantize.class, QuantizationWriters::bipolar,
          DynamicQuantize.class, QuantizationWriters::dynamic,
          MultiThreshold.class, QuantizationWriters::multiThreshold);

  /** Scale or zero point as what broadcasts to the operand's shape. */
  private static String parameter(OnnxScope scope, Node node, int operand) {
    TensorType x = scope.type(node, 0);
    TensorType type = scope.type(node, operand);
    String tensor = scope.operand(node, operand);
    if (type.shape().isEmpty()) {
      return tensor;
    }
    List<Integer> shape = new ArrayList<>(Collections.nCopies(x.shape().size(), 1));
    if (type.size() > 1) {
      shape.set(((PerAxisQuantization) node.op()).axis(), type.size());
    }
    return scope.reshape(tensor, shape);
  }

  private static List<String> quantize(OnnxScope scope, Node node) {
    Quantize op = (Quantize) node.op();
    String zero = parameter(scope, node, 2);
    String quotient = scope.add("Div", List.of(scope.operand(node, 0), parameter(scope, node, 1)));
    String whole =
        op.zeroFirst()
            ? rounded(scope, scope.add("Add", List.of(quotient, zero)), op.rounding())
            : scope.add("Add", List.of(rounded(scope, quotient, op.rounding()), zero));
    return List.of(
        scope.add("Clip", List.of(whole, scope.number(op.min()), scope.number(op.max()))));
  }

  private static String rounded(OnnxScope scope, String x, RoundingMode rounding) {
    return switch (rounding) {
      case HALF_EVEN -> scope.add("Round", List.of(x));
      case FLOOR -> scope.add("Floor", List.of(x));
      case CEIL -> scope.add("Ceil", List.of(x));
      case HALF_UP -> nearest(scope, x, true);
      case HALF_AWAY -> ofMagnitude(scope, x, magnitude -> nearest(scope, magnitude, true));
      case HALF_DOWN -> ofMagnitude(scope, x, magnitude -> nearest(scope, magnitude, false));
      case DOWN -> ofMagnitude(scope, x, magnitude -> scope.add("Floor", List.of(magnitude)));
      case UP -> ofMagnitude(scope, x, magnitude -> scope.add("Ceil", List.of(magnitude)));
    };
  }

  private static String ofMagnitude(
      OnnxScope scope, String x, java.util.function.UnaryOperator<String> rounding) {
    String magnitude = rounding.apply(scope.add("Abs", List.of(x)));
    return scope.add("Mul", List.of(scope.add("Sign", List.of(x)), magnitude));
  }

  /** By the rest above the whole number below, as x + ½ may be rounded itself. */
  static String nearest(OnnxScope scope, String x, boolean tiesUp) {
    String below = scope.add("Floor", List.of(x));
    String rest = scope.add("Sub", List.of(x, below));
    String up = scope.add(tiesUp ? "GreaterOrEqual" : "Greater", List.of(rest, scope.number(0.5)));
    return scope.add("Add", List.of(below, scope.real(up)));
  }

  private static List<String> dequantize(OnnxScope scope, Node node) {
    String moved = scope.add("Sub", List.of(scope.operand(node, 0), parameter(scope, node, 2)));
    return List.of(scope.add("Mul", List.of(moved, parameter(scope, node, 1))));
  }

  /** In real numbers it is its operand. */
  private static List<String> dynamic(OnnxScope scope, Node node) {
    return List.of(scope.add("Identity", List.of(scope.operand(node, 0))));
  }

  private static List<String> bipolar(OnnxScope scope, Node node) {
    String positive = scope.add("GreaterOrEqual", List.of(scope.operand(node, 0), scope.number(0)));
    return List.of(scope.add("Where", List.of(positive, scope.number(1), scope.number(-1))));
  }

  private static List<String> multiThreshold(OnnxScope scope, Node node) {
    TensorType x = scope.type(node, 0);
    TensorType thresholds = scope.type(node, 1);
    int rank = x.shape().size();
    List<Integer> shape = new ArrayList<>(Collections.nCopies(rank + 1, 1));
    shape.set(rank, thresholds.extent(1));
    if (thresholds.extent(0) > 1) {
      shape.set(((MultiThreshold) node.op()).axis(), thresholds.extent(0));
    }
    String each =
        scope.add("Unsqueeze", List.of(scope.operand(node, 0), scope.integers(List.of(rank))));
    String reached =
        scope.add("GreaterOrEqual", List.of(each, scope.reshape(scope.operand(node, 1), shape)));
    return List.of(
        scope.add(
            "ReduceSum",
            List.of(scope.real(reached), scope.integers(List.of(rank))),
            OnnxScope.attribute("keepdims", 0)));
  }
}

package io.nn2fpga.importer.onnx;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Imports of operators that work element by element or channel by channel. */
final class ElementwiseImports {
  private ElementwiseImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Add",
          ElementwiseImports::add,
          "BatchNormalization",
          ElementwiseImports::batchNormalization,
          "Clip",
          ElementwiseImports::clip,
          "Max",
          node -> bound(node, true),
          "Min",
          node -> bound(node, false),
          "Relu",
          node -> node.emit(new Relu()));

  private static void add(NodeScope node) {
    if (node.isConstant(0) && node.isConstant(1)) {
      node.define(
          ConstantArithmetic.add(node, node.constant(0, "operand"), node.constant(1, "operand")));
      return;
    }
    if (!node.isConstant(0) && !node.isConstant(1)) {
      node.emitOnBoth(new Add());
      return;
    }
    int addend = node.isConstant(0) ? 0 : 1;
    node.emitOn(1 - addend, new Add(), withoutBatch(node, addend, 1 - addend));
  }

  /** The constant without its batch axis, which must be 1. */
  private static NodeScope.Parameter withoutBatch(NodeScope node, int addend, int activation) {
    Constant constant = node.constant(addend, "the addend");
    List<Integer> shape = new ArrayList<>(constant.dims());
    if (node.isBatched() && shape.size() >= node.dims(activation).size()) {
      if (shape.get(0) != 1) {
        throw node.refuse("an addend of extents " + shape + " for a batch of 1", null);
      }
      shape.remove(0);
    }
    return node.parameter(node.name(addend), constant.withDims(shape), "the addend");
  }

  private static void batchNormalization(NodeScope node) {
    Attributes attributes = node.attributes();
    attributes.ignore("momentum");
    if (attributes.flag("training_mode", false)) {
      throw node.refuse("attribute 'training_mode' is 1", "export the model in evaluation mode");
    }
    if (!attributes.flag("spatial", true)) {
      throw node.refuse("attribute 'spatial' is 0", "normalize each channel as a whole");
    }
    for (int result = 1; result < 5; result++) {
      if (node.hasResult(result)) {
        throw node.refuse("the batch's own statistics are asked for", "remove the extra outputs");
      }
    }
    double epsilon = attributes.number("epsilon", 1e-5f);
    node.emitSample(
        new BatchNormalization(epsilon),
        node.parameter(1, "the scale"),
        node.parameter(2, "the bias"),
        node.parameter(3, "the mean"),
        node.parameter(4, "the variance"));
  }

  private static void clip(NodeScope node) {
    boolean asAttributes = node.opset() < 11;
    double lo = Double.NEGATIVE_INFINITY;
    double hi = Double.POSITIVE_INFINITY;
    if (asAttributes) {
      lo = node.attributes().number("min", Float.NEGATIVE_INFINITY);
      hi = node.attributes().number("max", Float.POSITIVE_INFINITY);
    } else {
      lo = node.has(1) ? scalar(node, 1, "the lower bound") : lo;
      hi = node.has(2) ? scalar(node, 2, "the upper bound") : hi;
    }
    emitClip(node, 0, lo, hi);
  }

  /** Max with a scalar is a lower bound, Min an upper one: how some exporters write ReLU6. */
  private static void bound(NodeScope node, boolean lower) {
    if (node.operands() != 2 || node.isConstant(0) == node.isConstant(1)) {
      throw new DiagnosticException(
          node.diagnostic(
              Code.UNSUPPORTED_OPERATOR,
              "'" + (lower ? "Max" : "Min") + "' of these operands has no hardware form",
              "only the maximum or minimum with one constant number is built, as a clip"));
    }
    int bound = node.isConstant(0) ? 0 : 1;
    double value = scalar(node, bound, "the bound");
    emitClip(
        node,
        1 - bound,
        lower ? value : Double.NEGATIVE_INFINITY,
        lower ? Double.POSITIVE_INFINITY : value);
  }

  private static void emitClip(NodeScope node, int operand, double lo, double hi) {
    Clip clip = node.checked(() -> new Clip(lo, hi));
    node.emitOn(operand, clip);
  }

  private static double scalar(NodeScope node, int operand, String what) {
    Constant constant = node.constant(operand, what);
    if (constant.size() != 1 || !constant.isFloat()) {
      throw node.refuse(
          what + " '" + node.name(operand) + "' is not one floating-point number", null);
    }
    return constant.floats()[0];
  }
}

package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Clip;

/** The import of Clip. */
final class Bounds {
  private Bounds() {}

  static void clip(NodeScope node) {
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
    // Where the bounds cross, ONNX gives the upper one.
    double least = Math.min(lo, hi);
    double most = hi;
    node.emit(node.checked(() -> new Clip(least, most)));
  }

  private static double scalar(NodeScope node, int operand, String what) {
    Constant constant = node.constant(operand, what);
    if (constant.size() != 1) {
      throw node.refuse(what + " '" + node.name(operand) + "' is not one number", null);
    }
    return number(constant);
  }

  /** The only element of a constant. */
  static double number(Constant constant) {
    return constant.isFloat() ? constant.floats()[0] : constant.integers()[0];
  }
}

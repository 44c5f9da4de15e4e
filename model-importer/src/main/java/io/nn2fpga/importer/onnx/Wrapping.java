package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.nn.Cast;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;

/** Results of narrow integer types, which keep the low bits of what is computed. */
final class Wrapping {
  private Wrapping() {}

  /** The first result is an operation whose result has the element type of operand 0. */
  static void emit(NodeScope node, NnOperation operation, Operand... operands) {
    emit(node, node.format(0), operation, operands);
  }

  /** Like {@link #emit}, where an operation on integers may give a fraction, which is dropped. */
  static void truncate(NodeScope node, NnOperation operation, Operand... operands) {
    NumberFormat format = node.format(0);
    node.resultFormat(0, format);
    if (format.isInteger()) {
      node.emitOf(new Cast(format, false), node.apply(operation, operands));
    } else {
      node.emitOf(operation, operands);
    }
  }

  /** The first result is an operation, of this element type. */
  static void emit(
      NodeScope node, NumberFormat format, NnOperation operation, Operand... operands) {
    node.resultFormat(0, format);
    // Wider integers are beyond what binary32 holds exactly before they wrap.
    if (format.isInteger() && !format.isWide() && format != NumberFormat.BOOL) {
      node.emitOf(new Cast(format, false), node.apply(operation, operands));
    } else {
      node.emitOf(operation, operands);
    }
  }
}

package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Computed;
import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.List;

/**
 * Operands with all of ONNX's axes, for operators that may use the batch axis like any other: it is
 * added to computed operands as an axis of 1 and taken from the result.
 */
final class WholeTensors {
  private WholeTensors() {}

  /** An operand with its own axes. */
  static Operand operand(NodeScope node, int operand) {
    if (node.isConstant(operand)) {
      return node.parameter(operand, "the operand");
    }
    Operand computed = node.operand(operand);
    if (!node.isBatched()) {
      return computed;
    }
    return node.apply(new Reshape(node.dims(operand)), computed);
  }

  /** The first result is an operation on whole tensors; refuses one without a batch axis of 1. */
  static void emit(NodeScope node, NnOperation operation, Operand... operands) {
    if (!node.isBatched()) {
      node.emitOf(operation, operands);
      return;
    }
    Operand result = node.apply(operation, operands);
    if (result instanceof Computed) {
      List<Integer> shape = node.nnShape(new ArrayList<>(result.type().shape()));
      node.emitOf(new Reshape(shape), result);
    } else {
      throw new IllegalStateException("a batch computed from constants");
    }
  }
}

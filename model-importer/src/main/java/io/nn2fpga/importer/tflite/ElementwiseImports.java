package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import java.util.Map;

/** Operators on each element, or on each line of the last axis. */
final class ElementwiseImports {
  private ElementwiseImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.ofEntries(
          Map.entry("ADD", node -> binary(node, new Add(), true)),
          unary("RELU", new Relu()),
          unary("RELU6", new Clip(0, 6)),
          unary("RELU_N1_TO_1", new Clip(-1, 1)),
          unary("RELU_0_TO_1", new Clip(0, 1)),
          Map.entry("SOFTMAX", ElementwiseImports::softmax));

  private static Map.Entry<String, OperatorImport> unary(String name, NnOperation operation) {
    return Map.entry(name, node -> node.result(node.add(operation, node.x())));
  }

  private static void binary(OperatorScope node, NnOperation operation, boolean commutes) {
    int first = commutes && node.input(0).isConstant() ? 1 : 0;
    String x = node.computed(first);
    String y = node.operand(1 - first, node.shape(x).size());
    node.result(node.activated(node.add(operation, x, y), node.operator().choice(0, 0)));
  }

  private static void softmax(OperatorScope node) {
    float beta = node.operator().real(0, 0);
    if (beta != 1) {
      throw node.refuse("its factor beta is " + beta, "scale the operand by it instead");
    }
    String x = node.x();
    node.result(node.add(new Softmax(node.shape(x).size() - 1), x));
  }
}

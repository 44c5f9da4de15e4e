package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.nn.Hardmax;
import io.nn2fpga.nn.LogSoftmax;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Imports of operators that normalize scores, mostly at the end of a network. */
final class TailImports {
  private TailImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Hardmax", node -> normalize(node, Hardmax::new),
          "LogSoftmax", node -> normalize(node, LogSoftmax::new),
          "Softmax", node -> normalize(node, Softmax::new));

  private static void normalize(NodeScope node, IntFunction<NnOperation> alongAxis) {
    if (node.opset() >= 13) {
      int axis = node.attributes().integer("axis", -1);
      node.emit(alongAxis.apply(node.nnAxis(axis)));
      return;
    }
    // Before opset 13 all axes from the given one on are normalized together.
    int axis = node.nnAxis(node.attributes().integer("axis", 1));
    Operand x = node.operand(0);
    List<Integer> shape = x.type().shape();
    int wide = 0;
    int only = axis;
    for (int i = axis; i < shape.size(); i++) {
      if (shape.get(i) > 1) {
        only = i;
        wide++;
      }
    }
    if (wide <= 1) {
      node.emitOf(alongAxis.apply(only), x);
      return;
    }
    List<Integer> joined = new ArrayList<>(shape.subList(0, axis));
    joined.add(shape.subList(axis, shape.size()).stream().reduce(1, Math::multiplyExact));
    Operand flat = node.apply(new Reshape(joined), x);
    node.emitOf(new Reshape(shape), node.apply(alongAxis.apply(axis), flat));
  }
}

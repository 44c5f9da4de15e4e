package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.Softmax;
import java.util.List;
import java.util.Map;

/** Imports of operators that may end a network and are done by the host driver. */
final class TailImports {
  private TailImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of("ArgMax", TailImports::argMax, "Softmax", TailImports::softmax);

  private static void softmax(NodeScope node) {
    if (node.opset() >= 13) {
      int axis = node.attributes().integer("axis", -1);
      node.emit(new Softmax(node.nnAxis(axis)));
      return;
    }
    // Before opset 13 all axes from the given one on are normalized together.
    List<Integer> dims = node.dims(0);
    int first = node.nnAxis(node.attributes().integer("axis", 1)) + 1;
    int axis = first;
    int wide = 0;
    for (int i = first; i < dims.size(); i++) {
      if (dims.get(i) > 1) {
        axis = i;
        wide++;
      }
    }
    if (wide > 1) {
      throw node.refuse(
          "the softmax runs over several axes of " + dims + " together",
          "export with opset 13 or later");
    }
    node.emit(new Softmax(axis - 1));
  }

  private static void argMax(NodeScope node) {
    boolean keepDims = node.attributes().flag("keepdims", true);
    if (node.attributes().flag("select_last_index", false)) {
      throw node.refuse(
          "attribute 'select_last_index' is 1", "of equal maxima the first is reported");
    }
    int axis = node.nnAxis(node.attributes().integer("axis", 0));
    node.emit(new ArgMax(axis, keepDims));
  }
}

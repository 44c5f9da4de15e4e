package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that move elements and compute none. */
final class ShapeImports {
  private ShapeImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.ofEntries(
          Map.entry("RESHAPE", ShapeImports::reshape),
          Map.entry("SQUEEZE", ShapeImports::reshape),
          Map.entry("EXPAND_DIMS", ShapeImports::reshape),
          Map.entry("TRANSPOSE", ShapeImports::transpose));

  /** The file says what the result looks like, which the elements have to fill. */
  private static void reshape(OperatorScope node) {
    String x = node.x();
    node.result(node.reshape(x, node.declaredShape(0)));
  }

  private static void transpose(OperatorScope node) {
    String x = node.x();
    int[] order = node.numbers(1, "the order of axes");
    List<Integer> perm = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      boolean batch = node.isBatched() && i == 0 && order[i] == 0;
      if (!batch) {
        perm.add(node.axis(order[i], order.length));
      }
    }
    node.result(node.add(node.checked(() -> new Transpose(perm)), x));
  }
}

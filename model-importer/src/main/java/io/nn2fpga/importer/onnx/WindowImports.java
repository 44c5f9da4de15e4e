package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Imports of operators that slide a window. */
final class WindowImports {
  private WindowImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Conv", WindowImports::conv,
          "MaxPool", WindowImports::maxPool,
          "AveragePool", WindowImports::averagePool,
          "GlobalAveragePool", node -> node.emitSample(new GlobalAveragePool()));

  private static void conv(NodeScope node) {
    List<NodeScope.Parameter> parameters = new ArrayList<>();
    parameters.add(node.parameter(1, "the weight"));
    if (node.has(2)) {
      parameters.add(node.parameter(2, "the bias"));
    }
    List<Integer> shape = parameters.get(0).tensor().type().shape();
    List<Integer> weightKernel = shape.subList(Math.min(2, shape.size()), shape.size());
    WindowAttributes window = WindowAttributes.of(node, weightKernel);
    int group = node.attributes().integer("group", 1);
    Conv conv =
        node.checked(
            () ->
                new Conv(
                    window.kernel(), window.strides(), window.pads(), window.dilations(), group));
    node.emitSample(conv, parameters.toArray(NodeScope.Parameter[]::new));
  }

  private static void maxPool(NodeScope node) {
    node.attributes().ignore("storage_order");
    WindowAttributes window = pool(node);
    node.emitSample(new MaxPool(window.kernel(), window.strides(), window.allPads()));
  }

  private static void averagePool(NodeScope node) {
    WindowAttributes window = pool(node);
    boolean countIncludePad =
        node.attributes().flag("count_include_pad", false)
            && !window.pads().equals(Collections.nCopies(4, 0));
    if (countIncludePad && !window.ceilPads().equals(List.of(0, 0))) {
      throw node.refuse(
          "'ceil_mode' with 'count_include_pad' makes windows of unequal divisors",
          "set ceil_mode=0 or count_include_pad=0");
    }
    node.emitSample(
        new AveragePool(window.kernel(), window.strides(), window.allPads(), countIncludePad));
  }

  private static WindowAttributes pool(NodeScope node) {
    WindowAttributes window = WindowAttributes.of(node, null);
    if (window.isDilated()) {
      throw node.refuse(
          "attribute 'dilations' is " + window.dilations(), "dilated pools are not built");
    }
    for (int i = 0; i < 4; i++) {
      if (window.allPads().get(i) >= window.kernel().get(i % 2)) {
        throw node.refuse(
            "pads "
                + window.allPads()
                + " (top, left, bottom, right) leave a window of kernel "
                + window.kernel()
                + " without any input",
            "make every pad smaller than the kernel on its axis, as ONNX Runtime needs it too");
      }
    }
    return window;
  }
}

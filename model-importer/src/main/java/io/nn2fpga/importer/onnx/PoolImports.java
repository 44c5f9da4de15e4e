package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Imports of pools, over any number of axes: maxima and means over a box are those along one axis
 * of those along the others.
 */
final class PoolImports {
  private PoolImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of("MaxPool", PoolImports::maxPool, "AveragePool", PoolImports::averagePool);

  /** Makes a pool over rows and columns. */
  private interface Kind {
    NnOperation over(
        List<Integer> kernel, List<Integer> strides, List<Integer> pads, List<Integer> dilations);
  }

  private static void maxPool(NodeScope node) {
    node.attributes().ignore("storage_order");
    WindowAttributes window = WindowAttributes.of(node, null);
    checkPads(node, window);
    emit(node, window, WindowImports.image(node, 3), MaxPool::new);
  }

  private static void averagePool(NodeScope node) {
    WindowAttributes window = WindowAttributes.of(node, null);
    boolean padded =
        window.begins().stream().anyMatch(p -> p > 0)
            || window.ends().stream().anyMatch(p -> p > 0);
    boolean countIncludePad = node.attributes().flag("count_include_pad", false) && padded;
    boolean partial = window.ceilPads().stream().anyMatch(p -> p > 0);
    NodeScope.Operand x = WindowImports.image(node, 3);
    if (countIncludePad && (partial || !hasInput(window))) {
      // The places of the padding count, those of a last, partial window do not: the former become
      // places of the operand.
      int before = x.type().shape().size() - window.axes();
      List<Integer> begins = new ArrayList<>(Collections.nCopies(before, 0));
      List<Integer> ends = new ArrayList<>(begins);
      begins.addAll(window.begins());
      ends.addAll(window.ends());
      x = node.apply(new Pad(begins, ends, PadMode.CONSTANT, 0), x);
      List<Integer> none = Collections.nCopies(window.axes(), 0);
      window =
          new WindowAttributes(
              window.kernel(), window.strides(), none, none, window.dilations(), window.ceilPads());
      countIncludePad = false;
    }
    checkPads(node, window);
    boolean counts = countIncludePad;
    emit(
        node,
        window,
        x,
        (kernel, strides, pads, dilations) ->
            new AveragePool(kernel, strides, pads, dilations, counts));
  }

  private static boolean hasInput(WindowAttributes window) {
    for (int axis = 0; axis < window.axes(); axis++) {
      if (window.begins().get(axis) >= window.span(axis)
          || window.wholeEnd(axis) >= window.span(axis)) {
        return false;
      }
    }
    return true;
  }

  private static void checkPads(NodeScope node, WindowAttributes window) {
    if (!hasInput(window)) {
      throw node.refuse(
          "pads "
              + Stream.concat(window.begins().stream(), window.ends().stream()).toList()
              + " (all begins, then all ends) leave a window of kernel "
              + window.kernel()
              + " without any input",
          "make every pad smaller than the kernel on its axis, as ONNX Runtime needs it too");
    }
  }

  /** Pools rows and columns together, what axes there are before them one by one. */
  private static void emit(
      NodeScope node, WindowAttributes window, NodeScope.Operand image, Kind kind) {
    int axes = window.axes();
    if (axes <= 2) {
      WindowImports.finish(node, pool(node, window, kind, axes == 1 ? -1 : 0), image);
      return;
    }
    NodeScope.Operand x = image;
    List<Integer> dims = new ArrayList<>(image.type().shape());
    for (int axis = axes - 2; axis >= 0; axis--) {
      boolean last = axis == axes - 2;
      int at = axis + 1;
      int before = (int) Constant.count(dims.subList(0, at));
      List<Integer> shape =
          List.of(before, dims.get(at), (int) Constant.count(dims.subList(at + 1, dims.size())));
      x = node.apply(new Reshape(shape), x);
      x = node.apply(last ? pool(node, window, kind, axis) : rowPool(node, window, kind, axis), x);
      dims.set(at, x.type().extent(1));
      if (last) {
        dims.set(at + 1, x.type().extent(2));
      }
    }
    List<Integer> result = new ArrayList<>(List.of(1));
    result.addAll(dims);
    node.emitOf(new Reshape(node.nnShape(result)), x);
  }

  /** A pool over two axes from the given one on; −1 stands for the only row of a line. */
  private static NnOperation pool(NodeScope node, WindowAttributes window, Kind kind, int axis) {
    int column = axis + 1;
    boolean line = axis < 0;
    return node.checked(
        () ->
            kind.over(
                List.of(line ? 1 : window.kernel().get(axis), window.kernel().get(column)),
                List.of(line ? 1 : window.strides().get(axis), window.strides().get(column)),
                List.of(
                    line ? 0 : window.begins().get(axis),
                    window.begins().get(column),
                    line ? 0 : window.wholeEnd(axis),
                    window.wholeEnd(column)),
                List.of(line ? 1 : window.dilations().get(axis), window.dilations().get(column))));
  }

  /** A pool along one axis. */
  private static NnOperation rowPool(NodeScope node, WindowAttributes window, Kind kind, int axis) {
    return node.checked(
        () ->
            kind.over(
                List.of(window.kernel().get(axis), 1),
                List.of(window.strides().get(axis), 1),
                List.of(window.begins().get(axis), 0, window.wholeEnd(axis), 0),
                List.of(window.dilations().get(axis), 1)));
  }
}

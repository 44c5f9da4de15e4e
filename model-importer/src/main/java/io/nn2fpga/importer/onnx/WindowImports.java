package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Imports of convolutions. Along one axis they are those of an image of one row, so that they have
 * the same hardware.
 */
final class WindowImports {
  private WindowImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Conv", WindowImports::conv,
          "ConvTranspose", WindowImports::convTranspose,
          "GlobalAveragePool", WindowImports::globalAveragePool);

  private static void conv(NodeScope node) {
    NodeScope.Parameter weights = node.parameter(1, "the weight");
    List<Integer> shape = weights.type().shape();
    WindowAttributes window = WindowAttributes.of(node, spatial(shape));
    checkAxes(node, window.axes(), shape);
    int group = node.attributes().integer("group", 1);
    Conv conv =
        node.checked(
            () ->
                new Conv(
                    rows(window.kernel(), 1),
                    rows(window.strides(), 1),
                    pads(window.begins(), window.ends()),
                    rows(window.dilations(), 1),
                    group));
    emit(node, conv, weights);
  }

  private static List<Integer> spatial(List<Integer> weights) {
    return weights.subList(Math.min(2, weights.size()), weights.size());
  }

  private static void checkAxes(NodeScope node, int axes, List<Integer> weights) {
    if (axes > 2) {
      throw node.refuse(
          "a convolution over " + axes + " axes", "only one and two axes have a hardware form");
    }
    if (weights.size() != axes + 2) {
      throw node.refuse("weights of extents " + weights + " for " + axes + " axes", null);
    }
  }

  /** A list for rows and columns; one for columns alone gets a first number for the only row. */
  static List<Integer> rows(List<Integer> columns, int row) {
    return columns.size() == 1 ? List.of(row, columns.get(0)) : columns;
  }

  private static List<Integer> pads(List<Integer> begins, List<Integer> ends) {
    return Stream.concat(rows(begins, 0).stream(), rows(ends, 0).stream()).toList();
  }

  private static void emit(NodeScope node, NnOperation operation, NodeScope.Parameter weights) {
    List<NodeScope.Operand> operands = new ArrayList<>();
    operands.add(image(node, 3));
    operands.add(twoAxes(weights));
    if (node.has(2)) {
      operands.add(node.parameter(2, "the bias"));
    }
    finish(node, operation, operands.toArray(NodeScope.Operand[]::new));
  }

  private static NodeScope.Parameter twoAxes(NodeScope.Parameter weights) {
    List<Integer> shape = weights.type().shape();
    if (shape.size() == 4) {
      return weights;
    }
    Constant flat = new Constant.Floats(shape, weights.tensor().data());
    List<Integer> image = List.of(shape.get(0), shape.get(1), 1, shape.get(2));
    return new NodeScope.Parameter(weights.name(), flat.withDims(image).tensor());
  }

  /**
   * The first operand as one sample of at least {@code rank} axes: channels, rows (one if there are
   * none) and columns.
   */
  static NodeScope.Operand image(NodeScope node, int rank) {
    List<Integer> dims = node.dims(0);
    if (!node.isBatched() && dims.get(0) != 1) {
      throw node.refuse(
          "the operand of extents " + dims + " is a batch", "read axis 0 of the input as batch");
    }
    List<Integer> shape = new ArrayList<>(dims.subList(1, dims.size()));
    while (shape.size() < rank) {
      shape.add(1, 1);
    }
    NodeScope.Operand operand = node.operand(0);
    return operand.type().shape().equals(shape) ? operand : node.apply(new Reshape(shape), operand);
  }

  /** The first result is an operation on images, with as many axes as the first operand has. */
  static void finish(NodeScope node, NnOperation operation, NodeScope.Operand... operands) {
    int axes = node.dims(0).size();
    if (node.isBatched() && axes == 4) {
      node.emitOf(operation, operands);
      return;
    }
    NodeScope.Operand result = node.apply(operation, operands);
    List<Integer> dims = new ArrayList<>(result.type().shape());
    while (dims.size() > axes - 1) {
      dims.remove(1);
    }
    dims.add(0, 1);
    node.emitOf(new Reshape(node.nnShape(dims)), result);
  }

  private static void globalAveragePool(NodeScope node) {
    List<Integer> dims = node.dims(0);
    if (dims.size() < 3) {
      throw node.refuse("a pool over an operand of extents " + dims, null);
    }
    NodeScope.Operand x = image(node, 3);
    if (dims.size() == 4) {
      finish(node, new GlobalAveragePool(), x);
      return;
    }
    int places = (int) Constant.count(dims.subList(2, dims.size()));
    NodeScope.Operand rows = node.apply(new Reshape(List.of(dims.get(1), 1, places)), x);
    List<Integer> result = new ArrayList<>(Collections.nCopies(dims.size(), 1));
    result.set(1, dims.get(1));
    node.emitOf(new Reshape(node.nnShape(result)), node.apply(new GlobalAveragePool(), rows));
  }

  private static void convTranspose(NodeScope node) {
    NodeScope.Parameter weights = node.parameter(1, "the weight");
    List<Integer> shape = weights.type().shape();
    // What auto_pad means here is not what it means for the other windows.
    String autoPad = node.attributes().text("auto_pad", "NOTSET");
    List<Integer> dims = node.dims(0);
    int axes = dims.size() - 2;
    checkAxes(node, axes, shape);
    List<Integer> kernel = node.attributes().integers("kernel_shape");
    if (kernel != null && !kernel.equals(spatial(shape))) {
      throw node.refuse("attribute 'kernel_shape' is " + kernel + " for weights " + shape, null);
    }
    List<Integer> strides = WindowAttributes.list(node, "strides", axes, 1, 1);
    List<Integer> dilations = WindowAttributes.list(node, "dilations", axes, 1, 1);
    List<Integer> added = WindowAttributes.list(node, "output_padding", axes, 0, 0);
    List<Integer> pads = WindowAttributes.list(node, "pads", 2 * axes, 0, 0);
    List<Integer> wanted = node.attributes().integers("output_shape");
    if (wanted != null && wanted.size() == axes + 2) {
      wanted = wanted.subList(2, axes + 2);
    }
    boolean same = autoPad.startsWith("SAME_");
    if (wanted != null && wanted.size() != axes) {
      throw node.refuse("attribute 'output_shape' is " + wanted, null);
    }
    List<Integer> begins = new ArrayList<>(pads.subList(0, axes));
    List<Integer> ends = new ArrayList<>(pads.subList(axes, 2 * axes));
    for (int axis = 0; axis < axes && (wanted != null || same || autoPad.equals("VALID")); axis++) {
      long whole =
          (dims.get(axis + 2) - 1L) * strides.get(axis)
              + (shape.get(axis + 2) - 1L) * dilations.get(axis)
              + 1
              + added.get(axis);
      long extent =
          wanted != null
              ? wanted.get(axis)
              : same ? (long) dims.get(axis + 2) * strides.get(axis) : whole;
      int total = (int) Math.max(Integer.MIN_VALUE, Math.min(1 << 28, whole - extent));
      if (total < 0) {
        // Less than nothing to cut off: a result of given extents gets further places at its end.
        added = new ArrayList<>(added);
        added.set(axis, added.get(axis) - (wanted != null ? total : 0));
        total = 0;
      }
      boolean upper = autoPad.equals("SAME_UPPER");
      begins.set(axis, upper ? total / 2 : total - total / 2);
      ends.set(axis, upper ? total - total / 2 : total / 2);
    }
    List<Integer> outputPadding = rows(added, 0);
    int group = node.attributes().integer("group", 1);
    emit(
        node,
        node.checked(
            () ->
                new ConvTranspose(
                    rows(spatial(shape), 1),
                    rows(strides, 1),
                    pads(begins, ends),
                    rows(dilations, 1),
                    outputPadding,
                    group)),
        weights);
  }
}

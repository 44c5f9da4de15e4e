package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that take parts of a tensor; axes and places are counted as in the file. */
final class SliceImports {
  private SliceImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.of(
          "REVERSE_V2", SliceImports::reverse,
          "SLICE", SliceImports::slice,
          "SPLIT", SliceImports::split,
          "SPLIT_V", SliceImports::splitSizes,
          "STRIDED_SLICE", SliceImports::stridedSlice,
          "UNPACK", SliceImports::unpack);

  private static void slice(OperatorScope node) {
    String x = node.x();
    List<Integer> shape = node.fileShape(x);
    int[] starts = node.numbers(1, "the first places");
    int[] sizes = node.numbers(2, "the sizes");
    if (starts.length != shape.size() || sizes.length != shape.size()) {
      throw node.refuse(starts.length + " places of " + shape.size() + " axes", null);
    }
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = sizes[axis] == -1 ? shape.get(axis) - starts[axis] : sizes[axis];
    }
    node.result(part(node, x, starts, ones(shape.size()), sizes));
  }

  private static void reverse(OperatorScope node) {
    String x = node.x();
    List<Integer> shape = node.fileShape(x);
    int[] starts = new int[shape.size()];
    int[] steps = ones(shape.size());
    for (int axis : node.numbers(1, "the axes")) {
      int counted = axis < 0 ? axis + steps.length : axis;
      node.axis(counted, steps.length);
      steps[counted] = -1;
      starts[counted] = shape.get(counted) - 1;
    }
    node.result(part(node, x, starts, steps, shape.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static void split(OperatorScope node) {
    String x = node.computed(1);
    int count = node.outputs();
    int[] axis = node.numbers(0, "the axis");
    int extent = axis.length == 1 ? extent(node, x, axis[0]) : 0;
    if (extent % count != 0 || extent == 0) {
      throw node.refuse("it splits an axis of " + extent + " in " + count, null);
    }
    int[] sizes = new int[count];
    Arrays.fill(sizes, extent / count);
    parts(node, x, axis[0], sizes, false);
  }

  private static void splitSizes(OperatorScope node) {
    String x = node.x();
    int[] axis = node.numbers(2, "the axis");
    int[] sizes = node.numbers(1, "the sizes");
    if (axis.length != 1 || sizes.length != node.outputs()) {
      throw node.refuse(sizes.length + " sizes for " + node.outputs() + " results", null);
    }
    int known = Arrays.stream(sizes).filter(size -> size != -1).sum();
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = sizes[i] == -1 ? extent(node, x, axis[0]) - known : sizes[i];
    }
    parts(node, x, axis[0], sizes, false);
  }

  private static void unpack(OperatorScope node) {
    String x = node.x();
    int axis = node.operator().option(1, 0);
    if (extent(node, x, axis) != node.outputs()) {
      throw node.refuse(node.outputs() + " results for " + extent(node, x, axis) + " parts", null);
    }
    parts(node, x, axis, ones(node.outputs()), true);
  }

  private static int extent(OperatorScope node, String x, int axis) {
    List<Integer> shape = node.fileShape(x);
    node.axis(axis, shape.size());
    return shape.get(axis < 0 ? axis + shape.size() : axis);
  }

  /** Parts one after the other along an axis, each a result. */
  private static void parts(OperatorScope node, String x, int axis, int[] sizes, boolean drop) {
    List<Integer> shape = node.fileShape(x);
    int counted = axis < 0 ? axis + shape.size() : axis;
    int[] starts = new int[shape.size()];
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    for (int i = 0; i < sizes.length; i++) {
      extents[counted] = sizes[i];
      String part = part(node, x, starts, ones(starts.length), extents);
      if (drop) {
        List<Integer> rest = new ArrayList<>(node.shape(part));
        rest.remove(node.axis(counted, shape.size()));
        part = node.reshape(part, rest);
      }
      node.result(i, part);
      starts[counted] += sizes[i];
    }
  }

  private static void stridedSlice(OperatorScope node) {
    String x = node.x();
    StridedSlice slice =
        new StridedSlice(
            node,
            node.fileShape(x),
            node.numbers(1, "the first places"),
            node.numbers(2, "the ends"),
            node.numbers(3, "the steps"));
    String part = part(node, x, slice.starts(), slice.steps(), slice.extents());
    List<Integer> shape = slice.resultShape();
    if (node.isBatched()) {
      if (!slice.keepsBatch()) {
        throw node.mixesBatch();
      }
      shape = shape.subList(1, shape.size());
    }
    node.result(node.reshape(part, shape));
  }

  /** Places of every axis that the file counts; in a batch those of axis 0 have to be all. */
  private static String part(
      OperatorScope node, String x, int[] starts, int[] steps, int[] extents) {
    List<Integer> shape = node.fileShape(x);
    for (int axis = 0; axis < starts.length; axis++) {
      long last = starts[axis] + (extents[axis] - 1L) * steps[axis];
      int extent = shape.get(axis);
      if (extents[axis] < 1
          || Math.min(starts[axis], last) < 0
          || Math.max(starts[axis], last) >= extent) {
        throw node.refuse(
            extents[axis] + " places from " + starts[axis] + " of " + extent + " on axis " + axis,
            null);
      }
    }
    List<Integer> begins = node.perAxis(starts, 0, starts.length);
    List<Integer> strides = node.perAxis(steps, 1, steps.length);
    int from = node.isBatched() ? 1 : 0;
    List<Integer> counts = Arrays.stream(extents).skip(from).boxed().toList();
    if (counts.equals(node.shape(x)) && begins.stream().allMatch(b -> b == 0)) {
      return x;
    }
    return node.add(node.checked(() -> new Slice(begins, strides, counts)), x);
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}

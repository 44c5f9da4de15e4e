package io.nn2fpga.importer.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that convolutions and pools share, with implied padding made explicit. All have
 * one number for each axis behind batch and channels.
 *
 * @param kernel extents of the window
 * @param strides from one window to the next
 * @param begins padding before the first place, without {@code ceilPads}
 * @param ends padding behind the last place, without {@code ceilPads}
 * @param dilations from one tap to the next
 * @param ceilPads further places at the end that {@code ceil_mode} asks for
 */
record WindowAttributes(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> begins,
    List<Integer> ends,
    List<Integer> dilations,
    List<Integer> ceilPads) {

  private static final int MAX_EXTENT = 1 << 20;

  /**
   * Reads the attributes of a node with an operand {@code [N, C, ...]}.
   *
   * @param weightKernel the weights' extents, or null for pools
   */
  static WindowAttributes of(NodeScope node, @Nullable List<Integer> weightKernel) {
    List<Integer> dims = node.dims(0);
    if (dims.size() < 3) {
      throw node.refuse(
          "a window over an operand of extents " + dims,
          "windows go over the axes behind [batch, channels]");
    }
    int axes = dims.size() - 2;
    List<Integer> kernel = node.attributes().integers("kernel_shape");
    if (kernel == null) {
      kernel = weightKernel;
    }
    if (kernel == null) {
      throw node.refuse("attribute 'kernel_shape' is missing", null);
    }
    range(node, "kernel_shape", kernel, axes, 1);
    List<Integer> strides = list(node, "strides", axes, 1, 1);
    List<Integer> dilations = list(node, "dilations", axes, 1, 1);
    List<Integer> explicit = list(node, "pads", 2 * axes, 0, 0);
    String autoPad = node.attributes().text("auto_pad", "NOTSET");
    boolean ceil = node.attributes().flag("ceil_mode", false);
    List<Integer> none = Collections.nCopies(axes, 0);
    List<Integer> begins = none;
    List<Integer> ends = none;
    List<Integer> ceilPads = new ArrayList<>(none);
    if (autoPad.equals("NOTSET") || autoPad.isEmpty()) {
      begins = explicit.subList(0, axes);
      ends = explicit.subList(axes, 2 * axes);
    } else if (autoPad.startsWith("SAME_")) {
      boolean lower = autoPad.equals("SAME_LOWER");
      begins = new ArrayList<>();
      ends = new ArrayList<>();
      for (int axis = 0; axis < axes; axis++) {
        int span = span(kernel.get(axis), dilations.get(axis));
        int total = samePad(dims.get(axis + 2), span, strides.get(axis));
        begins.add(lower ? total - total / 2 : total / 2);
        ends.add(lower ? total / 2 : total - total / 2);
      }
    } else if (!autoPad.equals("VALID")) {
      throw node.refuse("attribute 'auto_pad' is '" + autoPad + "'", null);
    }
    for (int axis = 0; ceil && axis < axes; axis++) {
      int span = span(kernel.get(axis), dilations.get(axis));
      ceilPads.set(
          axis,
          ceilPad(dims.get(axis + 2), span, strides.get(axis), begins.get(axis), ends.get(axis)));
    }
    return new WindowAttributes(kernel, strides, begins, ends, dilations, ceilPads);
  }

  /** Number of axes that the window goes over. */
  int axes() {
    return kernel.size();
  }

  /** Padding at the end with what {@code ceil_mode} asks for. */
  int wholeEnd(int axis) {
    return ends.get(axis) + ceilPads.get(axis);
  }

  /** Places that a window reaches over along an axis. */
  int span(int axis) {
    return span(kernel.get(axis), dilations.get(axis));
  }

  /** A list of one number an axis, each at least {@code least}; refuses any other. */
  static List<Integer> list(NodeScope node, String name, int count, int least, int defaultValue) {
    List<Integer> values = node.attributes().integers(name);
    if (values == null) {
      return Collections.nCopies(count, defaultValue);
    }
    range(node, name, values, count, least);
    return values;
  }

  private static void range(
      NodeScope node, String name, List<Integer> values, int count, int least) {
    if (values.size() != count) {
      throw node.refuse(
          "attribute '" + name + "' is " + values + " instead of " + count + " numbers", null);
    }
    if (values.stream().anyMatch(v -> v < least || v > MAX_EXTENT)) {
      throw node.refuse(
          "attribute '"
              + name
              + "' is "
              + values
              + ", with a number outside "
              + least
              + " to "
              + MAX_EXTENT,
          null);
    }
  }

  private static int span(int kernel, int dilation) {
    return (int) Math.min((long) dilation * (kernel - 1) + 1, MAX_EXTENT);
  }

  /** As much padding as makes ceil(extent / stride) windows. */
  private static int samePad(int extent, int span, int stride) {
    int windows = (extent - 1) / stride + 1;
    return Math.max(0, (windows - 1) * stride + span - extent);
  }

  /** Padding at the end for a last, partial window; none if it would start in the padding. */
  private static int ceilPad(int extent, int span, int stride, int begin, int end) {
    int padded = extent + begin + end;
    if (padded < span) {
      return 0;
    }
    int rest = (padded - span) % stride;
    int lastStart = padded - span - rest + stride;
    return rest == 0 || lastStart >= extent + begin ? 0 : stride - rest;
  }
}

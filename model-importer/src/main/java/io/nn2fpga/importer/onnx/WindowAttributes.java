package io.nn2fpga.importer.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that convolutions and pools share, with implied padding made explicit.
 *
 * @param kernel rows and columns of the window
 * @param strides rows and columns from one window to the next
 * @param pads padding: top, left, bottom, right, without {@code ceilPads}
 * @param dilations rows and columns from one tap to the next
 * @param ceilPads further rows and columns at the bottom and right that {@code ceil_mode} asks for
 */
record WindowAttributes(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    List<Integer> ceilPads) {

  private static final int MAX_EXTENT = 1 << 20;

  /**
   * Reads the attributes of a node with an operand {@code [1, C, H, W]}.
   *
   * @param weightKernel the weights' rows and columns, or null for pools
   */
  static WindowAttributes of(NodeScope node, @Nullable List<Integer> weightKernel) {
    List<Integer> dims = node.dims(0);
    if (dims.size() != 4) {
      throw node.refuse(
          "a window over an operand of extents " + dims,
          "only two-dimensional windows over [batch, channels, rows, columns] are built");
    }
    List<Integer> kernel = node.attributes().integers("kernel_shape");
    if (kernel == null) {
      kernel = weightKernel;
    }
    if (kernel == null) {
      throw node.refuse("attribute 'kernel_shape' is missing", null);
    }
    range(node, "kernel_shape", kernel, 2, 1);
    List<Integer> strides = list(node, "strides", List.of(1, 1), 1);
    List<Integer> dilations = list(node, "dilations", List.of(1, 1), 1);
    List<Integer> explicit = list(node, "pads", List.of(0, 0, 0, 0), 0);
    String autoPad = node.attributes().text("auto_pad", "NOTSET");
    boolean ceil = node.attributes().flag("ceil_mode", false);
    List<Integer> spans = spans(kernel, dilations);
    List<Integer> pads =
        switch (autoPad) {
          case "NOTSET", "" -> explicit;
          case "VALID" -> List.of(0, 0, 0, 0);
          case "SAME_UPPER" -> samePads(dims, spans, strides, false);
          case "SAME_LOWER" -> samePads(dims, spans, strides, true);
          default -> throw node.refuse("attribute 'auto_pad' is '" + autoPad + "'", null);
        };
    List<Integer> ceilPads = List.of(0, 0);
    if (ceil) {
      ceilPads =
          List.of(
              ceilPad(dims.get(2), spans.get(0), strides.get(0), pads.get(0), pads.get(2)),
              ceilPad(dims.get(3), spans.get(1), strides.get(1), pads.get(1), pads.get(3)));
    }
    return new WindowAttributes(kernel, strides, pads, dilations, ceilPads);
  }

  /** All padding: {@code pads} and {@code ceilPads} together. */
  List<Integer> allPads() {
    return List.of(
        pads.get(0), pads.get(1), pads.get(2) + ceilPads.get(0), pads.get(3) + ceilPads.get(1));
  }

  /** Whether a tap skips rows or columns. */
  boolean isDilated() {
    return dilations.stream().anyMatch(d -> d != 1);
  }

  private static List<Integer> list(
      NodeScope node, String name, List<Integer> defaultValue, int least) {
    List<Integer> values = node.attributes().integers(name);
    if (values == null) {
      return defaultValue;
    }
    range(node, name, values, defaultValue.size(), least);
    return values;
  }

  private static void range(
      NodeScope node, String name, List<Integer> values, int count, int least) {
    if (values.size() != count) {
      throw node.refuse(
          "attribute '" + name + "' is " + values + " instead of " + count + " numbers",
          "only two-dimensional windows are built");
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

  private static List<Integer> spans(List<Integer> kernel, List<Integer> dilations) {
    List<Integer> spans = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      long span = (long) dilations.get(axis) * (kernel.get(axis) - 1) + 1;
      spans.add((int) Math.min(span, MAX_EXTENT));
    }
    return spans;
  }

  /** As much padding as makes ceil(extent / stride) windows; the odd one at the end, or lower. */
  private static List<Integer> samePads(
      List<Integer> dims, List<Integer> spans, List<Integer> strides, boolean lower) {
    int[] pads = new int[4];
    for (int axis = 0; axis < 2; axis++) {
      int extent = dims.get(axis + 2);
      int windows = (extent - 1) / strides.get(axis) + 1;
      int total = Math.max(0, (windows - 1) * strides.get(axis) + spans.get(axis) - extent);
      int less = total / 2;
      pads[axis] = lower ? total - less : less;
      pads[axis + 2] = lower ? less : total - less;
    }
    return List.of(pads[0], pads[1], pads[2], pads[3]);
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

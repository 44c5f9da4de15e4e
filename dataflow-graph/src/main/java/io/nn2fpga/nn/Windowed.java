package io.nn2fpga.nn;

import java.util.List;

/** Trait: slides a window over the rows and columns of a {@code [C, H, W]} tensor. */
public interface Windowed {
  /** Rows and columns of the window. */
  List<Integer> kernel();

  /** Rows and columns from one window to the next. */
  List<Integer> strides();

  /** Padding rows and columns: top, left, bottom, right. */
  List<Integer> pads();

  /** Rows and columns from one tap to the next. */
  default List<Integer> dilations() {
    return List.of(1, 1);
  }

  /**
   * Windows along one axis.
   *
   * @param axis 0 for rows, 1 for columns
   * @param extent of the operand along that axis
   * @throws IllegalArgumentException if the window is larger than the padded operand
   */
  default int windows(int axis, int extent) {
    long span = (long) dilations().get(axis) * (kernel().get(axis) - 1) + 1;
    long padded = (long) extent + pads().get(axis) + pads().get(axis + 2);
    if (span > padded) {
      throw new IllegalArgumentException(
          "a window of " + span + (axis == 0 ? " rows" : " columns") + " over " + padded);
    }
    return Math.toIntExact((padded - span) / strides().get(axis) + 1);
  }

  /**
   * Checks attributes for the ranges that {@link #windows} relies on.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  static void check(
      List<Integer> kernel, List<Integer> strides, List<Integer> pads, List<Integer> dilations) {
    range("kernel", kernel, 2, 1);
    range("strides", strides, 2, 1);
    range("pads", pads, 4, 0);
    range("dilations", dilations, 2, 1);
  }

  private static void range(String name, List<Integer> values, int count, int least) {
    if (values.size() != count || values.stream().anyMatch(v -> v < least || v > 1 << 20)) {
      throw new IllegalArgumentException(name + " " + values);
    }
  }
}

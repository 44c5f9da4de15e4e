package io.nn2fpga.op;

import io.nn2fpga.ir.ElementType;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/**
 * Geometry of a window that slides over the rows and columns of a frame.
 *
 * @param kernel rows and columns of the window, each at least 1
 * @param strides rows and columns between neighbouring windows, each at least 1
 * @param pads places added at the top, left, bottom and right, each at least 0
 * @param dilations rows and columns from one tap of the window to the next, each at least 1
 */
public record Window(
    List<Integer> kernel, List<Integer> strides, List<Integer> pads, List<Integer> dilations) {

  /** The window of what works on each pixel alone. */
  public static final Window POINT = new Window(List.of(1, 1), List.of(1, 1), List.of(0, 0, 0, 0));

  /** Copies and checks the lists. */
  public Window {
    kernel = checked("kernel", kernel, 2, 1);
    strides = checked("strides", strides, 2, 1);
    pads = checked("pads", pads, 4, 0);
    dilations = checked("dilations", dilations, 2, 1);
  }

  /** A window whose taps are neighbours. */
  public Window(List<Integer> kernel, List<Integer> strides, List<Integer> pads) {
    this(kernel, strides, pads, List.of(1, 1));
  }

  private static List<Integer> checked(String name, List<Integer> list, int size, int least) {
    if (list.size() != size || list.stream().anyMatch(v -> v < least)) {
      throw new IllegalArgumentException(
          name + " " + list + ": needs " + size + " numbers of at least " + least);
    }
    return List.copyOf(list);
  }

  /**
   * Checks that every window overlaps the frame, as a pool and a window generator need.
   *
   * @throws IllegalArgumentException if a pad is as large as the rows or columns that a window
   *     spans
   */
  public Window requireNoEmptyWindow() {
    if (Math.max(padTop(), padBottom()) >= spanHeight()
        || Math.max(padLeft(), padRight()) >= spanWidth()) {
      throw new IllegalArgumentException(
          "pads " + pads + " leave a window of kernel " + kernel + " without any input");
    }
    return this;
  }

  /** Rows of taps. */
  public int kernelHeight() {
    return kernel.get(0);
  }

  /** Columns of taps. */
  public int kernelWidth() {
    return kernel.get(1);
  }

  /** Taps, KH·KW. */
  public int taps() {
    return kernelHeight() * kernelWidth();
  }

  /** Rows from one tap to the next. */
  public int dilationHeight() {
    return dilations.get(0);
  }

  /** Columns from one tap to the next. */
  public int dilationWidth() {
    return dilations.get(1);
  }

  /** Rows from a window's first tap to its last, both included: (KH − 1)·DH + 1. */
  public int spanHeight() {
    return (kernelHeight() - 1) * dilationHeight() + 1;
  }

  /** Columns from a window's first tap to its last, both included: (KW − 1)·DW + 1. */
  public int spanWidth() {
    return (kernelWidth() - 1) * dilationWidth() + 1;
  }

  /** Rows between neighbouring windows. */
  public int strideHeight() {
    return strides.get(0);
  }

  /** Columns between neighbouring windows. */
  public int strideWidth() {
    return strides.get(1);
  }

  /** Rows added above. */
  public int padTop() {
    return pads.get(0);
  }

  /** Columns added on the left. */
  public int padLeft() {
    return pads.get(1);
  }

  /** Rows added below. */
  public int padBottom() {
    return pads.get(2);
  }

  /** Columns added on the right. */
  public int padRight() {
    return pads.get(3);
  }

  /** Whether any place is added. */
  public boolean isPadded() {
    return pads.stream().anyMatch(p -> p > 0);
  }

  /** Whether the frame is its own windows: 1×1, stride 1, nothing added. */
  public boolean isPointwise() {
    return taps() == 1 && strides.equals(List.of(1, 1)) && !isPadded();
  }

  /**
   * What a layer gives that computes one pixel from each window.
   *
   * @param frame {@code [H, W, C]}
   * @return {@code [OH, OW, channels]}
   * @throws IllegalArgumentException if the window is larger than the padded frame
   */
  public TensorType result(TensorType frame, ElementType element, int channels) {
    return TensorType.of(
        element, outputHeight(frame.extent(0)), outputWidth(frame.extent(1)), channels);
  }

  /**
   * Rows of windows over a frame of {@code height} rows.
   *
   * @throws IllegalArgumentException if the window is taller than the padded frame
   */
  public int outputHeight(int height) {
    return extent(height + padTop() + padBottom(), spanHeight(), strideHeight());
  }

  /**
   * Columns of windows over a frame of {@code width} columns.
   *
   * @throws IllegalArgumentException if the window is wider than the padded frame
   */
  public int outputWidth(int width) {
    return extent(width + padLeft() + padRight(), spanWidth(), strideWidth());
  }

  private static int extent(int padded, int span, int stride) {
    if (span > padded) {
      throw new IllegalArgumentException(
          "a window of " + span + " does not fit " + padded + " padded places");
    }
    return (padded - span) / stride + 1;
  }
}

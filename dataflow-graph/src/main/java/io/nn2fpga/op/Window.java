package io.nn2fpga.op;

import java.util.List;

/**
 * Geometry of a window that slides over the rows and columns of a frame.
 *
 * @param kernel rows and columns of the window, each at least 1
 * @param strides rows and columns between neighbouring windows, each at least 1
 * @param pads places added at the top, left, bottom and right, each at least 0
 */
public record Window(List<Integer> kernel, List<Integer> strides, List<Integer> pads) {

  /** Copies and checks the lists. */
  public Window {
    kernel = checked("kernel", kernel, 2, 1);
    strides = checked("strides", strides, 2, 1);
    pads = checked("pads", pads, 4, 0);
  }

  private static List<Integer> checked(String name, List<Integer> list, int size, int least) {
    if (list.size() != size || list.stream().anyMatch(v -> v < least)) {
      throw new IllegalArgumentException(
          name + " " + list + ": needs " + size + " numbers of at least " + least);
    }
    return List.copyOf(list);
  }

  /**
   * Checks that every window holds at least one place of the frame, as a pool needs.
   *
   * @throws IllegalArgumentException if a pad is as large as the kernel
   */
  public Window requireNoEmptyWindow() {
    if (Math.max(padTop(), padBottom()) >= kernelHeight()
        || Math.max(padLeft(), padRight()) >= kernelWidth()) {
      throw new IllegalArgumentException(
          "pads " + pads + " leave a window of kernel " + kernel + " without any input");
    }
    return this;
  }

  /** Rows of the window. */
  public int kernelHeight() {
    return kernel.get(0);
  }

  /** Columns of the window. */
  public int kernelWidth() {
    return kernel.get(1);
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

  /**
   * Rows of windows over a frame of {@code height} rows.
   *
   * @throws IllegalArgumentException if the window is taller than the padded frame
   */
  public int outputHeight(int height) {
    return extent(height + padTop() + padBottom(), kernelHeight(), strideHeight());
  }

  /**
   * Columns of windows over a frame of {@code width} columns.
   *
   * @throws IllegalArgumentException if the window is wider than the padded frame
   */
  public int outputWidth(int width) {
    return extent(width + padLeft() + padRight(), kernelWidth(), strideWidth());
  }

  private static int extent(int padded, int kernel, int stride) {
    if (kernel > padded) {
      throw new IllegalArgumentException(
          "a window of " + kernel + " does not fit " + padded + " padded places");
    }
    return (padded - kernel) / stride + 1;
  }
}

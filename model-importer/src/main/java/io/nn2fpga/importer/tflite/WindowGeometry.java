package io.nn2fpga.importer.tflite;

import java.util.List;

/**
 * The window of a convolution or pool over rows and columns.
 *
 * @param kernel rows and columns of the window
 * @param strides rows and columns from one window to the next
 * @param dilations rows and columns from one tap to the next
 * @param pads padding rows and columns: top, left, bottom, right
 */
record WindowGeometry(
    List<Integer> kernel, List<Integer> strides, List<Integer> dilations, List<Integer> pads) {

  /**
   * A window with the padding that the schema's {@code Padding} stands for: SAME (0) makes ⌈extent
   * / stride⌉ windows, the odd row or column of padding at the end; VALID (1) pads nothing.
   *
   * @param frame rows and columns that the window slides over
   */
  static WindowGeometry of(
      OperatorScope operator,
      int padding,
      List<Integer> frame,
      List<Integer> kernel,
      List<Integer> strides,
      List<Integer> dilations) {
    for (int axis = 0; axis < 2; axis++) {
      if (kernel.get(axis) < 1 || strides.get(axis) < 1 || dilations.get(axis) < 1) {
        throw operator.refuse(
            "kernel " + kernel + ", strides " + strides + ", dilations " + dilations, null);
      }
    }
    int[] pads = new int[4];
    for (int axis = 0; axis < 2 && padding == 0; axis++) {
      long extent = frame.get(axis);
      long stride = strides.get(axis);
      long windows = (extent + stride - 1) / stride;
      long span = (kernel.get(axis) - 1L) * dilations.get(axis) + 1;
      long total = Math.max(0, (windows - 1) * stride + span - extent);
      if (total > Integer.MAX_VALUE) {
        throw operator.refuse("a window of " + span + " places", null);
      }
      pads[axis] = (int) (total / 2);
      pads[axis + 2] = (int) (total - total / 2);
    }
    if (padding != 0 && padding != 1) {
      throw operator.refuse("its padding is number " + padding, null);
    }
    return new WindowGeometry(
        kernel, strides, dilations, List.of(pads[0], pads[1], pads[2], pads[3]));
  }
}

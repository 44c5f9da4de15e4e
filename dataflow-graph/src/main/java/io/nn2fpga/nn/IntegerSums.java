package io.nn2fpga.nn;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.TensorType;

/** Exact sums of products of codes without their zero points. */
final class IntegerSums {
  private IntegerSums() {}

  /**
   * Σ (w − z_w)·(q − z_x) of a convolution, {@code [OC, OH, OW]}; padding adds nothing.
   *
   * @param weightZeros of each output channel
   */
  static long[] of(Conv conv, IntTensor x, int zero, IntTensor weights, int[] weightZeros) {
    TensorType type = x.type();
    int height = type.extent(1);
    int width = type.extent(2);
    int rows = conv.windows(0, height);
    int columns = conv.windows(1, width);
    int outputs = weights.type().extent(0);
    int inner = weights.type().extent(1);
    int kernelHeight = conv.kernel().get(0);
    int kernelWidth = conv.kernel().get(1);
    int stride = conv.strides().get(1);
    int dilation = conv.dilations().get(1);
    long[] sums = new long[outputs * rows * columns];
    for (int oc = 0; oc < outputs; oc++) {
      int firstChannel = oc / (outputs / conv.group()) * inner;
      for (int oy = 0; oy < rows; oy++) {
        int result = (oc * rows + oy) * columns;
        for (int ic = 0; ic < inner; ic++) {
          for (int ky = 0; ky < kernelHeight; ky++) {
            int y = oy * conv.strides().get(0) - conv.pads().get(0) + ky * conv.dilations().get(0);
            if (y < 0 || y >= height) {
              continue;
            }
            int line = ((firstChannel + ic) * height + y) * width;
            int tap = ((oc * inner + ic) * kernelHeight + ky) * kernelWidth;
            for (int ox = 0; ox < columns; ox++) {
              int left = ox * stride - conv.pads().get(1);
              long sum = 0;
              for (int kx = 0; kx < kernelWidth; kx++) {
                int column = left + kx * dilation;
                if (column >= 0 && column < width) {
                  sum +=
                      (long) (weights.data()[tap + kx] - weightZeros[oc])
                          * (x.data()[line + column] - zero);
                }
              }
              sums[result + ox] += sum;
            }
          }
        }
      }
    }
    return sums;
  }

  /**
   * Σ (w − z_w)·(q − z_x) of a dense layer, {@code [OC]}.
   *
   * @param weightZeros of each output
   */
  static long[] dense(IntTensor x, int zero, IntTensor weights, int[] weightZeros) {
    int features = x.data().length;
    long[] sums = new long[weights.type().extent(0)];
    for (int oc = 0; oc < sums.length; oc++) {
      for (int i = 0; i < features; i++) {
        sums[oc] +=
            (long) (weights.data()[oc * features + i] - weightZeros[oc]) * (x.data()[i] - zero);
      }
    }
    return sums;
  }
}

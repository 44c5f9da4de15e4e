package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** What the pools share: the walk over the windows of each channel. */
final class Pooling {
  private Pooling() {}

  /** The part of a window along one axis that is not padding: first, first + step, ... < end. */
  record Span(int first, int step, int end) {
    int places() {
      return first >= end ? 0 : (end - first - 1) / step + 1;
    }
  }

  /** Reduces the places of a window in one plane of {@code x} to a number. */
  interface Reduction {
    float apply(float[] x, int plane, int width, Span rows, Span columns);
  }

  static void check(
      List<Integer> kernel, List<Integer> strides, List<Integer> pads, List<Integer> dilations) {
    Windowed.check(kernel, strides, pads, dilations);
    for (int i = 0; i < 4; i++) {
      long span = (kernel.get(i % 2) - 1L) * dilations.get(i % 2) + 1;
      if (pads.get(i) >= span) {
        throw new IllegalArgumentException("pads " + pads + " for a kernel of " + kernel);
      }
    }
  }

  static List<Type> inferTypes(Windowed pool, List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, 3, "the input");
    return Operands.result(x.extent(0), pool.windows(0, x.extent(1)), pool.windows(1, x.extent(2)));
  }

  static float[] reduce(Windowed pool, FloatTensor x, Reduction reduction) {
    int channels = x.type().extent(0);
    int height = x.type().extent(1);
    int width = x.type().extent(2);
    int rows = pool.windows(0, height);
    int columns = pool.windows(1, width);
    float[] result = new float[channels * rows * columns];
    for (int oy = 0; oy < rows; oy++) {
      Span y = span(pool, 0, oy, height);
      for (int ox = 0; ox < columns; ox++) {
        Span column = span(pool, 1, ox, width);
        for (int c = 0; c < channels; c++) {
          result[(c * rows + oy) * columns + ox] =
              reduction.apply(x.data(), c * height * width, width, y, column);
        }
      }
    }
    return result;
  }

  private static Span span(Windowed pool, int axis, int window, int extent) {
    int step = pool.dilations().get(axis);
    int start = window * pool.strides().get(axis) - pool.pads().get(axis);
    int end = start + (pool.kernel().get(axis) - 1) * step + 1;
    int first = start < 0 ? Math.floorMod(start, step) : start;
    return new Span(first, step, Math.min(extent, end));
  }
}

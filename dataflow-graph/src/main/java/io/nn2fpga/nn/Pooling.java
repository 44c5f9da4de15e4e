package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** What the pools share: the walk over the windows of each channel. */
final class Pooling {
  private Pooling() {}

  /** The part of a window that is not padding: rows top ≤ y < bottom, columns left ≤ x < right. */
  record Rectangle(int top, int left, int bottom, int right) {
    int places() {
      return (bottom - top) * (right - left);
    }
  }

  /** Reduces the places of a window in one plane of {@code x} to a number. */
  interface Reduction {
    float apply(float[] x, int plane, int width, Rectangle window);
  }

  static void check(List<Integer> kernel, List<Integer> strides, List<Integer> pads) {
    Windowed.check(kernel, strides, pads, List.of(1, 1));
    for (int i = 0; i < 4; i++) {
      if (pads.get(i) >= kernel.get(i % 2)) {
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
      int y = oy * pool.strides().get(0) - pool.pads().get(0);
      for (int ox = 0; ox < columns; ox++) {
        int left = ox * pool.strides().get(1) - pool.pads().get(1);
        Rectangle window =
            new Rectangle(
                Math.max(0, y),
                Math.max(0, left),
                Math.min(height, y + pool.kernel().get(0)),
                Math.min(width, left + pool.kernel().get(1)));
        for (int c = 0; c < channels; c++) {
          result[(c * rows + oy) * columns + ox] =
              reduction.apply(x.data(), c * height * width, width, window);
        }
      }
    }
    return result;
  }
}

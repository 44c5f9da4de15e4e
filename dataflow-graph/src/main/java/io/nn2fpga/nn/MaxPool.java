package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Maximum over a window of each channel of {@code [C, H, W]}; padded places do not count.
 *
 * @param kernel rows and columns of the window
 * @param strides rows and columns from one window to the next
 * @param pads padding rows and columns: top, left, bottom, right; less than the kernel
 */
public record MaxPool(List<Integer> kernel, List<Integer> strides, List<Integer> pads)
    implements NnOperation, Windowed, ScalePreserving {

  /** Copies and checks the attributes. */
  public MaxPool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    Pooling.check(kernel, strides, pads);
  }

  @Override
  public String mnemonic() {
    return "max-pool";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return Pooling.inferTypes(this, inputs);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] result = Pooling.reduce(this, (FloatTensor) inputs.get(0), MaxPool::maximum);
    return List.of(Operands.result(this, inputs, result));
  }

  private static float maximum(float[] x, int plane, int width, Pooling.Rectangle window) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int y = window.top(); y < window.bottom(); y++) {
      for (int column = window.left(); column < window.right(); column++) {
        maximum = Math.max(maximum, x[plane + y * width + column]);
      }
    }
    return maximum;
  }
}

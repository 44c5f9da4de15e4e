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
 * @param pads padding rows and columns: top, left, bottom, right; less than what the window spans
 * @param dilations rows and columns from one place of a window to the next
 */
public record MaxPool(
    List<Integer> kernel, List<Integer> strides, List<Integer> pads, List<Integer> dilations)
    implements NnOperation, Windowed, ScalePreserving {

  /** Copies and checks the attributes. */
  public MaxPool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
    Pooling.check(kernel, strides, pads, dilations);
  }

  /** A pool over windows without gaps. */
  public MaxPool(List<Integer> kernel, List<Integer> strides, List<Integer> pads) {
    this(kernel, strides, pads, List.of(1, 1));
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

  private static float maximum(
      float[] x, int plane, int width, Pooling.Span rows, Pooling.Span columns) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int y = rows.first(); y < rows.end(); y += rows.step()) {
      for (int column = columns.first(); column < columns.end(); column += columns.step()) {
        maximum = Math.max(maximum, x[plane + y * width + column]);
      }
    }
    return maximum;
  }
}

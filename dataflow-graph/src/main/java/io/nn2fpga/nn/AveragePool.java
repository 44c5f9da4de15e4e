package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Mean over a window of each channel of {@code [C, H, W]}; padded places count as zeros or not at
 * all.
 *
 * @param kernel rows and columns of the window
 * @param strides rows and columns from one window to the next
 * @param pads padding rows and columns: top, left, bottom, right; less than what the window spans
 * @param dilations rows and columns from one place of a window to the next
 * @param countIncludePad whether the divisor is the whole window, or only its places that are not
 *     padding
 */
public record AveragePool(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    boolean countIncludePad)
    implements NnOperation, Windowed {

  /** Copies and checks the attributes. */
  public AveragePool {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
    Pooling.check(kernel, strides, pads, dilations);
  }

  /** A pool over windows without gaps. */
  public AveragePool(
      List<Integer> kernel, List<Integer> strides, List<Integer> pads, boolean countIncludePad) {
    this(kernel, strides, pads, List.of(1, 1), countIncludePad);
  }

  @Override
  public String mnemonic() {
    return "average-pool";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return Pooling.inferTypes(this, inputs);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] result = Pooling.reduce(this, (FloatTensor) inputs.get(0), this::mean);
    return List.of(Operands.result(this, inputs, result));
  }

  private float mean(float[] x, int plane, int width, Pooling.Span rows, Pooling.Span columns) {
    double sum = 0;
    for (int y = rows.first(); y < rows.end(); y += rows.step()) {
      for (int column = columns.first(); column < columns.end(); column += columns.step()) {
        sum += x[plane + y * width + column];
      }
    }
    int count = countIncludePad ? kernel.get(0) * kernel.get(1) : rows.places() * columns.places();
    return count == 0 ? 0 : (float) (sum / count);
  }
}

package io.nn2fpga.importer.keras;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/**
 * Weights as codes, with a scale an element: r = q·scale.
 *
 * @param element the codes' type
 * @param numbers the codes, whole numbers
 * @param factors the scales, of the same extents
 */
record QuantizedWeights(IntegerElement element, KerasTensor numbers, KerasTensor factors)
    implements Kernel {

  @Override
  public List<Integer> dims() {
    return numbers.dims();
  }

  @Override
  public String add(LayerScope layer, String name) {
    return layer.constant(name, this);
  }

  @Override
  public QuantizedWeights reshaped(List<Integer> extents) {
    return new QuantizedWeights(element, numbers.reshaped(extents), factors.reshaped(extents));
  }

  @Override
  public QuantizedWeights transposed(List<Integer> order) {
    return new QuantizedWeights(element, numbers.transposed(order), factors.transposed(order));
  }

  IntTensor codes() {
    int[] codes = new int[numbers.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) numbers.data()[i];
    }
    return new IntTensor(new TensorType(numbers.dims(), element), codes);
  }

  /** One scale, or one an index of axis 0, along the rest of which they are equal. */
  FloatTensor scales() {
    float[] all = factors.data();
    boolean single = true;
    for (float factor : all) {
      single &= factor == all[0];
    }
    if (single) {
      return FloatTensor.of(new float[] {all[0]});
    }
    int rows = factors.dims().get(0);
    float[] result = new float[rows];
    for (int row = 0; row < rows; row++) {
      result[row] = all[row * (all.length / rows)];
    }
    return FloatTensor.of(result, rows);
  }

  /** The real numbers. */
  KerasTensor reals() {
    float[] result = new float[numbers.data().length];
    for (int i = 0; i < result.length; i++) {
      result[i] = numbers.data()[i] * factors.data()[i];
    }
    return new KerasTensor(numbers.dims(), result);
  }
}

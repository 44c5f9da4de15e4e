package io.nn2fpga.nn;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Counts the thresholds that are reached: x and thresholds {@code [C, T]}, or {@code [1, T]} for
 * all channels, to codes 0 to T of x's shape, the number of t with x ≥ t. Never falls as x grows.
 *
 * @param axis of x that counts channels
 */
public record MultiThreshold(int axis) implements NnOperation {

  /** Checks the axis. */
  public MultiThreshold {
    if (axis < 0) {
      throw new IllegalArgumentException("axis " + axis);
    }
  }

  @Override
  public String mnemonic() {
    return "multi-threshold";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 2);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    TensorType thresholds = Operands.tensor(inputs, 1, 2, "the thresholds");
    int rows = thresholds.extent(0);
    if (rows != 1 && (axis >= x.shape().size() || rows != x.extent(axis))) {
      throw new IllegalArgumentException(
          "thresholds " + thresholds + " for channels on axis " + axis + " of " + x);
    }
    return List.of(new TensorType(x.shape(), IntegerElement.holding(0, thresholds.extent(1))));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    TensorType type = inputs.get(0).type();
    float[] x = Operands.data(inputs, 0);
    float[] thresholds = Operands.data(inputs, 1);
    int steps = inputs.get(1).type().extent(1);
    int rows = inputs.get(1).type().extent(0);
    int inner = 1;
    for (int i = axis + 1; i < type.shape().size(); i++) {
      inner *= type.extent(i);
    }
    int[] codes = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      int row = rows == 1 ? 0 : i / inner % rows;
      for (int step = 0; step < steps; step++) {
        codes[i] += x[i] >= thresholds[row * steps + step] ? 1 : 0;
      }
    }
    return List.of(
        new IntTensor(new TensorType(type.shape(), IntegerElement.holding(0, steps)), codes));
  }
}

package io.nn2fpga.ops.thresholding;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Step function of accumulators, the number of thresholds reached:
 *
 * <ul>
 *   <li>direction +1: y = base + #{t : acc ≥ T[c,t]}, rising with acc;
 *   <li>direction −1: y = base + #{t : acc ≤ T[c,t]}, falling with acc.
 * </ul>
 *
 * <p>Operands: acc {@code [H, W, C]}, thresholds {@code [C, T]} ascending in each channel (equal
 * ones allowed: both count), directions {@code [C]}, each +1 or −1. Result: {@code [H, W, C]}.
 *
 * @param base the code when no threshold is reached
 * @param output holds base to base + T
 */
public record Thresholding(int base, IntegerElement output) implements IntegerOperation {

  /** Checks the base. */
  public Thresholding {
    Operands.requireInt(output);
    if (!output.holds(base)) {
      throw new IllegalArgumentException("base " + base + " in " + output);
    }
  }

  @Override
  public String mnemonic() {
    return "thresholding";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    TensorType acc = Operands.frame(inputs, 0);
    TensorType thresholds = Operands.integers(inputs, 1, 2);
    Operands.requireExtent(thresholds, 0, acc.extent(2), "thresholds");
    Operands.requireExtent(Operands.integers(inputs, 2, 1), 0, acc.extent(2), "directions");
    if (!output.holds((long) base + thresholds.extent(1))) {
      throw new IllegalArgumentException(
          thresholds.extent(1) + " thresholds above " + base + " do not fit " + output);
    }
    return List.of(new TensorType(acc.shape(), output));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor acc = (IntTensor) inputs.get(0);
    IntTensor thresholds = (IntTensor) inputs.get(1);
    int[] directions = ((IntTensor) inputs.get(2)).data();
    int count = thresholds.type().extent(1);
    int[] result = new int[acc.data().length];
    for (int i = 0; i < result.length; i++) {
      int c = i % directions.length;
      result[i] = base + reached(thresholds.data(), c * count, count, directions[c], acc.data()[i]);
    }
    return List.of(new IntTensor(new TensorType(acc.type().shape(), output), result));
  }

  /**
   * How many thresholds of a channel an accumulator reaches, by bisection: those that rise are
   * reached from the first up, those that fall from the last down.
   */
  private static int reached(int[] thresholds, int from, int count, int direction, int acc) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int threshold = thresholds[from + middle];
      if (direction > 0 ? acc >= threshold : acc > threshold) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return direction > 0 ? low : count - low;
  }
}

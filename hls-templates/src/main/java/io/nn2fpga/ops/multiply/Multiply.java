package io.nn2fpga.ops.multiply;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.Arrays;
import java.util.List;

/**
 * Products of the codes of two computed frames, y = (a − za)·(b − zb); a requantization follows.
 *
 * <p>Operands: a {@code [H, W, C]}; b of the same shape, or {@code [1, 1, C]}, which meets every
 * pixel. Result: accumulators {@code [H, W, C]}.
 *
 * @param firstZeroPoint za, at most 16 bits with its sign
 * @param secondZeroPoint zb, at most 16 bits with its sign
 * @param accumulator holds every product that can occur
 */
public record Multiply(int firstZeroPoint, int secondZeroPoint, IntegerElement accumulator)
    implements IntegerOperation {
  private static final IntegerElement ZERO_POINT = IntegerElement.signed(17);

  /** Checks the ranges. */
  public Multiply {
    if (!ZERO_POINT.holds(firstZeroPoint) || !ZERO_POINT.holds(secondZeroPoint)) {
      throw new IllegalArgumentException(
          "zero points " + firstZeroPoint + " and " + secondZeroPoint);
    }
    Operands.requireInt(accumulator);
  }

  @Override
  public String mnemonic() {
    return "multiply";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType a = Operands.frame(inputs, 0);
    TensorType b = Operands.frame(inputs, 1);
    if (!b.shape().equals(a.shape()) && !b.shape().equals(List.of(1, 1, a.extent(2)))) {
      throw new IllegalArgumentException("multiplies " + a + " by " + b);
    }
    IntegerRange products = products(a, b);
    if (!accumulator.holds(products.min()) || !accumulator.holds(products.max())) {
      throw new IllegalArgumentException(
          "products of " + a + " and " + b + " do not fit " + accumulator);
    }
    return List.of(new TensorType(a.shape(), accumulator));
  }

  private IntegerRange products(TensorType a, TensorType b) {
    return range(
        IntegerRange.of((IntegerElement) a.element()),
        IntegerRange.of((IntegerElement) b.element()));
  }

  /** What the products of operands of these ranges can be. */
  public IntegerRange range(IntegerRange a, IntegerRange b) {
    long[] corners = {
      (a.min() - firstZeroPoint) * (b.min() - secondZeroPoint),
      (a.min() - firstZeroPoint) * (b.max() - secondZeroPoint),
      (a.max() - firstZeroPoint) * (b.min() - secondZeroPoint),
      (a.max() - firstZeroPoint) * (b.max() - secondZeroPoint)
    };
    Arrays.sort(corners);
    return new IntegerRange(corners[0], corners[3]);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    int[] a = ((IntTensor) inputs.get(0)).data();
    int[] b = ((IntTensor) inputs.get(1)).data();
    int[] result = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = (a[i] - firstZeroPoint) * (b[i % b.length] - secondZeroPoint);
    }
    return List.of(
        new IntTensor(new TensorType(inputs.get(0).type().shape(), accumulator), result));
  }
}

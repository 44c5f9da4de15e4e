package io.nn2fpga.ops.matmul;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import io.nn2fpga.ops.multiply.Multiply;
import java.util.List;

/**
 * Products of the pixels of two computed frames, row by row: y[h,m,n] = Σ_k (a[h,m,k] − za) ·
 * (b[h,n,k] − zb). A row is a matrix of vectors of K elements (a head of an attention, say), and
 * the second matrix comes transposed, as the keys of an attention do.
 *
 * <p>Operands: a {@code [H, M, K]}, b {@code [H, N, K]}. Result: accumulators {@code [H, M, N]}.
 *
 * @param firstZeroPoint za, at most 17 bits with its sign
 * @param secondZeroPoint zb, at most 17 bits with its sign
 * @param accumulator holds 0, every product and every sum of up to K products
 */
public record MatMul(int firstZeroPoint, int secondZeroPoint, IntegerElement accumulator)
    implements IntegerOperation {

  /** Checks the ranges. */
  public MatMul {
    new Multiply(firstZeroPoint, secondZeroPoint, accumulator);
  }

  @Override
  public String mnemonic() {
    return "mat-mul";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType a = Operands.frame(inputs, 0);
    TensorType b = Operands.frame(inputs, 1);
    if (a.extent(0) != b.extent(0) || a.extent(2) != b.extent(2)) {
      throw new IllegalArgumentException("products of the pixels of " + a + " and " + b);
    }
    IntegerRange sums =
        sums(
            IntegerRange.of((IntegerElement) a.element()),
            IntegerRange.of((IntegerElement) b.element()),
            a.extent(2));
    if (!accumulator.holds(sums.min()) || !accumulator.holds(sums.max())) {
      throw new IllegalArgumentException(
          "sums of products of " + a + " and " + b + " do not fit " + accumulator);
    }
    return List.of(TensorType.of(accumulator, a.extent(0), a.extent(1), b.extent(1)));
  }

  /** What sums of up to {@code count} products of operands of these ranges can be. */
  public IntegerRange sums(IntegerRange a, IntegerRange b, int count) {
    return new Multiply(firstZeroPoint, secondZeroPoint, accumulator).range(a, b).sumsOfUpTo(count);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor a = (IntTensor) inputs.get(0);
    IntTensor b = (IntTensor) inputs.get(1);
    int columns = a.type().extent(1);
    int vectors = b.type().extent(1);
    int length = a.type().extent(2);
    TensorType type = TensorType.of(accumulator, a.type().extent(0), columns, vectors);
    int[] result = new int[type.size()];
    for (int i = 0; i < result.length; i++) {
      int n = i % vectors;
      int pixel = i / vectors;
      int first = pixel * length;
      int second = (pixel / columns * vectors + n) * length;
      int sum = 0;
      for (int k = 0; k < length; k++) {
        sum += (a.data()[first + k] - firstZeroPoint) * (b.data()[second + k] - secondZeroPoint);
      }
      result[i] = sum;
    }
    return List.of(new IntTensor(type, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;

/** What a kernel set makes of two codes, element by element. */
public final class CodePairs {
  private CodePairs() {}

  /**
   * The code of a result for the codes of the operands.
   *
   * @param operation {@link Add}, {@link Mul}, or a {@link Binary} that subtracts
   */
  public static IntBinaryOperator of(
      NnOperation operation, QuantizedKernels kernels, CodeGrid a, CodeGrid b, CodeGrid result) {
    if (operation instanceof Mul) {
      LongToIntFunction product = kernels.multiply(a, b, result);
      int za = a.zeroPoint();
      int zb = b.zeroPoint();
      return (p, q) -> product.applyAsInt((long) (p - za) * (q - zb));
    }
    return operation instanceof Add ? kernels.add(a, b, result) : kernels.subtract(a, b, result);
  }
}

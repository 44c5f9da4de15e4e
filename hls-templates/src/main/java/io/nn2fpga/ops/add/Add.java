package io.nn2fpga.ops.add;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Sum of two frames, y = clamp((m0·a + m1·b + k) &gt;&gt; shift, min, max), in 64-bit two's
 * complement; the shift rounds towards −∞.
 *
 * <p>Operands: a and b {@code [H, W, C]}, of any element types. Result: {@code [H, W, C]}.
 *
 * @param firstMultiplier m0, any sign, at most 25 bits
 * @param secondMultiplier m1, any sign, at most 25 bits
 * @param offset k: rounding half and zero points in one number, less than 2^62 in magnitude
 * @param shift 0 to 62
 * @param min smallest code
 * @param max largest code
 * @param output holds min and max
 */
public record Add(
    int firstMultiplier,
    int secondMultiplier,
    long offset,
    int shift,
    int min,
    int max,
    IntegerElement output)
    implements IntegerOperation {
  private static final int MULTIPLIER_MAX = (1 << 24) - 1;
  private static final long OFFSET_MAX = (1L << 62) - 1;

  /** Checks the ranges. */
  public Add {
    if (Math.abs((long) firstMultiplier) > MULTIPLIER_MAX
        || Math.abs((long) secondMultiplier) > MULTIPLIER_MAX) {
      throw new IllegalArgumentException(
          "multipliers " + firstMultiplier + ", " + secondMultiplier + " of more than 25 bits");
    }
    if (offset > OFFSET_MAX || offset < -OFFSET_MAX) {
      throw new IllegalArgumentException("offset " + offset + " of more than 63 bits");
    }
    if (shift < 0 || shift > 62) {
      throw new IllegalArgumentException("shift " + shift + " is not in 0..62");
    }
    if (min > max || !output.holds(min) || !output.holds(max)) {
      throw new IllegalArgumentException("clamp to [" + min + ", " + max + "] in " + output);
    }
    Operands.requireInt(output);
  }

  @Override
  public String mnemonic() {
    return "add";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType a = Operands.frame(inputs, 0);
    TensorType b = Operands.frame(inputs, 1);
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException("adds " + b + " to " + a);
    }
    return List.of(new TensorType(a.shape(), output));
  }

  /** The code of one pair. */
  public int apply(int a, int b) {
    long y = ((long) firstMultiplier * a + (long) secondMultiplier * b + offset) >> shift;
    return Saturation.clamp(y, min, max);
  }

  /** What m0·a + m1·b + k can be, and each of its partial sums. */
  public IntegerRange sum(IntegerRange a, IntegerRange b) {
    IntegerRange first = IntegerRange.ofProducts(new int[] {firstMultiplier}, 0, 1, a);
    IntegerRange second = IntegerRange.ofProducts(new int[] {secondMultiplier}, 0, 1, b);
    return new IntegerRange(
        Math.min(0, first.min()) + Math.min(0, second.min()) + Math.min(0, offset),
        Math.max(0, first.max()) + Math.max(0, second.max()) + Math.max(0, offset));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    int[] a = ((IntTensor) inputs.get(0)).data();
    int[] b = ((IntTensor) inputs.get(1)).data();
    int[] result = new int[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = apply(a[i], b[i]);
    }
    return List.of(new IntTensor(new TensorType(inputs.get(0).type().shape(), output), result));
  }
}

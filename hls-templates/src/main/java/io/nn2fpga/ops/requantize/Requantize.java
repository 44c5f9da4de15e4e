package io.nn2fpga.ops.requantize;

import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Affine map of accumulators to codes, y = clamp((m[c]·acc + k[c]) &gt;&gt; shift, min, max), in
 * 64-bit two's complement; the shift rounds towards −∞.
 *
 * <p>Operands: acc {@code [H, W, C]}, multiplier m {@code [C]} (any sign), offset k {@code [C]} (a
 * {@link LongTensor}: bias, rounding half and zero points in one number). Result: {@code [H, W,
 * C]}.
 *
 * @param shift 0 to 62
 * @param min smallest code
 * @param max largest code
 * @param output holds min and max
 */
public record Requantize(int shift, int min, int max, IntegerElement output)
    implements AffineCodes {

  /** Checks the ranges. */
  public Requantize {
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
    return "requantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    TensorType acc = Operands.frame(inputs, 0);
    Operands.requireExtent(Operands.integers(inputs, 1, 1), 0, acc.extent(2), "multiplier");
    Operands.requireExtent(Operands.integers(inputs, 2, 1), 0, acc.extent(2), "offset");
    return List.of(new TensorType(acc.shape(), output));
  }

  @Override
  public int apply(int acc, int multiplier, long offset) {
    long y = ((long) multiplier * acc + offset) >> shift;
    return Saturation.clamp(y, min, max);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor acc = (IntTensor) inputs.get(0);
    int[] multiplier = ((IntTensor) inputs.get(1)).data();
    long[] offset = ((LongTensor) inputs.get(2)).data();
    int[] result = new int[acc.data().length];
    for (int i = 0; i < result.length; i += multiplier.length) {
      for (int c = 0; c < multiplier.length; c++) {
        result[i + c] = apply(acc.data()[i + c], multiplier[c], offset[c]);
      }
    }
    return List.of(new IntTensor(new TensorType(acc.type().shape(), output), result));
  }
}

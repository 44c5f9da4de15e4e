package io.nn2fpga.ops.halfevenrequantize;

import io.nn2fpga.arith.Rounding;
import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.ops.requantize.AffineCodes;
import io.nn2fpga.ops.requantize.Requantize;
import java.util.List;

/**
 * Affine map of accumulators to codes whose ties go to the even code, y = clamp(z +
 * halfEven((m[c]·acc + k[c]) / 2^shift), min, max), in 64-bit two's complement.
 *
 * <p>What scales that are powers of two need: m is 1 then (or a power of two, where channels have
 * scales of their own) and every 2^shift-th sum is a tie. The tie is even before z is added, as in
 * the quantizers of ONNX, QONNX and TFLite.
 *
 * <p>Operands: acc {@code [H, W, C]}, multiplier m {@code [C]} (any sign), offset k {@code [C]} (a
 * {@link LongTensor}; the bias in accumulator steps, no rounding half). Result: {@code [H, W, C]}.
 *
 * @param shift 0 to 61
 * @param zeroPoint z
 * @param min smallest code
 * @param max largest code
 * @param output holds min and max
 */
public record HalfEvenRequantize(int shift, int zeroPoint, int min, int max, IntegerElement output)
    implements AffineCodes {

  /** Checks the ranges. */
  public HalfEvenRequantize {
    new Requantize(shift, min, max, output);
    if (shift > 61) {
      throw new IllegalArgumentException("shift " + shift + " is not in 0..61");
    }
  }

  @Override
  public String mnemonic() {
    return "half-even-requantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return new Requantize(shift, min, max, output).inferTypes(inputs);
  }

  @Override
  public int apply(int acc, int multiplier, long offset) {
    long y = Rounding.shiftHalfEven((long) multiplier * acc + offset, shift);
    return Saturation.clamp(y + zeroPoint, min, max);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor acc = (IntTensor) inputs.get(0);
    int[] multiplier = ((IntTensor) inputs.get(1)).data();
    long[] offset = ((LongTensor) inputs.get(2)).data();
    int[] result = new int[acc.data().length];
    for (int i = 0; i < result.length; i++) {
      int c = i % multiplier.length;
      result[i] = apply(acc.data()[i], multiplier[c], offset[c]);
    }
    return List.of(new IntTensor(new TensorType(acc.type().shape(), output), result));
  }
}

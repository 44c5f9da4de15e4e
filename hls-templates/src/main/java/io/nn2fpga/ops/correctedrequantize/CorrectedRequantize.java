package io.nn2fpga.ops.correctedrequantize;

import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import io.nn2fpga.ops.requantize.Requantize;
import java.util.List;

/**
 * Affine map of accumulators to codes with exceptions, y = clamp(((m[c]·acc + k[c]) &gt;&gt; shift)
 * + Σ d[c,i] · [acc = e[c,i]], min, max), in 64-bit two's complement; the shift rounds towards −∞.
 *
 * <p>A rounded product of floating-point numbers steps from code to code where no affine map does,
 * but then at most by an accumulator or two: each of those is an exception, whose code is one more
 * or one less than the affine map's.
 *
 * <p>Operands: acc {@code [H, W, C]}, multiplier m {@code [C]} (any sign), offset k {@code [C]} (a
 * {@link LongTensor}), exceptions e {@code [C, E]}, corrections d {@code [C, E]}, each −1, 0 or 1;
 * 0 for the unused places of a channel with fewer than E exceptions. Result: {@code [H, W, C]}.
 *
 * @param shift 0 to 62
 * @param min smallest code
 * @param max largest code
 * @param output holds min and max
 */
public record CorrectedRequantize(int shift, int min, int max, IntegerElement output)
    implements IntegerOperation {

  /** Checks the ranges. */
  public CorrectedRequantize {
    new Requantize(shift, min, max, output);
  }

  @Override
  public String mnemonic() {
    return "corrected-requantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 5);
    TensorType acc = Operands.frame(inputs, 0);
    TensorType exceptions = Operands.integers(inputs, 3, 2);
    TensorType corrections = Operands.integers(inputs, 4, 2);
    Operands.requireExtent(Operands.integers(inputs, 1, 1), 0, acc.extent(2), "multiplier");
    Operands.requireExtent(Operands.integers(inputs, 2, 1), 0, acc.extent(2), "offset");
    Operands.requireExtent(exceptions, 0, acc.extent(2), "exceptions");
    Operands.requireExtent(corrections, 0, acc.extent(2), "corrections");
    Operands.requireExtent(corrections, 1, exceptions.extent(1), "corrections");
    return List.of(new TensorType(acc.shape(), output));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor acc = (IntTensor) inputs.get(0);
    int[] multiplier = ((IntTensor) inputs.get(1)).data();
    long[] offset = ((LongTensor) inputs.get(2)).data();
    int[] exceptions = ((IntTensor) inputs.get(3)).data();
    int[] corrections = ((IntTensor) inputs.get(4)).data();
    int count = inputs.get(3).type().extent(1);
    int[] result = new int[acc.data().length];
    for (int i = 0; i < result.length; i++) {
      int c = i % multiplier.length;
      int a = acc.data()[i];
      long y = ((long) multiplier[c] * a + offset[c]) >> shift;
      for (int e = c * count; e < (c + 1) * count; e++) {
        if (a == exceptions[e]) {
          y += corrections[e];
        }
      }
      result[i] = Saturation.clamp(y, min, max);
    }
    return List.of(new IntTensor(new TensorType(acc.type().shape(), output), result));
  }
}

package io.nn2fpga.quant;

import io.nn2fpga.arith.FixedPointMultiplier;
import java.util.function.LongToIntFunction;

/**
 * TFLite's optimized built-in kernels on x86. Matrix products are the library ruy's, which rounds
 * twice half up; the loops of other operators are the reference kernels'.
 */
final class BuiltinKernels extends ReferenceKernels {

  @Override
  public LongToIntFunction linear(float inputScale, float weightScale, CodeGrid result) {
    FixedPointMultiplier m =
        FixedPointMultiplier.of((double) inputScale * weightScale / result.scale());
    return acc -> result.code(m.twiceHalfUp(acc));
  }

  @Override
  public LongToIntFunction dense(float inputScale, float weightScale, CodeGrid result) {
    FixedPointMultiplier m =
        FixedPointMultiplier.of((double) (inputScale * weightScale) / result.scale());
    return acc -> result.code(m.twiceHalfUp(acc));
  }
}

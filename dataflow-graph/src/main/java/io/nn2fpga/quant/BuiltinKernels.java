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

  /** Depthwise convolutions of unsigned codes are a loop of their own. */
  @Override
  public LongToIntFunction linear(
      LinearKind kind, CodeGrid input, float weightScale, CodeGrid result) {
    FixedPointMultiplier m = multiplier(kind, input, weightScale, result);
    return kind == LinearKind.DEPTHWISE && input.min() >= 0
        ? acc -> result.code(m.twiceHalfAway(acc))
        : acc -> result.code(m.twiceHalfUp(acc));
  }

  /** Of images, the scaled sum of the codes and a rounded bias; factors are binary32. */
  @Override
  public LongToIntFunction mean(CodeGrid input, int places, boolean image, CodeGrid result) {
    if (!image) {
      return super.mean(input, places, image, result);
    }
    float zero = input.zeroPoint() * input.scale() / result.scale();
    long bias = (long) (zero > 0 ? zero + 0.5f : zero - 0.5f);
    FixedPointMultiplier m =
        FixedPointMultiplier.of(input.scale() / ((float) places * result.scale()));
    return sum -> result.code((double) m.twiceHalfUp(sum) - bias);
  }

  /** As the reference kernels, but for the order of factors. */
  @Override
  public HybridKernel hybrid(HybridLayer layer) {
    HybridKernel reference = super.hybrid(layer);
    boolean matrix = layer.kind() == LinearKind.CONVOLUTION && !layer.grouped();
    boolean weightsFirst = layer.kind() == LinearKind.DEPTHWISE || layer.grouped();
    SumScaling scaling =
        matrix
            ? SumScaling.PRODUCT_OF_SCALES
            : weightsFirst ? SumScaling.WEIGHTS_FIRST : reference.scaling();
    return new HybridKernel(reference.grid(), reference.eachPlace(), scaling);
  }

  @Override
  public RealSum depthwise(int multiplier, int taps) {
    return RealSum.BIAS_THEN_ROWS;
  }
}

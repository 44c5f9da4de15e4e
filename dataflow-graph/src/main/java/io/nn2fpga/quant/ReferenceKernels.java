package io.nn2fpga.quant;

import io.nn2fpga.arith.FixedPointMultiplier;
import io.nn2fpga.arith.RoundingMode;
import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * TFLite's reference kernels: 32-bit fixed-point multipliers after the library gemmlowp, as LiteRT
 * 2.3.0 computes on x86. Compared with its results operator by operator.
 */
class ReferenceKernels implements QuantizedKernels {
  /** Bits that operands of a sum are moved up before they are scaled. */
  private static final int SUM_SHIFT = 20;

  @Override
  public LongToIntFunction linear(float inputScale, float weightScale, CodeGrid result) {
    FixedPointMultiplier m =
        FixedPointMultiplier.of((double) inputScale * weightScale / result.scale());
    return acc -> result.code(m.twiceHalfAway(acc));
  }

  /** Fully connected layers round once. */
  @Override
  public LongToIntFunction linear(
      LinearKind kind, CodeGrid input, float weightScale, CodeGrid result) {
    FixedPointMultiplier m = multiplier(kind, input, weightScale, result);
    return kind == LinearKind.DENSE
        ? acc -> result.code(m.once(acc))
        : acc -> result.code(m.twiceHalfAway(acc));
  }

  /** s_x·s_w / s_y; the product in binary32 where one multiplier serves all channels. */
  static FixedPointMultiplier multiplier(
      LinearKind kind, CodeGrid input, float weightScale, CodeGrid result) {
    boolean one = kind == LinearKind.DENSE || input.min() >= 0;
    double product = one ? input.scale() * weightScale : (double) input.scale() * weightScale;
    return FixedPointMultiplier.of(product / result.scale());
  }

  @Override
  public LongToIntFunction requantize(CodeGrid input, CodeGrid result) {
    FixedPointMultiplier m = FixedPointMultiplier.of((double) input.scale() / result.scale());
    return code -> result.code(m.twiceHalfAway(code - input.zeroPoint()));
  }

  /** In binary32: q·(s_x·(1/s_y)) − z_x·(s_x·(1/s_y)), half away from zero. */
  @Override
  public LongToIntFunction concatenate(CodeGrid input, CodeGrid result) {
    float scale = input.scale() * (1 / result.scale());
    float bias = -input.zeroPoint() * scale;
    return code -> result.code(RoundingMode.HALF_AWAY.round(code * scale + bias));
  }

  /** Half away from zero, of the sum without its zero points, whatever the scales. */
  @Override
  public LongToIntFunction averagePool(CodeGrid input, int places, int divisor, CodeGrid result) {
    return sum -> {
      long mean = sum > 0 ? (sum + places / 2) / places : -((-sum + places / 2) / places);
      return (int) Math.max(result.min(), Math.min(result.max(), mean));
    };
  }

  /**
   * Operands are scaled by s / (2·the larger s) with 20 bits behind the point, their sum by (2·the
   * larger s) / s_y.
   */
  @Override
  public IntBinaryOperator add(CodeGrid a, CodeGrid b, CodeGrid result) {
    Terms terms = terms(a, b, result);
    return (p, q) ->
        terms.code().applyAsInt((long) terms.first().applyAsInt(p) + terms.second().applyAsInt(q));
  }

  @Override
  public Terms terms(CodeGrid a, CodeGrid b, CodeGrid result) {
    double twice = 2.0 * Math.max(a.scale(), b.scale());
    FixedPointMultiplier ma = FixedPointMultiplier.of(a.scale() / twice);
    FixedPointMultiplier mb = FixedPointMultiplier.of(b.scale() / twice);
    FixedPointMultiplier m =
        FixedPointMultiplier.of(twice / Math.scalb((double) result.scale(), SUM_SHIFT));
    return new Terms(
        p -> ma.twiceHalfAway((p - (long) a.zeroPoint()) << SUM_SHIFT),
        q -> mb.twiceHalfAway((q - (long) b.zeroPoint()) << SUM_SHIFT),
        sum -> result.code(m.twiceHalfAway(sum)));
  }

  @Override
  public LongToIntFunction multiply(CodeGrid a, CodeGrid b, CodeGrid result) {
    FixedPointMultiplier m = FixedPointMultiplier.of(a.scale() * b.scale() / result.scale());
    return product -> result.code(m.twiceHalfAway(product));
  }

  @Override
  public LongToIntFunction leakyRelu(float alpha, CodeGrid input, CodeGrid result) {
    FixedPointMultiplier whole = FixedPointMultiplier.of(input.scale() / result.scale());
    FixedPointMultiplier part = FixedPointMultiplier.of(input.scale() * alpha / result.scale());
    return code -> {
      long x = code - input.zeroPoint();
      return result.code((x < 0 ? part : whole).twiceHalfAway(x));
    };
  }

  /** The multiplier of s_x/s_y divided by the number of elements, without its fraction. */
  @Override
  public LongToIntFunction mean(CodeGrid input, int places, boolean image, CodeGrid result) {
    FixedPointMultiplier whole = FixedPointMultiplier.of((double) input.scale() / result.scale());
    int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(places);
    int shift = Math.min(bits, Integer.SIZE - 1 + whole.exponent());
    long part = ((long) whole.multiplier() << shift) / places;
    FixedPointMultiplier m = new FixedPointMultiplier((int) part, whole.exponent() - shift);
    return sum -> result.code(m.twiceHalfAway(sum - (long) places * input.zeroPoint()));
  }

  /** A zero point where channels have scales of their own; of fully connected layers on request. */
  @Override
  public HybridKernel hybrid(HybridLayer layer) {
    return switch (layer.kind()) {
      case DENSE ->
          new HybridKernel(
              layer.asymmetric() ? DynamicGrid.ASYMMETRIC : DynamicGrid.SYMMETRIC,
              true,
              SumScaling.PRODUCT_OF_SCALES);
      case CONVOLUTION ->
          layer.oneScale() && !layer.grouped()
              ? new HybridKernel(DynamicGrid.SYMMETRIC, false, SumScaling.PRODUCT_OF_SCALES)
              : new HybridKernel(DynamicGrid.ASYMMETRIC, false, SumScaling.WEIGHTS_FIRST);
      // transposed convolutions add in another order: equal up to binary32's rounding
      case DEPTHWISE, TRANSPOSED ->
          new HybridKernel(DynamicGrid.ASYMMETRIC, false, SumScaling.PRODUCT_OF_SCALES);
    };
  }

  @Override
  public @Nullable RealSum depthwise(int multiplier, int taps) {
    return RealSum.ROWS_THEN_BIAS;
  }
}

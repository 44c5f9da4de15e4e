package io.nn2fpga.quant;

import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * TFLite's default delegate on x86. Linear operators and products are {@link OnnxKernels}'; sums
 * and converted codes use fixed-point multipliers and round half up; means are of the codes
 * themselves. Linear, sum and mean were compared with LiteRT's results in every value of three
 * networks.
 */
final class XnnpackKernels extends OnnxKernels {
  /** What the delegate leaves to TFLite itself. */
  private static final QuantizedKernels BUILTIN = new BuiltinKernels();

  /** Bits of a sum's larger multiplier, less one. */
  private static final int SUM_BITS = 20;

  /** Taps of the largest window that a depthwise convolution of real numbers adds in one go. */
  private static final int ONE_PASS_TAPS = 25;

  /** Bits after the point of the multiplier that converts codes. */
  private static final int CONVERT_BITS = 8;

  /**
   * y = z_y + ((2^(sh−1) + m_a·(a − z_a) + m_b·(b − z_b)) &gt;&gt; sh) with sh = 20 − ⌊log2 of the
   * larger ratio⌋ and m = ratio·2^sh, half to even.
   */
  @Override
  public IntBinaryOperator add(CodeGrid a, CodeGrid b, CodeGrid result) {
    float first = a.scale() / result.scale();
    float second = b.scale() / result.scale();
    int shift = SUM_BITS - Math.getExponent(Math.max(first, second));
    long ma = (long) Math.rint(Math.scalb((double) first, shift));
    long mb = (long) Math.rint(Math.scalb((double) second, shift));
    long half = 1L << (shift - 1);
    return (p, q) -> {
      long sum = half + ma * (p - a.zeroPoint()) + mb * (q - b.zeroPoint());
      return result.code((double) (sum >> shift));
    };
  }

  /** Depthwise convolutions of unsigned codes are not delegated. */
  @Override
  public LongToIntFunction linear(
      LinearKind kind, CodeGrid input, float weightScale, CodeGrid result) {
    return kind == LinearKind.DEPTHWISE && input.min() >= 0
        ? BUILTIN.linear(kind, input, weightScale, result)
        : linear(input.scale(), weightScale, result);
  }

  @Override
  public LongToIntFunction concatenate(CodeGrid input, CodeGrid result) {
    return BUILTIN.concatenate(input, result);
  }

  /**
   * The fixed point of XNNPACK's qs8-vcvt and qu8-vcvt kernels. Codes of another type, and those
   * that are clamped on the way, are not delegated.
   */
  @Override
  public LongToIntFunction requantize(CodeGrid input, CodeGrid result) {
    if (input.min() != result.min() || input.max() != result.max()) {
      return BUILTIN.requantize(input, result);
    }
    long multiplier = (long) Math.rint(Math.scalb(input.scale() / result.scale(), CONVERT_BITS));
    return code -> {
      long product = (code - input.zeroPoint()) * multiplier;
      return result.code((double) ((product + (1L << (CONVERT_BITS - 1))) >> CONVERT_BITS));
    };
  }

  /** Half away from zero, of the sum without its zero points, whatever the scales. */
  @Override
  public LongToIntFunction averagePool(CodeGrid input, int places, int divisor, CodeGrid result) {
    return sum -> {
      long mean = sum > 0 ? (sum + places / 2) / places : -((-sum + places / 2) / places);
      return (int) Math.max(result.min(), Math.min(result.max(), mean));
    };
  }

  /** In binary32, as products; unlike a pool it scales. */
  @Override
  public LongToIntFunction mean(CodeGrid input, int places, boolean image, CodeGrid result) {
    float ratio = input.scale() / (result.scale() * places);
    return sum -> {
      long exact = sum - (long) places * input.zeroPoint();
      return result.code(Math.rint(exact * ratio));
    };
  }

  /** The two slopes as fixed points like {@link #requantize}'s. */
  @Override
  public LongToIntFunction leakyRelu(float alpha, CodeGrid input, CodeGrid result) {
    float ratio = input.scale() / result.scale();
    long whole = (long) Math.rint(Math.scalb(ratio, CONVERT_BITS));
    long part = (long) Math.rint(Math.scalb(ratio * alpha, CONVERT_BITS));
    return code -> {
      long x = code - input.zeroPoint();
      long product = x * (x < 0 ? part : whole);
      return result.code((double) ((product + (1L << (CONVERT_BITS - 1))) >> CONVERT_BITS));
    };
  }

  /**
   * Convolutions of a single place are matrix products, with a row for each place. Depthwise
   * convolutions, and convolutions with weights of 4 bits, are not delegated.
   */
  @Override
  public HybridKernel hybrid(HybridLayer layer) {
    boolean narrow = layer.weightBits() < Byte.SIZE && layer.kind() != LinearKind.DENSE;
    if (layer.kind() == LinearKind.DEPTHWISE || narrow) {
      return BUILTIN.hybrid(layer);
    }
    boolean eachPlace = layer.kind() == LinearKind.DENSE || (layer.pointwise() && !layer.grouped());
    return new HybridKernel(DynamicGrid.XNNPACK, eachPlace, SumScaling.INPUT_FIRST);
  }

  /**
   * Larger windows are summed up in parts, and several results of a channel as a matrix product.
   */
  @Override
  public @Nullable RealSum depthwise(int multiplier, int taps) {
    return multiplier == 1 && taps <= ONE_PASS_TAPS ? RealSum.FUSED_BY_COLUMNS : null;
  }
}

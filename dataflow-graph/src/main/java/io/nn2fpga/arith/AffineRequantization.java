package io.nn2fpga.arith;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * Integers for y = clamp((m[c]·acc + k[c]) &gt;&gt; shift, min, max) that follow y = ratio[c]·acc +
 * offset[c], rounded half up.
 *
 * <p>m[c] = ratio[c]·2^shift rounded half even, of either sign and at most 17 bits; k[c] =
 * offset[c]·2^shift rounded half even, plus 2^(shift − 1) for the rounding of y. One shift serves
 * all channels: the largest for which every m fits its bits and every m·acc + k fits 63.
 *
 * <p>A channel whose result is the same code for every accumulator gets m = 0. A channel so steep
 * that its ratio does not fit m at shift 0 gets the largest m; its result is then off only where
 * the exact one changes by more than 65,535 codes a step.
 *
 * @param shift bits dropped
 * @param multiplier m, {@code [C]}
 * @param offset k, {@code [C]}
 * @param maxError the largest distance between (m·acc + k − half)/2^shift and ratio·acc + offset
 *     before rounding, in output steps, over all channels and accumulators whose exact result lies
 *     within the clamp
 */
public record AffineRequantization(
    int shift, IntTensor multiplier, LongTensor offset, double maxError) {

  /** Bits of m, its sign included: what leaves room beside 25-bit and 27-bit multiplier ports. */
  public static final int MULTIPLIER_BITS = 17;

  static final int MULTIPLIER_MAX = (1 << (MULTIPLIER_BITS - 1)) - 1;
  static final int SHIFT_MAX = 46;
  static final long SUM_MAX = 1L << 61;

  /**
   * One channel's exact map.
   *
   * @param ratio output steps an accumulator step, of any sign
   * @param offset output code for accumulator 0, zero point included
   * @param accumulator the values that can occur
   */
  public record Channel(double ratio, double offset, IntegerRange accumulator) {

    /** Checks that the map is finite. */
    public Channel {
      if (!Double.isFinite(ratio) || !Double.isFinite(offset)) {
        throw new IllegalArgumentException("requantization by " + ratio + ", " + offset);
      }
    }

    private double at(long acc) {
      return ratio * acc + offset;
    }
  }

  /**
   * Finds the integers.
   *
   * @param channels the exact maps
   * @param min smallest code
   * @param max largest code
   */
  public static AffineRequantization of(List<Channel> channels, int min, int max) {
    List<Channel> reduced = channels.stream().map(c -> withoutConstant(c, min, max)).toList();
    int shift = SHIFT_MAX;
    while (shift > 0 && !fits(reduced, shift)) {
      shift--;
    }
    int[] multipliers = new int[channels.size()];
    long[] offsets = new long[channels.size()];
    double maxError = 0;
    for (int c = 0; c < multipliers.length; c++) {
      multipliers[c] = multiplier(reduced.get(c).ratio, shift);
      offsets[c] = offset(reduced.get(c).offset, shift);
      maxError =
          Math.max(maxError, error(reduced.get(c), multipliers[c], offsets[c], shift, min, max));
    }
    return new AffineRequantization(shift, tensor(multipliers), tensor(offsets), maxError);
  }

  /** The same channel, or a flat one if the clamp makes it constant. */
  private static Channel withoutConstant(Channel channel, int min, int max) {
    IntegerRange range = channel.accumulator;
    double low = Math.min(channel.at(range.min()), channel.at(range.max()));
    double high = Math.max(channel.at(range.min()), channel.at(range.max()));
    long lowCode = Saturation.clamp((long) Math.floor(low + 0.5), min, max);
    long highCode = Saturation.clamp((long) Math.floor(high + 0.5), min, max);
    return lowCode == highCode ? new Channel(0, lowCode, range) : channel;
  }

  private static boolean fits(List<Channel> channels, int shift) {
    for (Channel channel : channels) {
      double scaled = Math.abs(channel.ratio) * (1L << shift);
      if (scaled > MULTIPLIER_MAX) {
        return false;
      }
      double acc = channel.accumulator.magnitude();
      double sum = scaled * acc + Math.abs(channel.offset) * (1L << shift) + (1L << shift);
      if (sum > SUM_MAX) {
        return false;
      }
    }
    return true;
  }

  /** m: a ratio times 2^shift, rounded half even, saturated to its bits. */
  static int multiplier(double ratio, int shift) {
    long rounded = Rounding.halfEven(ratio * (1L << shift));
    return Saturation.clamp(rounded, -MULTIPLIER_MAX, MULTIPLIER_MAX);
  }

  /** k: an offset times 2^shift, rounded half even, and the half that makes a shift round. */
  static long offset(double offset, int shift) {
    long rounded = Rounding.halfEven(offset * (1L << shift));
    return Math.max(-SUM_MAX, Math.min(SUM_MAX, rounded)) + Rounding.half(shift);
  }

  private static double error(Channel channel, int m, long k, int shift, int min, int max) {
    double unit = 1L << shift;
    double slope = m / unit - channel.ratio;
    double constant = (k - Rounding.half(shift)) / unit - channel.offset;
    double first = clampedEnd(channel, channel.accumulator.min(), min, max);
    double last = clampedEnd(channel, channel.accumulator.max(), min, max);
    return Math.max(Math.abs(slope * first + constant), Math.abs(slope * last + constant));
  }

  /** The accumulator nearest to {@code acc} (as a real number) whose exact result is in range. */
  private static double clampedEnd(Channel channel, long acc, int min, int max) {
    double y = channel.at(acc);
    if (channel.ratio == 0 || (y >= min && y <= max)) {
      return acc;
    }
    return ((y < min ? min : max) - channel.offset) / channel.ratio;
  }

  private static IntTensor tensor(int[] values) {
    long min = Arrays.stream(values).min().orElse(0);
    long max = Arrays.stream(values).max().orElse(0);
    return new IntTensor(
        TensorType.of(new IntegerRange(min, max).signedElement(), values.length), values);
  }

  private static LongTensor tensor(long[] values) {
    long min = Arrays.stream(values).min().orElse(0);
    long max = Arrays.stream(values).max().orElse(0);
    return new LongTensor(
        TensorType.of(new IntegerRange(min, max).signedElement(), values.length), values);
  }
}

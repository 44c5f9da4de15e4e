package io.nn2fpga.arith;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.LongTensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Integers that compute given maps exactly: the result equals the map for every accumulator of
 * every channel, which is proven at each step of the map from code to code. The cheapest form that
 * does is taken, in the order of the nested records.
 */
public sealed interface ExactRequantization {
  /** Bits of a multiplier with its sign: what a 27 × 18 multiplier takes beside 18 bits. */
  int MULTIPLIER_BITS = 25;

  /** Exceptions a channel, at most. */
  int MOST_EXCEPTIONS = 7;

  /**
   * y = clamp(z + halfEven((m[c]·acc + k[c]) / 2^shift)), m a power of two of either sign: no
   * multiplier.
   *
   * @param multiplier m
   * @param offset k
   */
  record HalfEven(int shift, int zeroPoint, IntTensor multiplier, LongTensor offset)
      implements ExactRequantization {}

  /**
   * y = clamp((m[c]·acc + k[c]) &gt;&gt; shift), with the smallest shift at which all channels are
   * exact.
   *
   * @param multiplier m, of at most {@link #MULTIPLIER_BITS}
   * @param offset k
   */
  record Affine(int shift, IntTensor multiplier, LongTensor offset)
      implements ExactRequantization {}

  /**
   * y = clamp(((m[c]·acc + k[c]) &gt;&gt; shift) + Σ d[c,i]·[acc = e[c,i]]).
   *
   * @param exceptions e {@code [C, E]}, E at most {@link #MOST_EXCEPTIONS}
   * @param corrections d {@code [C, E]}: −1, 1, or 0 in unused places
   */
  record Corrected(
      int shift,
      IntTensor multiplier,
      LongTensor offset,
      IntTensor exceptions,
      IntTensor corrections)
      implements ExactRequantization {}

  /**
   * y = min + number of thresholds reached: any map.
   *
   * @param thresholds {@code [C, T]} ascending: acc ≥ t where the direction is 1, acc ≤ t where −1
   * @param directions {@code [C]}
   */
  record Thresholds(IntTensor thresholds, IntTensor directions) implements ExactRequantization {}

  /**
   * Finds the integers.
   *
   * @param channels one map a channel, all between the same codes
   * @param zeroPoint where ties are even, for the first form
   */
  static ExactRequantization of(List<StepFunction> channels, int zeroPoint) {
    ExactRequantization halfEven = HalfEvenSearch.find(channels, zeroPoint);
    if (halfEven != null) {
      return halfEven;
    }
    ExactRequantization affine = AffineSearch.find(channels);
    return affine == null ? thresholds(channels) : affine;
  }

  /** The last form. */
  static Thresholds thresholds(List<StepFunction> channels) {
    int count = channels.get(0).steps().length;
    long[] thresholds = new long[channels.size() * count];
    long[] directions = new long[channels.size()];
    for (int c = 0; c < directions.length; c++) {
      StepFunction channel = channels.get(c);
      directions[c] = channel.falling() ? -1 : 1;
      for (int j = 0; j < count; j++) {
        // Of a falling map the last step is the first threshold.
        thresholds[c * count + j] =
            channel.falling() ? -channel.steps()[count - 1 - j] : channel.steps()[j];
      }
    }
    return new Thresholds(
        integers(thresholds, channels.size(), count), integers(directions, directions.length));
  }

  /**
   * Integers in the narrowest two's complement type.
   *
   * @param values each of at most 32 bits
   */
  static IntTensor integers(long[] values, int... shape) {
    int[] narrow = Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    return IntTensor.of(range(values).signedElement(), narrow, shape);
  }

  /** Integers in the narrowest two's complement type. */
  static LongTensor longs(long[] values) {
    return LongTensor.of(range(values).signedElement(), values, values.length);
  }

  private static IntegerRange range(long[] values) {
    return new IntegerRange(
        Arrays.stream(values).min().orElse(0), Arrays.stream(values).max().orElse(0));
  }

  /** One channel's m and k. */
  record Line(long multiplier, long offset) {

    /** y = code for every accumulator. */
    static Line constant(int code, int shift) {
      return new Line(0, (long) code << shift);
    }

    /** The same line of the negated accumulator. */
    Line negated() {
      return new Line(-multiplier, offset);
    }
  }

  /** Affine integers of the lines of all channels. */
  static Affine affine(int shift, List<@Nullable Line> lines) {
    long[] multipliers = new long[lines.size()];
    long[] offsets = new long[lines.size()];
    for (int c = 0; c < offsets.length; c++) {
      Line line = java.util.Objects.requireNonNull(lines.get(c));
      multipliers[c] = line.multiplier();
      offsets[c] = line.offset();
    }
    return new Affine(shift, integers(multipliers, multipliers.length), longs(offsets));
  }
}

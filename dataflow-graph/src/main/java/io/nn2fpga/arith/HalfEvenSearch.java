package io.nn2fpga.arith;

import io.nn2fpga.arith.ExactRequantization.Line;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps of power-of-two scales: z + halfEven((±2^j·x + k) / 2^s) reaches code z + i where ±2^j·x + k
 * ≥ i·2^s − 2^(s−1), and one later for odd i, whose tie goes to the even code below. Two steps from
 * a code to the next but one are therefore 2^(s+1−j) apart throughout, which gives s − j, and each
 * step gives k.
 */
final class HalfEvenSearch {
  private static final int SHIFT_MAX = 40;

  private HalfEvenSearch() {}

  /** The integers; null if some channel's map is not of this form. */
  static ExactRequantization.@Nullable HalfEven find(List<StepFunction> channels, int zeroPoint) {
    int[] shifts = new int[channels.size()];
    int shift = 0;
    for (int c = 0; c < shifts.length; c++) {
      shifts[c] = shift(channels.get(c));
      shift = Math.max(shift, shifts[c]);
    }
    if (shift == 0) {
      return null; // no channel alternates: affine
    }
    long[] multipliers = new long[shifts.length];
    long[] offsets = new long[shifts.length];
    for (int c = 0; c < shifts.length; c++) {
      int own = shifts[c] <= 0 ? shift : shifts[c];
      Line line = line(channels.get(c), own, zeroPoint);
      if (shifts[c] < 0 || line == null) {
        return null;
      }
      long up = 1L << (shift - own);
      multipliers[c] = line.multiplier() * up;
      offsets[c] = line.offset() * up;
    }
    return new ExactRequantization.HalfEven(
        shift,
        zeroPoint,
        ExactRequantization.integers(multipliers, multipliers.length),
        ExactRequantization.longs(offsets));
  }

  /** s of a channel whose multiplier is ±1: 0 if any will do, −1 if there is none. */
  private static int shift(StepFunction channel) {
    List<Integer> inner = inner(channel);
    if (inner.size() < 3) {
      return 0;
    }
    long distance = channel.steps()[inner.get(2)] - channel.steps()[inner.get(0)];
    int shift = Long.numberOfTrailingZeros(distance) - 1;
    return Long.bitCount(distance) == 1 && shift >= 1 && shift <= SHIFT_MAX ? shift : -1;
  }

  private static List<Integer> inner(StepFunction channel) {
    List<Integer> inner = new ArrayList<>();
    for (int j = 0; j < channel.steps().length; j++) {
      if (channel.isInner(j)) {
        inner.add(j);
      }
    }
    return inner;
  }

  /** m = ±1 and k of a channel, or m = 0 if it is constant; null if no k serves all its steps. */
  private static @Nullable Line line(StepFunction channel, int shift, int zeroPoint) {
    List<Integer> inner = inner(channel);
    if (inner.isEmpty()) {
      return Line.constant(channel.apply(channel.range().min()) - zeroPoint, shift);
    }
    long offset = 0;
    for (int place = 0; place < inner.size(); place++) {
      int j = inner.get(place);
      long needed = threshold(channel.min() + 1 + j - zeroPoint, shift) - channel.steps()[j];
      if (place > 0 && needed != offset) {
        return null;
      }
      offset = needed;
    }
    if (jumps(channel, inner, shift, offset, zeroPoint)) {
      return null;
    }
    return new Line(channel.falling() ? -1 : 1, offset);
  }

  /** What a sum has to reach for a code i above the zero point. */
  private static long threshold(long i, int shift) {
    return (i << shift) - (1L << (shift - 1)) + (i & 1);
  }

  /** Whether codes before the first or after the last inner step would be other ones. */
  private static boolean jumps(
      StepFunction channel, List<Integer> inner, int shift, long offset, int zeroPoint) {
    int before = inner.get(0) - 1;
    int after = inner.get(inner.size() - 1) + 1;
    boolean low =
        before >= 0
            && threshold(channel.min() + 1 + before - zeroPoint, shift) - offset > channel.first();
    boolean high =
        after < channel.steps().length
            && threshold(channel.min() + 1 + after - zeroPoint, shift) - offset <= channel.last();
    return low || high;
  }
}

package io.nn2fpga.ops.requantize;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/**
 * The thresholds at which {@link AffineCodes} step from one code to the next. Each channel's map is
 * monotone, so a threshold is the end of a bisection with the map itself: equal to it for every
 * accumulator by construction, rounding and clamp included.
 *
 * <p>A channel that rises (m &gt; 0) counts acc ≥ T, one that falls counts acc ≤ T. A constant
 * channel rises, with thresholds that are reached always, or never.
 *
 * @param thresholds {@code [C, max − min]}, ascending in each channel
 * @param directions {@code [C]}, +1 or −1
 */
record RequantizeThresholds(IntTensor thresholds, IntTensor directions) {
  /** Steps between codes, up to which comparators are offered: those of 4 bits. */
  static final int MOST_STEPS = 15;

  /** Whether an operation has few enough codes, and a threshold above each number is an int. */
  static boolean offeredFor(AffineCodes op, IntegerElement accumulator) {
    int steps = op.max() - op.min();
    return steps >= 1 && steps <= MOST_STEPS && accumulator.bits() < Integer.SIZE - 1;
  }

  private record Key(
      AffineCodes op, IntegerElement accumulator, IntTensor multiplier, LongTensor offset) {}

  /** A layer is lowered once for each of its foldings, always with the same thresholds. */
  private static final Map<Key, RequantizeThresholds> FOUND = new ConcurrentHashMap<>();

  /**
   * The thresholds of an operation.
   *
   * @param accumulator the numbers that can come
   * @param multiplier m, {@code [C]}
   * @param offset k, {@code [C]}
   */
  static RequantizeThresholds of(
      AffineCodes op, IntegerElement accumulator, IntTensor multiplier, LongTensor offset) {
    return FOUND.computeIfAbsent(
        new Key(op, accumulator, multiplier, offset), RequantizeThresholds::find);
  }

  private static RequantizeThresholds find(Key key) {
    AffineCodes op = key.op;
    IntTensor multiplier = key.multiplier;
    LongTensor offset = key.offset;
    IntegerElement accumulator = key.accumulator;
    int channels = multiplier.data().length;
    int steps = op.max() - op.min();
    int[] thresholds = new int[channels * steps];
    int[] directions = new int[channels];
    for (int c = 0; c < channels; c++) {
      int m = multiplier.data()[c];
      long k = offset.data()[c];
      boolean falls = m < 0;
      directions[c] = falls ? -1 : 1;
      for (int step = 0; step < steps; step++) {
        // In a falling channel a higher code has a lower threshold: the last comes first.
        int code = op.min() + (falls ? steps - step : step + 1);
        LongPredicate reached = acc -> op.apply((int) acc, m, k) >= code;
        long first = firstTrue(accumulator, falls ? reached.negate() : reached);
        thresholds[c * steps + step] = Math.toIntExact(falls ? first - 1 : first);
      }
    }
    IntegerElement element =
        IntegerElement.signed(
            IntegerElement.signedBits(accumulator.min() - 1, accumulator.max() + 1));
    return new RequantizeThresholds(
        IntTensor.of(element, thresholds, channels, steps),
        IntTensor.of(IntegerElement.signed(2), directions, channels));
  }

  /** The first number for which a monotone condition holds; one above the last if for none. */
  private static long firstTrue(IntegerElement range, LongPredicate condition) {
    long low = range.min();
    long high = range.max() + 1;
    while (low < high) {
      long middle = Math.floorDiv(low + high, 2);
      if (condition.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

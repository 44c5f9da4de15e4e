package io.nn2fpga.arith;

import java.util.function.LongToIntFunction;

/**
 * A monotone map from the integers of a range to the codes from {@code min} to {@code max}, as the
 * places where it steps from code to code.
 *
 * <p>A falling map is held as the rising one of the negated argument: {@code steps[j]} is the least
 * x (of −x if {@code falling}) with a code of at least min + 1 + j; one above the last x for codes
 * that are never reached.
 *
 * @param range the arguments that occur
 * @param min the least code
 * @param max the largest code
 * @param falling whether larger arguments have smaller codes
 * @param steps max − min places, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // flat and large; made once, never compared
public record StepFunction(IntegerRange range, int min, int max, boolean falling, long[] steps) {

  /**
   * Finds the steps of a map by bisection.
   *
   * @param map monotone over {@code range}, in either direction, and constant if it likes
   * @throws IllegalStateException if a code lies outside {@code [min, max]}
   */
  public static StepFunction of(LongToIntFunction map, IntegerRange range, int min, int max) {
    boolean falling = map.applyAsInt(range.max()) < map.applyAsInt(range.min());
    LongToIntFunction rising = falling ? x -> map.applyAsInt(-x) : map;
    long first = falling ? -range.max() : range.min();
    long end = (falling ? -range.min() : range.max()) + 1;
    int least = rising.applyAsInt(first);
    int most = rising.applyAsInt(end - 1);
    if (least < min || most > max) {
      throw new IllegalStateException(
          "codes [" + least + ", " + most + "] outside [" + min + ", " + max + "]");
    }
    long[] steps = new long[max - min];
    long from = first;
    for (int j = 0; j < steps.length; j++) {
      int code = min + 1 + j;
      if (code <= least) {
        steps[j] = first;
      } else if (code > most) {
        steps[j] = end;
      } else {
        from = firstReaching(rising, code, from, end - 1);
        steps[j] = from;
      }
    }
    return new StepFunction(range, min, max, falling, steps);
  }

  /** The least argument of {@code [low, high]} with at least a code, which {@code high} has. */
  private static long firstReaching(LongToIntFunction rising, int code, long low, long high) {
    while (low < high) {
      long middle = Math.floorDiv(low + high, 2);
      if (rising.applyAsInt(middle) >= code) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The least argument of the rising form. */
  long first() {
    return falling ? -range.max() : range.min();
  }

  /** The largest argument of the rising form. */
  long last() {
    return falling ? -range.min() : range.max();
  }

  /** Whether step {@code j} is between two arguments that occur. */
  boolean isInner(int j) {
    return steps[j] > first() && steps[j] <= last();
  }

  /** Whether every argument has the same code. */
  public boolean isConstant() {
    return code(first()) == code(last());
  }

  /** The code of an argument. */
  public int apply(long x) {
    return code(falling ? -x : x);
  }

  /** The code of an argument of the rising form. */
  private int code(long x) {
    int low = 0;
    int high = steps.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (steps[middle] <= x) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return min + low;
  }
}

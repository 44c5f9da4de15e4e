package io.nn2fpga.arith;

import java.util.Arrays;
import java.util.List;
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
    Channels single = arguments -> new int[] {map.applyAsInt(arguments[0])};
    return ofAll(single, List.of(range), min, max).get(0);
  }

  /** The codes of several channels for one argument each. */
  @FunctionalInterface
  public interface Channels {
    /** One code for each argument, in their order. */
    int[] codes(long[] arguments);
  }

  /**
   * Finds the steps of several maps that are cheapest to evaluate side by side.
   *
   * @param maps monotone over their ranges
   * @param ranges one a channel
   * @throws IllegalStateException if a code lies outside {@code [min, max]}
   */
  public static List<StepFunction> ofAll(
      Channels maps, List<IntegerRange> ranges, int min, int max) {
    int[] low = maps.codes(ranges.stream().mapToLong(IntegerRange::min).toArray());
    int[] high = maps.codes(ranges.stream().mapToLong(IntegerRange::max).toArray());
    Bisection[] searches = new Bisection[ranges.size()];
    for (int c = 0; c < searches.length; c++) {
      searches[c] = new Bisection(ranges.get(c), min, max, low[c], high[c]);
    }
    while (Arrays.stream(searches).anyMatch(search -> !search.isDone())) {
      int[] codes = maps.codes(Arrays.stream(searches).mapToLong(Bisection::argument).toArray());
      for (int c = 0; c < searches.length; c++) {
        searches[c].take(codes[c]);
      }
    }
    return Arrays.stream(searches).map(Bisection::result).toList();
  }

  /** The search for one channel's steps, one evaluation at a time, in the rising form. */
  private static final class Bisection {
    private final IntegerRange range;
    private final int min;
    private final boolean falling;
    private final long[] steps;
    private final int from;
    private final int end;
    private int step;
    private long low;
    private long high;

    Bisection(IntegerRange range, int min, int max, int codeOfMin, int codeOfMax) {
      int least = Math.min(codeOfMin, codeOfMax);
      int most = Math.max(codeOfMin, codeOfMax);
      if (least < min || most > max) {
        throw new IllegalStateException(
            "codes [" + least + ", " + most + "] outside [" + min + ", " + max + "]");
      }
      this.range = range;
      this.min = min;
      falling = codeOfMax < codeOfMin;
      low = falling ? -range.max() : range.min();
      high = falling ? -range.min() : range.max();
      steps = new long[max - min];
      from = least - min;
      end = most - min;
      Arrays.fill(steps, 0, from, low);
      Arrays.fill(steps, end, steps.length, high + 1);
      step = from;
      settle();
    }

    boolean isDone() {
      return step >= end;
    }

    /** The argument to evaluate next; any if the search is done. */
    long argument() {
      if (isDone()) {
        return range.min();
      }
      long middle = Math.floorDiv(low + high, 2);
      return falling ? -middle : middle;
    }

    void take(int code) {
      if (isDone()) {
        return;
      }
      long middle = Math.floorDiv(low + high, 2);
      if (code >= min + 1 + step) {
        high = middle;
      } else {
        low = middle + 1;
      }
      settle();
    }

    /** Notes every step that is found; the next one is not before it. */
    private void settle() {
      while (!isDone() && low == high) {
        steps[step++] = low;
        high = falling ? -range.min() : range.max();
      }
    }

    StepFunction result() {
      return new StepFunction(range, min, min + steps.length, falling, steps);
    }
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

  /**
   * The same map between the codes that occur in some maps: what a clamp of those codes makes of a
   * line.
   */
  public static List<StepFunction> betweenReachedCodes(List<StepFunction> maps) {
    IntegerRange reached =
        maps.stream().map(StepFunction::codes).reduce(IntegerRange::union).orElseThrow();
    int least = (int) reached.min();
    int most = (int) reached.max();
    return maps.stream()
        .map(
            map ->
                new StepFunction(
                    map.range,
                    least,
                    most,
                    map.falling,
                    Arrays.copyOfRange(map.steps, least - map.min, most - map.min)))
        .toList();
  }

  /** The codes that occur. */
  public IntegerRange codes() {
    return new IntegerRange(code(first()), code(last()));
  }

  /** Whether every argument is its own code. */
  public boolean isIdentity() {
    IntegerRange codes = codes();
    if (falling || !codes.equals(range)) {
      return false;
    }
    for (int j = 0; j < steps.length; j++) {
      if (isInner(j) && steps[j] != min + 1 + j) {
        return false;
      }
    }
    return true;
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

package io.nn2fpga.arith;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Integers for y = clamp((m0·a + m1·b + k) &gt;&gt; shift, min, max) that equal a given sum for
 * every pair of operands: all pairs are checked.
 *
 * @param shift bits dropped, the fewest that are exact
 * @param first m0
 * @param second m1
 * @param offset k
 */
public record ExactSum(int shift, int first, int second, long offset) {
  /** Bits of a multiplier with its sign. */
  public static final int MULTIPLIER_BITS = 25;

  private static final long MULTIPLIER_MAX = (1L << (MULTIPLIER_BITS - 1)) - 1;
  private static final int SHIFT_MAX = 40;

  /**
   * Finds the integers.
   *
   * @param map the sum, of codes of both ranges
   * @param a the first operand, at most 2^12 numbers
   * @param b the second operand, at most 2^12 numbers
   * @param firstRatio output steps a step of a, positive: what m0/2^shift is close to
   * @param secondRatio output steps a step of b, positive
   * @return null if there are none
   */
  public static @Nullable ExactSum of(
      IntBinaryOperator map,
      IntegerRange a,
      IntegerRange b,
      double firstRatio,
      double secondRatio,
      int min,
      int max) {
    int[][] table = new int[(int) (a.max() - a.min() + 1)][(int) (b.max() - b.min() + 1)];
    for (int i = 0; i < table.length; i++) {
      for (int j = 0; j < table[i].length; j++) {
        table[i][j] = map.applyAsInt((int) a.min() + i, (int) b.min() + j);
      }
    }
    double larger = Math.max(firstRatio, secondRatio);
    for (int shift = 0; shift <= SHIFT_MAX; shift++) {
      if (Math.scalb(larger, shift) > MULTIPLIER_MAX) {
        break;
      }
      int m0 = Math.toIntExact(Rounding.halfEven(Math.scalb(firstRatio, shift)));
      int m1 = Math.toIntExact(Rounding.halfEven(Math.scalb(secondRatio, shift)));
      Bounds bounds = new Bounds(table, a, b, min, max);
      if (bounds.find(m0, m1, shift)) {
        return new ExactSum(shift, m0, m1, bounds.low);
      }
    }
    return null;
  }

  /** The offsets that every pair allows. */
  private static final class Bounds {
    private final int[][] table;
    private final IntegerRange a;
    private final IntegerRange b;
    private final int min;
    private final int max;
    private long low = Long.MIN_VALUE;
    private long high = Long.MAX_VALUE;

    Bounds(int[][] table, IntegerRange a, IntegerRange b, int min, int max) {
      this.table = table;
      this.a = a;
      this.b = b;
      this.min = min;
      this.max = max;
    }

    boolean find(int m0, int m1, int shift) {
      for (int i = 0; i < table.length; i++) {
        long first = m0 * (a.min() + i);
        for (int j = 0; j < table[i].length; j++) {
          long sum = first + m1 * (b.min() + j);
          int y = table[i][j];
          if (y > min) {
            low = Math.max(low, ((long) y << shift) - sum);
          }
          if (y < max) {
            high = Math.min(high, ((y + 1L) << shift) - 1 - sum);
          }
        }
        if (low > high) {
          return false;
        }
      }
      if (low == Long.MIN_VALUE) {
        low = high == Long.MAX_VALUE ? 0 : high;
      }
      return true;
    }
  }
}

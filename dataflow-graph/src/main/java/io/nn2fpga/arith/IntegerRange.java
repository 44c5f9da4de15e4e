package io.nn2fpga.arith;

import io.nn2fpga.ir.IntegerElement;

/**
 * The integers from {@code min} to {@code max}.
 *
 * @param min the smallest
 * @param max the largest
 */
public record IntegerRange(long min, long max) {

  /** Checks the order. */
  public IntegerRange {
    if (min > max) {
      throw new IllegalArgumentException("empty range [" + min + ", " + max + "]");
    }
  }

  /** The values of an element type. */
  public static IntegerRange of(IntegerElement element) {
    return new IntegerRange(element.min(), element.max());
  }

  /**
   * The range of Σ w·x for these weights when each x is anywhere in {@code operand}.
   *
   * @param weights holds the weights
   * @param from index of the first
   * @param count how many
   * @param operand range of every x
   */
  public static IntegerRange ofProducts(int[] weights, int from, int count, IntegerRange operand) {
    long min = 0;
    long max = 0;
    for (int i = from; i < from + count; i++) {
      long low = weights[i] * operand.min;
      long high = weights[i] * operand.max;
      min += Math.min(low, high);
      max += Math.max(low, high);
    }
    return new IntegerRange(min, max);
  }

  /** The range of sums of 0 to {@code count} numbers of this range. */
  public IntegerRange sumsOfUpTo(int count) {
    return new IntegerRange(
        Math.min(0, Math.multiplyExact(min, count)), Math.max(0, Math.multiplyExact(max, count)));
  }

  /** The range of sums of a number of each. */
  public IntegerRange plus(IntegerRange other) {
    return new IntegerRange(Math.addExact(min, other.min), Math.addExact(max, other.max));
  }

  /** The smallest range that holds both. */
  public IntegerRange union(IntegerRange other) {
    return new IntegerRange(Math.min(min, other.min), Math.max(max, other.max));
  }

  /** The largest distance of a number of the range from 0. */
  public double magnitude() {
    return Math.max(Math.abs((double) min), Math.abs((double) max));
  }

  /** The narrowest two's complement type that holds the range. */
  public IntegerElement signedElement() {
    return IntegerElement.signed(IntegerElement.signedBits(min, max));
  }
}

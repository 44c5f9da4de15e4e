package io.nn2fpga.arith;

import io.nn2fpga.ir.IntegerElement;

/** Limiting of numbers to a range. */
public final class Saturation {
  private Saturation() {}

  /** The number of {@code [min, max]} that is nearest to {@code value}. */
  public static int clamp(long value, int min, int max) {
    return (int) Math.min(max, Math.max(min, value));
  }

  /** The value of an element type of at most 32 bits that is nearest to {@code value}. */
  public static int clamp(long value, IntegerElement element) {
    return clamp(value, Math.toIntExact(element.min()), Math.toIntExact(element.max()));
  }
}

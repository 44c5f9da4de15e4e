package io.nn2fpga.arith;

/** Rounding of real numbers and of binary fractions to integers. */
public final class Rounding {
  private Rounding() {}

  /**
   * The nearest integer, ties to the even one; saturates at the ends of long.
   *
   * @throws IllegalArgumentException if {@code value} is not a number
   */
  public static long halfEven(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("rounding of NaN");
    }
    return (long) Math.rint(value);
  }

  /**
   * value / 2^shift to the nearest integer, ties towards +∞.
   *
   * @param shift 0 to 62; value + 2^(shift − 1) has to fit 64 bits
   */
  public static long shiftHalfUp(long value, int shift) {
    return shift == 0 ? value : Math.addExact(value, half(shift)) >> shift;
  }

  /**
   * value / 2^shift to the nearest integer, ties to the even one.
   *
   * @param shift 0 to 61; value + 2^(shift − 1) has to fit 64 bits
   */
  public static long shiftHalfEven(long value, int shift) {
    if (shift == 0) {
      return value;
    }
    // A tie is rounded up only from an odd number, whose lowest bit then makes up for the 1.
    long odd = (value >> shift) & 1;
    return Math.addExact(value, half(shift) - 1 + odd) >> shift;
  }

  /** What makes a flooring shift round half up: 2^(shift − 1), or 0 for no shift. */
  public static long half(int shift) {
    return shift == 0 ? 0 : 1L << (shift - 1);
  }
}

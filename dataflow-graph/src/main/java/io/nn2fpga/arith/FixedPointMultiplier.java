package io.nn2fpga.arith;

/**
 * A positive real factor as TFLite's kernels have it: multiplier · 2^(exponent − 31) with a 31-bit
 * multiplier in [2^30, 2^31), or 0. Products are rounded in one of three ways, which differ by a
 * step for a few values in a thousand; ties of the first rounding always go towards +∞.
 *
 * @param multiplier 0, or 2^30 to 2^31 − 1
 * @param exponent of the factor; positive exponents scale the operand first
 */
public record FixedPointMultiplier(int multiplier, int exponent) {
  private static final int BITS = 31;

  /** Checks the multiplier. */
  public FixedPointMultiplier {
    if (multiplier < 0 || exponent > BITS || exponent < -BITS) {
      throw new IllegalArgumentException(multiplier + " · 2^(" + exponent + " - 31)");
    }
  }

  /**
   * The nearest such number to a factor; 0 for one below 2^−32.
   *
   * @param factor at least 0 and less than 2^30
   */
  public static FixedPointMultiplier of(double factor) {
    if (!(factor >= 0) || factor >= 1 << 30) {
      throw new IllegalArgumentException("a factor of " + factor);
    }
    if (factor == 0) {
      return new FixedPointMultiplier(0, 0);
    }
    int exponent = Math.getExponent(factor) + 1;
    long multiplier = (long) RoundingMode.HALF_AWAY.round(Math.scalb(factor, BITS - exponent));
    if (multiplier == 1L << BITS) {
      multiplier /= 2;
      exponent++;
    }
    return exponent < -BITS
        ? new FixedPointMultiplier(0, 0)
        : new FixedPointMultiplier((int) multiplier, exponent);
  }

  /** Rounded once, half up: (x·m + 2^(30 − e)) &gt;&gt; (31 − e). */
  public int once(long x) {
    int shift = BITS - exponent;
    long product = x * multiplier;
    return shift == 0 ? (int) product : (int) ((product + (1L << (shift - 1))) >> shift);
  }

  /**
   * Rounded twice: x·m / 2^31 half up, then the rest of the division half up. The matrix kernels of
   * TFLite's library ruy on x86.
   */
  public int twiceHalfUp(long x) {
    long high = high(x);
    return exponent >= 0 ? (int) high : (int) Rounding.shiftHalfUp(high, -exponent);
  }

  /**
   * Rounded twice: x·m / 2^31 half up, then the rest of the division half away from zero. TFLite's
   * own loops, after its library gemmlowp.
   */
  public int twiceHalfAway(long x) {
    long high = high(x);
    if (exponent >= 0) {
      return (int) high;
    }
    long magnitude = Rounding.shiftHalfUp(Math.abs(high), -exponent);
    return (int) (high < 0 ? -magnitude : magnitude);
  }

  private long high(long x) {
    return Rounding.shiftHalfUp((x << Math.max(exponent, 0)) * multiplier, BITS);
  }
}

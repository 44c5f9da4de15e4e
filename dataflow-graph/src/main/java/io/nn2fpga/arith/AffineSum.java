package io.nn2fpga.arith;

/**
 * Integers for y = clamp((m0·a + m1·b + k) &gt;&gt; shift, min, max) that follow y = r0·a + r1·b +
 * offset, rounded half up.
 *
 * <p>Each m is its ratio times 2^shift rounded half even, of either sign and at most {@link
 * AffineRequantization#MULTIPLIER_BITS} bits; k = offset·2^shift rounded half even, plus 2^(shift −
 * 1) for the rounding of y. The shift is the largest for which both m fit their bits and the sum
 * fits 62. A result that the clamp makes constant gets m0 = m1 = 0; a ratio that does not fit m at
 * shift 0 gets the largest m.
 *
 * @param shift bits dropped
 * @param firstMultiplier m0
 * @param secondMultiplier m1
 * @param offset k
 * @param maxError the largest distance between (m0·a + m1·b + k − half)/2^shift and the exact sum
 *     before rounding, in output steps, over all operands whose exact sum lies within the clamp
 */
public record AffineSum(
    int shift, int firstMultiplier, int secondMultiplier, long offset, double maxError) {

  /**
   * One operand.
   *
   * @param ratio output steps a step of the operand, of any sign
   * @param operand the values that can occur
   */
  public record Term(double ratio, IntegerRange operand) {

    /** Checks that the ratio is finite. */
    public Term {
      if (!Double.isFinite(ratio)) {
        throw new IllegalArgumentException("sum with a ratio of " + ratio);
      }
    }

    private double low() {
      return Math.min(ratio * operand.min(), ratio * operand.max());
    }

    private double high() {
      return Math.max(ratio * operand.min(), ratio * operand.max());
    }
  }

  /**
   * Finds the integers.
   *
   * @param a the first operand
   * @param b the second operand
   * @param offset output code for operands 0 and 0, zero points included
   * @param min smallest code
   * @param max largest code
   */
  public static AffineSum of(Term a, Term b, double offset, int min, int max) {
    if (!Double.isFinite(offset)) {
      throw new IllegalArgumentException("sum with an offset of " + offset);
    }
    int low = code(a.low() + b.low() + offset, min, max);
    int high = code(a.high() + b.high() + offset, min, max);
    if (low == high) {
      return rounded(new Term(0, a.operand), new Term(0, b.operand), low, min, max);
    }
    return rounded(a, b, offset, min, max);
  }

  private static int code(double y, int min, int max) {
    return Saturation.clamp((long) Math.floor(y + 0.5), min, max);
  }

  private static AffineSum rounded(Term a, Term b, double offset, int min, int max) {
    int shift = AffineRequantization.SHIFT_MAX;
    while (shift > 0 && !fits(a, b, offset, shift)) {
      shift--;
    }
    int m0 = AffineRequantization.multiplier(a.ratio, shift);
    int m1 = AffineRequantization.multiplier(b.ratio, shift);
    long k = AffineRequantization.offset(offset, shift);
    Exact exact = new Exact(a, b, offset, min, max);
    return new AffineSum(shift, m0, m1, k, exact.worst(m0, m1, k, shift));
  }

  private static boolean fits(Term a, Term b, double offset, int shift) {
    double unit = 1L << shift;
    double sum =
        Math.abs(a.ratio) * a.operand.magnitude()
            + Math.abs(b.ratio) * b.operand.magnitude()
            + Math.abs(offset)
            + 1;
    return Math.max(Math.abs(a.ratio), Math.abs(b.ratio)) * unit
            <= AffineRequantization.MULTIPLIER_MAX
        && sum * unit <= AffineRequantization.SUM_MAX;
  }

  /**
   * The exact sum over the rectangle of its operands. Where it lies within the clamp is a polygon
   * whose corners are on the rectangle's edges, and an error that is affine in both operands is
   * largest at a corner.
   */
  private record Exact(Term a, Term b, double offset, int min, int max) {

    double worst(int m0, int m1, long k, int shift) {
      double unit = 1L << shift;
      double first = m0 / unit - a.ratio;
      double second = m1 / unit - b.ratio;
      double constant = (k - Rounding.half(shift)) / unit - offset;
      double worst = 0;
      for (double end : new double[] {a.operand.min(), a.operand.max()}) {
        worst = Math.max(worst, onEdge(b, a.ratio * end + offset, second, first * end + constant));
      }
      for (double end : new double[] {b.operand.min(), b.operand.max()}) {
        worst = Math.max(worst, onEdge(a, b.ratio * end + offset, first, second * end + constant));
      }
      return worst;
    }

    /** The largest |slope·t + constant| for t of an operand with min ≤ ratio·t + rest ≤ max. */
    private double onEdge(Term t, double rest, double slope, double constant) {
      double from = t.operand.min();
      double to = t.operand.max();
      if (t.ratio == 0) {
        if (rest < min || rest > max) {
          return 0;
        }
      } else {
        double enters = ((t.ratio > 0 ? min : max) - rest) / t.ratio;
        double leaves = ((t.ratio > 0 ? max : min) - rest) / t.ratio;
        from = Math.max(from, enters);
        to = Math.min(to, leaves);
      }
      return from > to
          ? 0
          : Math.max(Math.abs(slope * from + constant), Math.abs(slope * to + constant));
    }
  }
}

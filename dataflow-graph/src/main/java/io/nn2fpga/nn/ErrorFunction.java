package io.nn2fpga.nn;

/** erf(x) = 2/√π · ∫₀ˣ e^(−t²) dt, to about 1e-15. */
final class ErrorFunction {
  /** From here on erf is 1 in binary64. */
  private static final double END = 6;

  /** Up to here the Taylor series keeps all digits. */
  private static final double SERIES = 2;

  private ErrorFunction() {}

  static double of(double x) {
    double magnitude = Math.abs(x);
    if (Double.isNaN(x) || magnitude >= END) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    return magnitude < SERIES ? series(x) : Math.signum(x) * (1 - complement(magnitude));
  }

  /** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ·x^(2n+1) / (1·3·…·(2n+1)), whose terms have one sign. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))) from the inside out. */
  private static double complement(double x) {
    double fraction = x;
    for (int n = 120; n >= 1; n--) {
      fraction = x + n / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}

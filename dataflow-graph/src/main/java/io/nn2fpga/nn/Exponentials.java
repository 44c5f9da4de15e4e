package io.nn2fpga.nn;

/**
 * Σ e^(x − maximum) over a line, as softmax and its logarithm need it: no term is above 1.
 *
 * @param maximum the line's largest number
 * @param sum at least 1
 */
record Exponentials(double maximum, double sum) {

  /** Of the elements {@code x[first + i * step]}. */
  static Exponentials of(float[] x, int first, int step, int count) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      maximum = Math.max(maximum, x[first + i * step]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(x[first + i * step] - maximum);
    }
    return new Exponentials(maximum, sum);
  }
}

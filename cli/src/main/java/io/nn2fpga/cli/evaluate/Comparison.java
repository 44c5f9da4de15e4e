package io.nn2fpga.cli.evaluate;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;

/**
 * How results of some samples differ from the expected ones.
 *
 * @param samples how many
 * @param values elements of all results together
 * @param different values that are not equal
 * @param beyondRule values further off than {@link GoldenRule}'s distance for real numbers
 * @param largest the largest distance; infinite if one is no number and the other is
 * @param sameTop samples whose largest value is at the same place, the first of equal ones
 */
record Comparison(
    int samples, long values, long different, long beyondRule, double largest, int sameTop) {

  /** No samples yet. */
  static final Comparison NONE = new Comparison(0, 0, 0, 0, 0, 0);

  /** One sample. */
  static Comparison of(Tensor actual, float[] expected) {
    double[] numbers = numbers(actual);
    if (numbers.length != expected.length) {
      throw new IllegalArgumentException(numbers.length + " values for " + expected.length);
    }
    long different = 0;
    long beyond = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double distance = distance(numbers[i], expected[i]);
      different += distance != 0 ? 1 : 0;
      double allowed = GoldenRule.ABSOLUTE + GoldenRule.RELATIVE * Math.abs(expected[i]);
      beyond += distance == 0 || distance <= allowed ? 0 : 1;
      largest = Math.max(largest, distance);
    }
    int same = top(numbers) == top(expected) ? 1 : 0;
    return new Comparison(1, expected.length, different, beyond, largest, same);
  }

  private static double distance(double a, double b) {
    if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
      return 0;
    }
    double distance = Math.abs(a - b);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[tensor.type().size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          tensor instanceof IntTensor codes ? codes.data()[i] : ((FloatTensor) tensor).data()[i];
    }
    return numbers;
  }

  private static int top(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static int top(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /** Both together. */
  Comparison plus(Comparison other) {
    return new Comparison(
        samples + other.samples,
        values + other.values,
        different + other.different,
        beyondRule + other.beyondRule,
        Math.max(largest, other.largest),
        sameTop + other.sameTop);
  }
}

package io.nn2fpga.quant;

import io.nn2fpga.arith.RoundingMode;

/**
 * How real numbers become 8-bit codes whose scale is chosen from these numbers themselves. Zero is
 * a code always. After LiteRT 2.3.0 on x86, compared with its results.
 */
public enum DynamicGrid {
  /** TFLite's: s = max|x| / 127, z = 0, codes −127 to 127, half away from zero. */
  SYMMETRIC {
    @Override
    public Codes codes(float[] numbers) {
      Range range = Range.of(numbers);
      float largest = Math.max(-range.least, range.most);
      if (largest == 0) {
        return new Codes(new int[numbers.length], 1);
      }
      float inverse = SYMMETRIC_MAX / largest;
      int[] differences = new int[numbers.length];
      for (int i = 0; i < differences.length; i++) {
        double rounded = RoundingMode.HALF_AWAY.round(numbers[i] * inverse);
        differences[i] = (int) clamped(rounded, -SYMMETRIC_MAX, SYMMETRIC_MAX);
      }
      return new Codes(differences, largest / SYMMETRIC_MAX);
    }
  },
  /**
   * TFLite's over the whole range, widened to hold 0: s = (max − min) / 255 with a binary32
   * difference; z in binary64 from that end of the range which lies nearer to its code; half away
   * from zero.
   */
  ASYMMETRIC {
    @Override
    public Codes codes(float[] numbers) {
      Range range = Range.of(numbers);
      if (range.least == range.most) {
        return new Codes(new int[numbers.length], 1);
      }
      double step = (range.most - range.least) / (double) (MAX - MIN);
      double below = range.least / step;
      double above = range.most / step;
      boolean fromLeast = Math.abs(MIN) + Math.abs(below) < Math.abs(MAX) + Math.abs(above);
      double exact = fromLeast ? MIN - below : MAX - above;
      int zero = (int) RoundingMode.HALF_AWAY.round(clamped(exact, MIN, MAX));
      float scale = (float) step;
      return onGrid(numbers, zero, 1 / scale, scale, RoundingMode.HALF_AWAY);
    }
  },
  /**
   * XNNPACK's, of the codes that it calls qd8: 1/s = 255 / (max − min), all in binary32 and half to
   * even; z from that end of the range which lies nearer to its code; s = 1 / (1/s).
   */
  XNNPACK {
    @Override
    public Codes codes(float[] numbers) {
      Range range = Range.of(numbers);
      float inverse =
          range.least == range.most ? 1 : (float) (MAX - MIN) / (range.most - range.least);
      float below = range.least * inverse;
      float above = range.most * inverse;
      boolean fromLeast = (MIN + below) + (MAX + above) > 0;
      double exact = fromLeast ? MIN - below : MAX - above;
      int zero = (int) Math.rint(clamped(exact, MIN, MAX));
      return onGrid(numbers, zero, inverse, 1 / inverse, RoundingMode.HALF_EVEN);
    }
  };

  private static final int MIN = -128;
  private static final int MAX = 127;
  private static final int SYMMETRIC_MAX = 127;

  /**
   * Codes and what they stand for.
   *
   * @param differences q − z of each number, −255 to 255
   * @param scale positive
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  public record Codes(int[] differences, float scale) {}

  /**
   * Quantizes numbers that share a scale.
   *
   * @param numbers finite
   */
  public abstract Codes codes(float[] numbers);

  /** The ends of a range that holds some numbers, and 0. */
  private record Range(float least, float most) {
    static Range of(float[] numbers) {
      float least = 0;
      float most = 0;
      for (float number : numbers) {
        least = Math.min(least, number);
        most = Math.max(most, number);
      }
      return new Range(least, most);
    }
  }

  private static Codes onGrid(
      float[] numbers, int zero, float inverse, float scale, RoundingMode rounding) {
    int[] differences = new int[numbers.length];
    for (int i = 0; i < differences.length; i++) {
      double rounded = rounding.round(numbers[i] * inverse);
      differences[i] = (int) clamped(rounded, MIN - zero, MAX - zero);
    }
    return new Codes(differences, scale);
  }

  private static double clamped(double number, int least, int most) {
    return Math.max(least, Math.min(most, number));
  }
}

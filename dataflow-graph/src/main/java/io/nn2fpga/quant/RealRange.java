package io.nn2fpga.quant;

/**
 * The real numbers from {@code min} to {@code max}.
 *
 * @param min the smallest, finite
 * @param max the largest, finite
 */
public record RealRange(double min, double max) {

  /** Checks the order. */
  public RealRange {
    if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
      throw new IllegalArgumentException("range [" + min + ", " + max + "]");
    }
  }

  /**
   * The range of some numbers.
   *
   * @throws IllegalArgumentException if there is none, or one is not finite
   */
  public static RealRange of(float[] values) {
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return new RealRange(min, max);
  }

  /** The smallest range that holds both. */
  public RealRange union(RealRange other) {
    return new RealRange(Math.min(min, other.min), Math.max(max, other.max));
  }

  /** What y = min(max(x, lo), hi) makes of the range. */
  public RealRange clamped(double lo, double hi) {
    return new RealRange(Math.min(hi, Math.max(lo, min)), Math.min(hi, Math.max(lo, max)));
  }
}

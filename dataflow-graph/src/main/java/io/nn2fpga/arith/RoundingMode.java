package io.nn2fpga.arith;

/** How a real number becomes an integer, by the names that QONNX and IEEE 754 use. */
public enum RoundingMode {
  /** The nearest; ties to the even one. ONNX, QONNX' {@code ROUND}, XNNPACK. */
  HALF_EVEN,
  /** The nearest; ties away from zero. TFLite's built-in and reference kernels. */
  HALF_AWAY,
  /** The nearest; ties towards +∞. */
  HALF_UP,
  /** The nearest; ties towards zero. */
  HALF_DOWN,
  /** Towards −∞. */
  FLOOR,
  /** Towards +∞. */
  CEIL,
  /** Towards zero. */
  DOWN,
  /** Away from zero. */
  UP;

  /**
   * The integer, as a number.
   *
   * @param value not NaN; infinities stay
   */
  public double round(double value) {
    double magnitude = Math.abs(value);
    return switch (this) {
      case HALF_EVEN -> Math.rint(value);
      case HALF_AWAY -> Math.copySign(nearest(magnitude, true), value);
      case HALF_UP -> nearest(value, true);
      case HALF_DOWN -> Math.copySign(nearest(magnitude, false), value);
      case FLOOR -> Math.floor(value);
      case CEIL -> Math.ceil(value);
      case DOWN -> Math.copySign(Math.floor(magnitude), value);
      case UP -> Math.copySign(Math.ceil(magnitude), value);
    };
  }

  /** Exact where {@code value + 0.5} would not be. */
  private static double nearest(double value, boolean tiesUp) {
    double below = Math.floor(value);
    double rest = value - below;
    return rest > 0.5 || (rest == 0.5 && tiesUp) ? below + 1 : below;
  }
}

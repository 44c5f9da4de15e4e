package io.nn2fpga.nn;

/** What padded places hold. */
public enum PadMode {
  /** A constant. */
  CONSTANT,
  /** The places mirrored at the first and the last one, which are not repeated. */
  REFLECT,
  /** The nearest place. */
  EDGE,
  /** The places again from the other end. */
  WRAP;

  /**
   * The place whose element a place holds.
   *
   * @param index counted from the first place that is not padding; may be negative
   * @param extent how many places are not padding
   * @return 0 to {@code extent} − 1, or −1 for the constant
   */
  int place(int index, int extent) {
    if (index >= 0 && index < extent) {
      return index;
    }
    return switch (this) {
      case CONSTANT -> AxisMaps.OUTSIDE;
      case REFLECT -> reflected(index, extent);
      case EDGE -> index < 0 ? 0 : extent - 1;
      case WRAP -> Math.floorMod(index, extent);
    };
  }

  private static int reflected(int index, int extent) {
    if (extent == 1) {
      return 0;
    }
    int period = 2 * (extent - 1);
    int phase = Math.floorMod(index, period);
    return phase < extent ? phase : period - phase;
  }
}

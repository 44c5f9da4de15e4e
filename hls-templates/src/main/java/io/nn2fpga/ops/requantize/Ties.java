package io.nn2fpga.ops.requantize;

/**
 * What becomes of a number half way between two codes when bits are dropped. The offset of the map
 * puts such a tie where the dropped bits are all zero or all one, so that the code's lowest bit is
 * all that has to change.
 */
public enum Ties {
  /** The shift alone: ties go up if the offset holds the rounding half. */
  UP(0),
  /** A code whose dropped bits are all zero is made even, downwards: the offset holds the half. */
  EVEN(1),
  /**
   * A code whose dropped bits are all one is made odd, upwards: the offset holds the half less 1.
   */
  ODD(2);

  private final int parameter;

  Ties(int parameter) {
    this.parameter = parameter;
  }

  /** The value of the parameter TIES in Verilog and C++. */
  long parameter() {
    return parameter;
  }

  /**
   * The code of a sum, before the clamp.
   *
   * @param shift bits dropped, 0 to 62; with 0 there are no ties
   */
  long code(long sum, int shift) {
    long code = sum >> shift;
    long mask = (1L << shift) - 1;
    if (this == EVEN && (sum & mask) == 0) {
      return code & ~1L;
    }
    if (this == ODD && (sum & mask) == mask) {
      return code | 1L;
    }
    return code;
  }
}

package io.nn2fpga.ir;

/**
 * An integer of {@code bits} bits, two's complement when signed. Printed {@code s8}, {@code u4}.
 *
 * @param bits 1 to 63
 * @param signed whether the top bit has negative weight
 */
public record IntegerElement(int bits, boolean signed) implements ElementType {

  /** Checks the width. */
  public IntegerElement {
    if (bits < 1 || bits > 63) {
      throw new IllegalArgumentException("integer of " + bits + " bits");
    }
  }

  /** A signed integer of {@code bits} bits. */
  public static IntegerElement signed(int bits) {
    return new IntegerElement(bits, true);
  }

  /** An unsigned integer of {@code bits} bits. */
  public static IntegerElement unsigned(int bits) {
    return new IntegerElement(bits, false);
  }

  /** The narrowest type that holds every value of {@code [lo, hi]}; unsigned when lo ≥ 0. */
  public static IntegerElement holding(long lo, long hi) {
    if (lo > hi) {
      throw new IllegalArgumentException("empty range [" + lo + ", " + hi + "]");
    }
    return lo >= 0 ? unsigned(Math.max(1, width(hi))) : signed(signedBits(lo, hi));
  }

  /** Bits of the narrowest two's complement type that holds {@code [lo, hi]}. */
  public static int signedBits(long lo, long hi) {
    return 1 + Math.max(width(lo < 0 ? ~lo : lo), width(hi < 0 ? ~hi : hi));
  }

  private static int width(long magnitude) {
    return Long.SIZE - Long.numberOfLeadingZeros(magnitude);
  }

  /** The smallest value. */
  public long min() {
    return signed ? -(1L << (bits - 1)) : 0;
  }

  /** The largest value. */
  public long max() {
    return signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
  }

  /** Whether {@code value} is one of this type's values. */
  public boolean holds(long value) {
    return value >= min() && value <= max();
  }

  @Override
  public String toString() {
    return (signed ? "s" : "u") + bits;
  }
}

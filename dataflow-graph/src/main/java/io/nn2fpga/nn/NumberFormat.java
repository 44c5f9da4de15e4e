package io.nn2fpga.nn;

import io.nn2fpga.ir.IntegerElement;
import org.jspecify.annotations.Nullable;

/**
 * The element types that models declare. An nn graph holds numbers of all of them as binary32,
 * which is exact for floating-point formats of up to 32 bits and for whole numbers up to 2^24.
 */
public enum NumberFormat {
  /** IEEE 754 binary32. */
  FLOAT32(8, 23, 127, 0x1.fffffep127, Top.INFINITY),
  /** IEEE 754 binary64; here no wider than binary32. */
  FLOAT64(8, 23, 127, 0x1.fffffep127, Top.INFINITY),
  /** IEEE 754 binary16. */
  FLOAT16(5, 10, 15, 65504, Top.INFINITY),
  /** The upper half of a binary32. */
  BFLOAT16(8, 7, 127, 0x1.fep127, Top.INFINITY),
  /** Eight bits, four of exponent; no infinity (OCP 8-bit floating point, E4M3). */
  FLOAT8E4M3FN(4, 3, 7, 448, Top.NAN),
  /** Eight bits, four of exponent; one NaN, no infinity, no negative zero. */
  FLOAT8E4M3FNUZ(4, 3, 8, 240, Top.NAN_FOR_NEGATIVE_ZERO),
  /** Eight bits, five of exponent (OCP 8-bit floating point, E5M2). */
  FLOAT8E5M2(5, 2, 15, 57344, Top.INFINITY),
  /** Eight bits, five of exponent; one NaN, no infinity, no negative zero. */
  FLOAT8E5M2FNUZ(5, 2, 16, 57344, Top.NAN_FOR_NEGATIVE_ZERO),
  /** Four bits, two of exponent; neither infinity nor NaN (OCP microscaling, E2M1). */
  FLOAT4E2M1(2, 1, 1, 6, Top.CLAMP),
  /** Eight bits of exponent alone: the powers of two from 2^−127 to 2^127 (OCP microscaling). */
  FLOAT8E8M0(8, 0, 127, 0x1p127, Top.NAN),
  /** A truth value, 0 or 1. */
  BOOL(1, false),
  /** Two bits, two's complement. */
  INT2(2, true),
  /** Two bits, unsigned. */
  UINT2(2, false),
  /** Four bits, two's complement. */
  INT4(4, true),
  /** Four bits, unsigned. */
  UINT4(4, false),
  /** Eight bits, two's complement. */
  INT8(8, true),
  /** Eight bits, unsigned. */
  UINT8(8, false),
  /** Sixteen bits, two's complement. */
  INT16(16, true),
  /** Sixteen bits, unsigned. */
  UINT16(16, false),
  /** Thirty-two bits, two's complement. */
  INT32(32, true),
  /** Thirty-two bits, unsigned. */
  UINT32(32, false),
  /** Sixty-four bits, two's complement. */
  INT64(64, true),
  /** Sixty-four bits, unsigned. */
  UINT64(64, false);

  /** What stands for numbers that are too large. */
  private enum Top {
    INFINITY,
    NAN,
    NAN_FOR_NEGATIVE_ZERO,
    CLAMP
  }

  /** The largest whole number below which binary32 holds all. */
  public static final int EXACT = 1 << 24;

  private final int bits;
  private final boolean whole;
  private final boolean signed;
  private final int mantissa;
  private final int bias;
  private final double largest;
  private final Top top;

  NumberFormat(int exponent, int mantissa, int bias, double largest, Top top) {
    this.signed = mantissa > 0;
    this.bits = exponent + mantissa + (signed ? 1 : 0);
    this.whole = false;
    this.mantissa = mantissa;
    this.bias = bias;
    this.largest = largest;
    this.top = top;
  }

  NumberFormat(int bits, boolean signed) {
    this.bits = bits;
    this.whole = true;
    this.signed = signed;
    this.mantissa = 0;
    this.bias = 0;
    this.largest = 0;
    this.top = Top.CLAMP;
  }

  /** Whether all its numbers are whole; so are truth values. */
  public boolean isInteger() {
    return whole;
  }

  /** The element type of its numbers as codes; null if they are no integers of at most 32 bits. */
  public @Nullable IntegerElement codes() {
    boolean fits = bits < 32 || (bits == 32 && signed);
    return isInteger() && this != BOOL && fits ? new IntegerElement(bits, signed) : null;
  }

  /** Whether binary32 holds less of it than 2^24 and its own width suggest: more than 24 bits. */
  public boolean isWide() {
    return isInteger() && bits > 24;
  }

  /** Whether a number is negative in any way. */
  public boolean isSigned() {
    return signed;
  }

  /** Bits of an element. */
  public int bits() {
    return bits;
  }

  /**
   * The number that a bit pattern stands for, in formats of at most 16 bits.
   *
   * @param pattern the element in the low bits; those above do not matter
   */
  public float decode(int pattern) {
    int unused = 32 - bits;
    if (whole) {
      return signed ? pattern << unused >> unused : pattern << unused >>> unused;
    }
    int exponent = pattern >> mantissa & (1 << bits - mantissa - (signed ? 1 : 0)) - 1;
    int fraction = pattern & (1 << mantissa) - 1;
    boolean topExponent = exponent == (1 << bits - mantissa - (signed ? 1 : 0)) - 1;
    boolean allOnes = topExponent && fraction == (1 << mantissa) - 1;
    boolean negative = signed && (pattern >> bits - 1 & 1) == 1;
    double magnitude = Math.scalb(1 + Math.scalb(fraction, -mantissa), exponent - bias);
    if (exponent == 0 && mantissa > 0) {
      magnitude = Math.scalb(fraction, 1 - bias - mantissa);
    }
    if (top == Top.INFINITY && topExponent) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if ((top == Top.NAN && allOnes)
        || (top == Top.NAN_FOR_NEGATIVE_ZERO && negative && magnitude == 0)) {
      magnitude = Double.NaN;
    }
    return (float) (negative ? -magnitude : magnitude);
  }

  /**
   * The format's number for a real one. Floating-point formats round to nearest, ties to even;
   * integer formats drop the fraction and keep the low bits, as a C cast of an integer does; powers
   * of two round up.
   *
   * @param saturate whether what is too large becomes the largest number, where the format has no
   *     more than 8 bits; otherwise it becomes infinite, or NaN where there is no infinity
   */
  public float of(float x, boolean saturate) {
    return isInteger() ? integer(x) : rounded(x, saturate);
  }

  private float integer(float x) {
    if (this == BOOL) {
      return x != 0 ? 1 : 0; // NaN is true, as in C
    }
    if (bits == 64) {
      return x < 0 ? (float) Math.ceil(x) : (float) Math.floor(x);
    }
    int unused = 64 - bits;
    long shifted = (long) x << unused;
    return signed ? shifted >> unused : shifted >>> unused;
  }

  private float rounded(float x, boolean saturate) {
    if (mantissa == 23) {
      return x;
    }
    if (mantissa == 0) {
      return powerOfTwo(x, saturate);
    }
    if (Float.isNaN(x)) {
      return top == Top.CLAMP ? 0 : x;
    }
    double magnitude = Math.abs((double) x);
    if (!Double.isInfinite(magnitude)) {
      int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
      double unit = Math.scalb(1.0, exponent - mantissa);
      magnitude = Math.rint(magnitude / unit) * unit;
    }
    if (magnitude > largest) {
      boolean clamps = top == Top.CLAMP || (saturate && bits <= 8);
      magnitude = clamps ? largest : top == Top.INFINITY ? Double.POSITIVE_INFINITY : Double.NaN;
    }
    if (magnitude == 0 && top == Top.NAN_FOR_NEGATIVE_ZERO) {
      return 0;
    }
    return (float) Math.copySign(magnitude, x);
  }

  private float powerOfTwo(float x, boolean saturate) {
    if (!(x >= 0) || (x > largest && !saturate)) {
      return Float.NaN;
    }
    int exponent = Math.getExponent((double) x);
    if (x > Math.scalb(1.0, exponent)) {
      exponent++;
    }
    return (float) Math.scalb(1.0, Math.max(-bias, Math.min(bias, exponent)));
  }
}

package io.nn2fpga.quant;

import io.nn2fpga.arith.Rounding;
import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntegerElement;

/**
 * What the codes of an activation mean: real = scale · (code − zeroPoint), one scale and zero point
 * for the whole tensor.
 *
 * @param scale positive
 * @param zeroPoint the code of the real number 0
 * @param element unsigned, 2 to 8 bits
 */
public record Encoding(double scale, int zeroPoint, IntegerElement element) {

  /** Checks the ranges. */
  public Encoding {
    if (!(scale > 0) || Double.isInfinite(scale) || !element.holds(zeroPoint)) {
      throw new IllegalArgumentException("scale " + scale + ", zero point " + zeroPoint);
    }
  }

  /**
   * The encoding whose codes span a range, widened to hold 0: min-max, asymmetric, unsigned.
   *
   * <p>A range from 0 up has zero point 0. A range of nothing but 0 has scale 1.
   *
   * @param bits 2 to 8
   */
  public static Encoding of(RealRange range, int bits) {
    return of(range, bits, QuantizationMethod.DEFAULT);
  }

  /**
   * The encoding by a method: symmetric, or with a power of two as scale, if it says so. A power of
   * two is the smallest whose codes span the range.
   *
   * @param bits 2 to 8
   */
  public static Encoding of(RealRange range, int bits, QuantizationMethod method) {
    double min = Math.min(0, range.min());
    double max = Math.max(0, range.max());
    IntegerElement element = IntegerElement.unsigned(bits);
    boolean centred = method.symmetricActivations() && min < 0;
    int middle = 1 << (bits - 1);
    double wanted = centred ? Math.max(-min, max) / (middle - 1) : (max - min) / element.max();
    if (!(wanted > Double.MIN_NORMAL)) {
      return new Encoding(1, 0, element);
    }
    double scale = method.scale(wanted);
    int zero = centred ? middle : Saturation.clamp(Rounding.halfEven(-min / scale), element);
    return new Encoding(scale, zero, element);
  }

  /** The code nearest to a real number, ties to the even quotient; saturates. */
  public int quantize(double real) {
    return Saturation.clamp(Rounding.halfEven(real / scale) + zeroPoint, element);
  }

  /** The real number of a code. */
  public double dequantize(int code) {
    return scale * (code - zeroPoint);
  }
}

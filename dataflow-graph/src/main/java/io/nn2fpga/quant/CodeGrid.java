package io.nn2fpga.quant;

/**
 * Codes as a quantized operator reads or gives them: real = scale · (code − zeroPoint).
 *
 * @param scale positive, in binary32 as the file holds it
 * @param zeroPoint the code of the real number 0
 * @param min the least code that occurs; of a result what it is clamped to
 * @param max the largest code that occurs; of a result what it is clamped to
 */
public record CodeGrid(float scale, int zeroPoint, int min, int max) {

  /** Checks scale and order. */
  public CodeGrid {
    if (!(scale > 0) || Float.isInfinite(scale) || min > max) {
      throw new IllegalArgumentException(
          "scale " + scale + ", zero point " + zeroPoint + ", codes [" + min + ", " + max + "]");
    }
  }

  /** Whether two grids give equal codes to equal numbers, wherever they end. */
  public boolean isSameAs(CodeGrid other) {
    return scale == other.scale && zeroPoint == other.zeroPoint;
  }

  /** The same grid between other codes. */
  public CodeGrid within(int least, int most) {
    return new CodeGrid(scale, zeroPoint, least, most);
  }

  /** A rounded quotient as a code: the zero point added, clamped. */
  public int code(double rounded) {
    return (int) Math.max(min, Math.min(max, rounded + zeroPoint));
  }
}

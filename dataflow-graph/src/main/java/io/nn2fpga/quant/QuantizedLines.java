package io.nn2fpga.quant;

import io.nn2fpga.arith.FixedPointMultiplier;
import io.nn2fpga.arith.RoundingMode;

/** Operators of TFLite whose every result depends on a whole line of codes. */
public final class QuantizedLines {
  /** Integer bits of a fixed-point number of 32 bits, sign not counted. */
  private static final int INTEGER_BITS = 3;

  private static final int ONE = 1 << (31 - INTEGER_BITS);

  /** √½ with no integer bits. */
  private static final long HALF_ROOT_2 = 1518500250L;

  private static final int ITERATIONS = 5;

  private QuantizedLines() {}

  /**
   * Softmax: e_j = e^(−s_x·(max − q_j)) and their sum in binary32, in order; y = z_y +
   * roundHalfAway(e_j·(1 / (Σe·s_y))).
   *
   * @param line codes of {@code input}
   */
  public static int[] softmax(int[] line, CodeGrid input, CodeGrid result) {
    int most = Integer.MIN_VALUE;
    for (int code : line) {
      most = Math.max(most, code);
    }
    float[] powers = new float[line.length];
    float sum = 0;
    for (int i = 0; i < line.length; i++) {
      powers[i] = (float) Math.exp(-input.scale() * (float) (most - line[i]));
      sum += powers[i];
    }
    float inverse = 1 / (sum * result.scale());
    int[] codes = new int[line.length];
    for (int i = 0; i < line.length; i++) {
      codes[i] = result.code(RoundingMode.HALF_AWAY.round(powers[i] * inverse));
    }
    return codes;
  }

  /**
   * Division by the line's length: y = z_y + d·128/√Σd² with d = q − z_x. The result's scale is
   * taken for 1/128, which TFLite demands. Signed codes are scaled in one step with the 128.
   *
   * @param line codes of {@code input}
   */
  public static int[] l2Normalize(int[] line, CodeGrid input, CodeGrid result) {
    long squares = 0;
    for (int code : line) {
      long difference = code - (long) input.zeroPoint();
      squares += difference * difference;
    }
    FixedPointMultiplier root = inverseRoot(squares);
    boolean signed = input.min() < 0;
    int factor = signed ? 1 : 128;
    FixedPointMultiplier m =
        signed ? new FixedPointMultiplier(root.multiplier(), root.exponent() + 7) : root;
    int[] codes = new int[line.length];
    for (int i = 0; i < line.length; i++) {
      long difference = line[i] - (long) input.zeroPoint();
      codes[i] = result.code(m.twiceHalfAway(factor * difference));
    }
    return codes;
  }

  /**
   * 1/√x by Newton's iteration y ← y·(3 − x·y²)/2 with 32-bit fixed-point numbers, in the steps and
   * roundings of TFLite's kernel.
   *
   * @param x a whole number from 0 to 2^31 − 1
   */
  static FixedPointMultiplier inverseRoot(long x) {
    if (x <= 1) {
      return new FixedPointMultiplier(Integer.MAX_VALUE, 0);
    }
    int shift = 11;
    long scaled = x;
    while (scaled >= 1 << 29) {
      scaled /= 4;
      shift++;
    }
    int pairs = (Integer.numberOfLeadingZeros((int) scaled) - 1) / 2 - 1;
    shift -= pairs;
    scaled <<= 2 * pairs;
    long half = halved(scaled >> 1);
    long y = ONE;
    for (int i = 0; i < ITERATIONS; i++) {
      long cube = saturated(product(product(y, y), y), 2 * INTEGER_BITS);
      long step = product(ONE + ONE / 2, y) - product(half, cube);
      y = saturated(step, INTEGER_BITS);
    }
    long root = product(y, HALF_ROOT_2);
    if (shift < 0) {
      root <<= -shift;
      shift = 0;
    }
    return new FixedPointMultiplier((int) root, -shift);
  }

  /** a·b / 2^31, half up. */
  private static long product(long a, long b) {
    return (a * b + (1L << 30)) >> 31;
  }

  private static long halved(long a) {
    return (a + 1) >> 1;
  }

  /** a·2^bits, at most what 32 bits hold. */
  private static long saturated(long a, int bits) {
    return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, a << bits));
  }
}

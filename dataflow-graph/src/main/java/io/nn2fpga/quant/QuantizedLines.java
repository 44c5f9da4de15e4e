package io.nn2fpga.quant;

import io.nn2fpga.arith.FixedPointMultiplier;
import io.nn2fpga.arith.RoundingMode;

/** Operators of TFLite whose every result depends on a whole line of codes. */
public final class QuantizedLines {
  /** Integer bits of the iteration's fixed-point numbers of 32 bits, sign not counted. */
  public static final int INTEGER_BITS = 3;

  /** 1 as such a number. */
  public static final int ONE = 1 << (31 - INTEGER_BITS);

  /** √½ with no integer bits. */
  public static final long HALF_ROOT_2 = 1518500250L;

  /** Steps of Newton's iteration. */
  public static final int ITERATIONS = 5;

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
      powers[i] = power(input, most - line[i]);
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
   * e^(−s_x·d) in binary32.
   *
   * @param difference d of a line's largest code and another
   */
  public static float power(CodeGrid input, int difference) {
    return (float) Math.exp(-input.scale() * (float) difference);
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
   * What 1/√x is computed with: of x / divisor, without its fraction, · factor, and the result's
   * power of two.
   *
   * @param divisor a power of 4
   * @param factor a power of 4; 1 where the divisor is not
   * @param shift the result is to be divided by 2^shift
   */
  public record RootStart(long divisor, long factor, int shift) {}

  /**
   * The start for a number, which is that for all numbers of as many bits.
   *
   * @param x a whole number from 0 to 2^31 − 1
   */
  public static RootStart rootStart(long x) {
    int shift = 11;
    long divisor = 1;
    while (x / divisor >= 1 << 29) {
      divisor *= 4;
      shift++;
    }
    int pairs = (Integer.numberOfLeadingZeros((int) (x / divisor)) - 1) / 2 - 1;
    return new RootStart(divisor, 1L << (2 * pairs), shift - pairs);
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
    RootStart start = rootStart(x);
    int shift = start.shift();
    long scaled = x / start.divisor() * start.factor();
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

package io.nn2fpga.quant;

import io.nn2fpga.arith.Rounding;
import io.nn2fpga.arith.Saturation;

/**
 * Weights as symmetric codes, one scale an output channel: w ≈ scale[oc] · code.
 *
 * <p>Codes are in [−(2^(bits−1) − 1), 2^(bits−1) − 1]: without the most negative number, as two
 * products packed into one multiplier need it. At 8 bits the largest code stands for the largest
 * weight; below, where steps are coarse, the scale is the one of {@value #SCALES} evenly spaced
 * smaller ones whose codes have the least squared error, so that few large weights saturate.
 *
 * @param codes as many as weights, in their order
 * @param scales one an output channel; 1 for a channel of zeros
 */
@SuppressWarnings("ArrayRecordComponent") // flat arrays; made, read and dropped in one method
public record NarrowWeights(int[] codes, double[] scales) {
  private static final int SCALES = 64;

  /**
   * Quantizes.
   *
   * @param weights output channels outermost; finite
   * @param channels number of output channels
   * @param bits 2 to 8
   */
  public static NarrowWeights of(double[] weights, int channels, int bits) {
    int limit = (1 << (bits - 1)) - 1;
    int length = weights.length / channels;
    int[] codes = new int[weights.length];
    double[] scales = new double[channels];
    for (int oc = 0; oc < channels; oc++) {
      int from = oc * length;
      scales[oc] = scale(weights, from, from + length, limit, bits < BitWidths.MOST);
      for (int i = from; i < from + length; i++) {
        codes[i] = code(weights[i], scales[oc], limit);
      }
    }
    return new NarrowWeights(codes, scales);
  }

  private static int code(double weight, double scale, int limit) {
    return Saturation.clamp(Rounding.halfEven(weight / scale), -limit, limit);
  }

  private static double scale(double[] weights, int from, int to, int limit, boolean search) {
    double largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    double whole = largest / limit;
    if (!(whole > Double.MIN_NORMAL)) {
      return 1;
    }
    double best = whole;
    double least = search ? error(weights, from, to, limit, whole) : 0;
    for (int step = SCALES - 1; search && step > 0; step--) {
      double scale = whole * step / SCALES;
      double error = error(weights, from, to, limit, scale);
      if (error < least) {
        least = error;
        best = scale;
      }
    }
    return best;
  }

  private static double error(double[] weights, int from, int to, int limit, double scale) {
    double total = 0;
    for (int i = from; i < to; i++) {
      double difference = scale * code(weights[i], scale, limit) - weights[i];
      total += difference * difference;
    }
    return total;
  }
}

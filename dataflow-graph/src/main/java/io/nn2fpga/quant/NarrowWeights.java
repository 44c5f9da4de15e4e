package io.nn2fpga.quant;

import io.nn2fpga.arith.Rounding;
import io.nn2fpga.arith.Saturation;
import java.util.Arrays;

/**
 * Weights as symmetric codes, one scale an output channel: w ≈ scale[oc] · code. By a method with
 * one scale a tensor, all channels have the same; by one with powers of two, each is one.
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

  /** Quantizes with one scale a channel, any number. */
  public static NarrowWeights of(double[] weights, int channels, int bits) {
    return of(weights, channels, bits, QuantizationMethod.DEFAULT);
  }

  /**
   * Quantizes.
   *
   * @param weights output channels outermost; finite
   * @param channels number of output channels
   * @param bits 2 to 8
   */
  public static NarrowWeights of(
      double[] weights, int channels, int bits, QuantizationMethod method) {
    int limit = (1 << (bits - 1)) - 1;
    int groups = method.perTensorWeights() ? 1 : channels;
    int length = weights.length / groups;
    int[] codes = new int[weights.length];
    double[] scales = new double[channels];
    for (int group = 0; group < groups; group++) {
      int from = group * length;
      double scale = new Search(weights, from, from + length, limit).scale(bits, method);
      for (int i = from; i < from + length; i++) {
        codes[i] = code(weights[i], scale, limit);
      }
      int width = channels / groups;
      Arrays.fill(scales, group * width, (group + 1) * width, scale);
    }
    return new NarrowWeights(codes, scales);
  }

  private static int code(double weight, double scale, int limit) {
    return Saturation.clamp(Rounding.halfEven(weight / scale), -limit, limit);
  }

  /** The scale of the weights at some places. */
  @SuppressWarnings("ArrayRecordComponent") // a view, never compared
  private record Search(double[] weights, int from, int to, int limit) {

    double scale(int bits, QuantizationMethod method) {
      double largest = 0;
      for (int i = from; i < to; i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      double whole = largest / limit;
      if (!(whole > Double.MIN_NORMAL)) {
        return 1;
      }
      if (method.powerOfTwoScales()) {
        double above = method.scale(whole);
        return error(above / 2) < error(above) ? above / 2 : above;
      }
      return bits < BitWidths.MOST ? clipping(whole) : whole;
    }

    private double clipping(double whole) {
      double best = whole;
      double least = error(whole);
      for (int step = SCALES - 1; step > 0; step--) {
        double scale = whole * step / SCALES;
        double error = error(scale);
        if (error < least) {
          least = error;
          best = scale;
        }
      }
      return best;
    }

    private double error(double scale) {
      double total = 0;
      for (int i = from; i < to; i++) {
        double difference = scale * code(weights[i], scale, limit) - weights[i];
        total += difference * difference;
      }
      return total;
    }
  }
}

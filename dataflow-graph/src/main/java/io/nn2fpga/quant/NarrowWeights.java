package io.nn2fpga.quant;

import io.nn2fpga.arith.Rounding;
import io.nn2fpga.arith.Saturation;

/**
 * Weights as symmetric codes, one scale an output channel: w ≈ scale[oc] · code.
 *
 * <p>Codes are in [−(2^(bits−1) − 1), 2^(bits−1) − 1]: without the most negative number, as two
 * products packed into one multiplier need it.
 *
 * @param codes as many as weights, in their order
 * @param scales one an output channel; 1 for a channel of zeros
 */
@SuppressWarnings("ArrayRecordComponent") // flat arrays; made, read and dropped in one method
public record NarrowWeights(int[] codes, double[] scales) {

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
      double largest = 0;
      for (int i = oc * length; i < (oc + 1) * length; i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      scales[oc] = largest / limit > Double.MIN_NORMAL ? largest / limit : 1;
      for (int i = oc * length; i < (oc + 1) * length; i++) {
        codes[i] = Saturation.clamp(Rounding.halfEven(weights[i] / scales[oc]), -limit, limit);
      }
    }
    return new NarrowWeights(codes, scales);
  }
}

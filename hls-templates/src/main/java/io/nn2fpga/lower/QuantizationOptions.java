package io.nn2fpga.lower;

import io.nn2fpga.quant.Preprocessing;

/**
 * What the user chooses about quantization.
 *
 * @param weightBits 2 to 8
 * @param activationBits 2 to 8
 * @param preprocessing how raw data becomes the model's input
 * @param rawBytes whether raw data are unsigned bytes, which the accelerator can take as they are
 */
public record QuantizationOptions(
    int weightBits, int activationBits, Preprocessing preprocessing, boolean rawBytes) {

  /** Checks the ranges. */
  public QuantizationOptions {
    if (weightBits < 2 || weightBits > 8 || activationBits < 2 || activationBits > 8) {
      throw new IllegalArgumentException(
          "weights of " + weightBits + " bits, activations of " + activationBits);
    }
  }

  /** Eight bits, for a model that is given floats as they are. */
  public static QuantizationOptions eightBits() {
    return new QuantizationOptions(8, 8, Preprocessing.NONE, false);
  }

  /** Eight bits, for raw bytes that are preprocessed. */
  public static QuantizationOptions eightBits(Preprocessing preprocessing) {
    return new QuantizationOptions(8, 8, preprocessing, true);
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Preprocessing;

/**
 * What the user chooses about quantization.
 *
 * @param bits of weights and activations
 * @param preprocessing how raw data becomes the model's input
 * @param rawBytes whether raw data are unsigned bytes, which the accelerator can take as they are
 */
public record QuantizationOptions(BitWidths bits, Preprocessing preprocessing, boolean rawBytes) {

  /** Eight bits, for a model that is given floats as they are. */
  public static QuantizationOptions eightBits() {
    return new QuantizationOptions(BitWidths.uniform(8, 8), Preprocessing.NONE, false);
  }

  /** Eight bits, for raw bytes that are preprocessed. */
  public static QuantizationOptions eightBits(Preprocessing preprocessing) {
    return new QuantizationOptions(BitWidths.uniform(8, 8), preprocessing, true);
  }
}

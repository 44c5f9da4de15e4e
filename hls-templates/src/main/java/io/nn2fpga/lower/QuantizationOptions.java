package io.nn2fpga.lower;

import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;

/**
 * What the user chooses about quantization.
 *
 * @param bits of weights and activations
 * @param preprocessing how raw data becomes the model's input
 * @param rawBytes whether raw data are unsigned bytes, which the accelerator can take as they are
 * @param method how numbers become codes
 */
public record QuantizationOptions(
    BitWidths bits, Preprocessing preprocessing, boolean rawBytes, QuantizationMethod method) {

  /** By the default method. */
  public QuantizationOptions(BitWidths bits, Preprocessing preprocessing, boolean rawBytes) {
    this(bits, preprocessing, rawBytes, QuantizationMethod.DEFAULT);
  }

  /** Eight bits, for a model that is given floats as they are. */
  public static QuantizationOptions eightBits() {
    return new QuantizationOptions(BitWidths.uniform(8, 8), Preprocessing.NONE, false);
  }

  /** Eight bits, for raw bytes that are preprocessed. */
  public static QuantizationOptions eightBits(Preprocessing preprocessing) {
    return new QuantizationOptions(BitWidths.uniform(8, 8), preprocessing, true);
  }

  /** The same with other bits. */
  public QuantizationOptions with(BitWidths chosen) {
    return new QuantizationOptions(chosen, preprocessing, rawBytes, method);
  }

  /** The same by another method. */
  public QuantizationOptions with(QuantizationMethod chosen) {
    return new QuantizationOptions(bits, preprocessing, rawBytes, chosen);
  }
}

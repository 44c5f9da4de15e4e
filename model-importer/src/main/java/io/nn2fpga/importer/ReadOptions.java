package io.nn2fpga.importer;

import io.nn2fpga.quant.KernelSet;

/**
 * What a user may say about how a model file is to be read.
 *
 * @param tfliteKernels the kernel set that gives a quantized TFLite model its arithmetic
 */
public record ReadOptions(KernelSet tfliteKernels) {
  /** What holds if the user says nothing. */
  public static final ReadOptions DEFAULT = new ReadOptions(KernelSet.TFLITE_XNNPACK);
}

package io.nn2fpga.quant;

/**
 * Whose arithmetic a model's quantized operators have. It decides how accumulators become codes,
 * where frameworks differ in the last step; a model without codes has none.
 */
public enum KernelSet {
  /** ONNX: r = (s_x·s_w)/s_y in binary32, half to even; sums rounded once from the real number. */
  ONNX,
  /** QONNX: what the source chain of float operators gives for each accumulator. */
  QONNX,
  /** TFLite's default delegate: the linear operators as {@link #ONNX}, its own sums and pools. */
  TFLITE_XNNPACK,
  /** TFLite's optimized built-in kernels: 32-bit fixed-point multipliers. */
  TFLITE_BUILTIN,
  /** TFLite's reference kernels. */
  TFLITE_REFERENCE
}

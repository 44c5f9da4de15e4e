package io.nn2fpga.quant;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
  TFLITE_REFERENCE;

  /** The names by which users choose one of TFLite's sets. */
  public static final List<String> TFLITE_NAMES = List.of("xnnpack", "builtin", "reference");

  /** Whether it is one of TFLite's, which have their own arithmetic for every operator. */
  public boolean isTflite() {
    return this != ONNX && this != QONNX;
  }

  /**
   * One of TFLite's sets by its name.
   *
   * @param name one of {@link #TFLITE_NAMES}, in any case
   * @return null if there is none of that name
   */
  public static @Nullable KernelSet tflite(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "xnnpack" -> TFLITE_XNNPACK;
      case "builtin" -> TFLITE_BUILTIN;
      case "reference" -> TFLITE_REFERENCE;
      default -> null;
    };
  }
}

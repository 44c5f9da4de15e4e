package io.nn2fpga.importer.tflite;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which operators give codes, and what of their arithmetic is known. */
final class QuantizedForms {
  /** Operators that move codes, choose among them, or only change their grid. */
  private static final Set<String> ANY_CODES =
      Set.of(
          "BATCH_TO_SPACE_ND",
          "BROADCAST_TO",
          "DEPTH_TO_SPACE",
          "EXPAND_DIMS",
          "GATHER",
          "MAX_POOL_2D",
          "MIRROR_PAD",
          "PACK",
          "PAD",
          "PADV2",
          "QUANTIZE",
          "REDUCE_MAX",
          "REDUCE_MIN",
          "RESHAPE",
          "RESIZE_NEAREST_NEIGHBOR",
          "REVERSE_V2",
          "SELECT",
          "SELECT_V2",
          "SLICE",
          "SPACE_TO_BATCH_ND",
          "SPACE_TO_DEPTH",
          "SPLIT",
          "SPLIT_V",
          "SQUEEZE",
          "STRIDED_SLICE",
          "TILE",
          "TRANSPOSE",
          "UNPACK");

  /** Operators whose arithmetic on 8-bit codes was compared with LiteRT's. */
  private static final Set<String> BYTES =
      Set.of(
          "ADD",
          "AVERAGE_POOL_2D",
          "CONCATENATION",
          "CONV_2D",
          "DEPTHWISE_CONV_2D",
          "FULLY_CONNECTED",
          "L2_NORMALIZATION",
          "LEAKY_RELU",
          "LOGISTIC",
          "LOG_SOFTMAX",
          "MAXIMUM",
          "MEAN",
          "MINIMUM",
          "MUL",
          "RELU",
          "RELU6",
          "RELU_N1_TO_1",
          "SOFTMAX",
          "SUB",
          "TANH");

  private QuantizedForms() {}

  /** Why an operator cannot give these codes; null if it can. */
  static @Nullable String refusal(String operator, TensorElement codes) {
    boolean bytes = codes == TensorElement.INT8 || codes == TensorElement.UINT8;
    if (ANY_CODES.contains(operator) || (bytes && BYTES.contains(operator))) {
      return null;
    }
    return bytes || !BYTES.contains(operator)
        ? "its arithmetic on codes is not known to the last bit"
        : "its arithmetic on codes of type " + codes + " is not known to the last bit";
  }
}

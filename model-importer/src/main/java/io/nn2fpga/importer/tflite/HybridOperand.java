package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.DynamicQuantize;
import io.nn2fpga.quant.LinearKind;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The input of a linear operator on real numbers whose weights, operand 1, are codes: LiteRT makes
 * codes of it as it comes ("hybrid" kernels, dynamic-range quantization).
 */
final class HybridOperand {
  /** Weights that LiteRT has such kernels for. */
  private static final Set<TensorElement> ELEMENTS = Set.of(TensorElement.INT8, TensorElement.INT4);

  private HybridOperand() {}

  /** Whether of an operator's operands only the weights are codes. */
  static boolean isHybrid(OperatorScope node) {
    boolean real =
        IntStream.range(0, node.inputs())
            .filter(i -> i != 1 && node.has(i))
            .noneMatch(i -> node.input(i).isQuantized());
    return real && node.input(1).isQuantized() && !node.output(0).isQuantized();
  }

  /**
   * The operand as the operator reads it.
   *
   * @param x its real numbers
   * @param asymmetric whether the operator asks for codes with a zero point
   * @throws io.nn2fpga.diag.DiagnosticException if LiteRT reads the weights otherwise than the file
   *     describes them
   */
  static String of(OperatorScope node, String x, LinearKind kind, boolean asymmetric) {
    if (!isHybrid(node)) {
      return x;
    }
    TfliteTensor weights = node.input(1);
    if (!ELEMENTS.contains(weights.element())) {
      throw node.refuse(
          "its weights '" + weights.name() + "' are " + weights.element() + ", its input is real",
          "LiteRT has kernels for INT8 and INT4 weights: convert the model anew");
    }
    for (long zero : weights.zeroPoints()) {
      if (zero != 0) {
        throw node.refuse(
            "its weights '"
                + weights.name()
                + "' have the zero point "
                + zero
                + ", its input is real",
            "LiteRT's kernels do not read it: quantize the weights symmetrically");
      }
    }
    return node.add(new DynamicQuantize(kind, asymmetric), x);
  }
}

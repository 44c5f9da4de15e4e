package io.nn2fpga.importer.tflite;

import java.util.Map;

/** Operators that only change what the elements are. */
final class QuantizationImports {
  private QuantizationImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.of(
          "DEQUANTIZE", QuantizationImports::convert,
          "QUANTIZE", QuantizationImports::convert);

  /** Real numbers to codes, codes to real numbers, or codes to those of another scale. */
  private static void convert(OperatorScope node) {
    boolean quantizes = node.operator().name().equals("QUANTIZE");
    TfliteTensor x = node.input(0);
    TfliteTensor y = node.output(0);
    boolean fits =
        quantizes
            ? y.isQuantized() && (x.isQuantized() || x.element() == TensorElement.FLOAT32)
            : x.isQuantized() && y.element() == TensorElement.FLOAT32;
    if (!fits) {
      throw node.refuse("it makes " + y.element() + " of " + x.element(), null);
    }
    node.result(node.x());
  }
}

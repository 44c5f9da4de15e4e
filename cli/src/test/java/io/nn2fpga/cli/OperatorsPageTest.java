package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.keras.KerasReader;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.importer.stablehlo.StableHloReader;
import io.nn2fpga.importer.tflite.TfliteImporter;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.Operators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/operators.md} is generated; {@code -Dnn2fpga.update.docs=true} rewrites it. */
class OperatorsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operators.md");

  @Test
  void thePageListsTheOperatorsOfTheProduct() throws IOException {
    String current = page();
    if (Boolean.getBoolean("nn2fpga.update.docs")) {
      Files.writeString(PAGE, current);
    }
    assertThat(PAGE).content().isEqualTo(current);
  }

  private static String page() {
    StringBuilder text =
        new StringBuilder(
            """
            # Operators

            Generated; see [development.md](development.md).

            ## ONNX operators that import

            What is computed from shapes and constants alone is computed at import, whatever the operators. If, functions
            of the model and data in other files are brought into the graph. What imports can be evaluated; not all of it
            can be built: 'nn2fpga build' lists what has no hardware form.

            """);
    OnnxImporter.operators().forEach(name -> text.append("- ").append(name).append('\n'));
    text.append(
        """

        Quantized models are read as they are: QuantizeLinear and DequantizeLinear, operators on codes, and QONNX in all
        its domains (`qonnx.custom_op.general`, `onnx.brevitas`, `finn.custom_op.general`). Scales, zero points and widths
        have to be constants: `DynamicQuantizeLinear` and its kin, whose scales depend on the data, are refused. Of other
        domains import

        """);
    OnnxImporter.operatorsOfOtherDomains()
        .forEach(name -> text.append("- ").append(name).append('\n'));
    text.append(
        """

        Nodes of any other domain import if a file defines them, see [custom-operators.md](custom-operators.md).

        ## Keras layers that import

        From `.keras`, whole `.h5` files, and a `model.json` beside its `model.weights.h5`: Sequential and Functional models
        of Keras 2 and 3, channels last, each layer applied once. Of QKeras the quantizers `quantized_bits`, `quantized_relu`,
        `quantized_tanh`, `quantized_sigmoid`, `binary` and `ternary`. A Lambda layer's code is never executed.

        """);
    new KerasReader().operators().forEach(name -> text.append("- ").append(name).append('\n'));
    text.append(
        """

        ## TFLite operators that import

        With real numbers, or with codes where the last bit of the arithmetic is known:
        [tflite-conformance.md](tflite-conformance.md).

        """);
    TfliteImporter.operators().forEach(name -> text.append("- ").append(name).append('\n'));
    text.append(
        """

        ## StableHLO operations that import

        From the text that `jax.jit(f).lower(x).as_text()` prints, for one argument and one result; private functions are
        inlined. Of constants all of these fold. Of computed values: convolutions and products with constant weights; sums and
        maxima over windows and axes, as pools; bounds; `transpose`, `reshape` and what only adds axes; softmax as
        `jax.nn.softmax` writes it; any formula of one value element by element, such as sigmoid, SiLU, GELU and leaky ReLU;
        sums, differences, products, quotients and matrix products of two values; `pad`, `slice`, `concatenate`, `reverse`.
        Factors and offsets behind a product with weights become part of it. What of these has a form in hardware
        'nn2fpga build' says, as for ONNX.

        """);
    new StableHloReader().operators().forEach(name -> text.append("- ").append(name).append('\n'));
    text.append(
        """

        ## Hardware operators

        | operator | what it computes |
        | --- | --- |
        """);
    for (Operator operator : Operators.all()) {
      text.append("| ").append(operator.name()).append(" | ").append(operator.summary());
      text.append(" |\n");
    }
    return text.toString();
  }
}

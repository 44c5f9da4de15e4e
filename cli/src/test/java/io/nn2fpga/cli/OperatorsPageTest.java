package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.importer.stablehlo.StableHloReader;
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

        Nodes of other domains import if a file defines them, see [custom-operators.md](custom-operators.md).

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

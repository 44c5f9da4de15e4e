package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of other domains, which the user defines in Einstein notation. */
class CustomOperatorsTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "custom-operator");
  private static final Path MODEL = EXAMPLE.resolve("model.onnx");

  @TempDir private Path folder;

  private static ImportedModel read(Path operators) {
    return ModelFile.read(MODEL, ReadOptions.DEFAULT.withCustomOperators(List.of(operators)));
  }

  @Test
  void theExampleGivesWhatItWasTrainedToGive() {
    ImportedModel model = read(EXAMPLE.resolve("operators.txt"));
    NpyArray inputs = NpyFile.read(EXAMPLE.resolve("golden_input.npy"));
    NpyArray outputs = NpyFile.read(EXAMPLE.resolve("golden_output.npy"));

    assertThat(inputs.samples()).isEqualTo(outputs.samples()).isEqualTo(16);
    try (NnInterpreter interpreter = new NnInterpreter(model.graph())) {
      for (int i = 0; i < inputs.samples(); i++) {
        FloatTensor result =
            Objects.requireNonNull(
                interpreter
                    .run(new FloatTensor(model.inputType(), inputs.floats(i)))
                    .get("logits"));
        float[] expected = outputs.floats(i);
        for (int k = 0; k < expected.length; k++) {
          assertThat((double) Math.abs(result.data()[k] - expected[k]))
              .isLessThanOrEqualTo(1e-4 + 1e-3 * Math.abs(expected[k]));
        }
      }
    }
    assertThat(model.format()).isEqualTo("ONNX with custom operators");
    assertThat(ModelFile.hasRuntime(model)).isFalse();
  }

  @Test
  void nodesBecomeTheOperationsThatTheirDefinitionsSay() {
    ImportedModel model = read(EXAMPLE.resolve("operators.txt"));

    assertThat(model.graph().nodes())
        .extracting(node -> node.op().mnemonic())
        .containsExactly(
            "conv",
            "pointwise",
            "max-pool",
            "conv",
            "pointwise",
            "max-pool",
            "conv",
            "reshape",
            "pointwise",
            "add",
            "dense");
    assertThat(model.graph().nodes())
        .extracting(Node::source)
        .contains("model.onnx, node 'active1' (channel_swish)");
  }

  @Test
  void withoutDefinitionsEachNodeIsRefused() {
    assertThatThrownBy(() -> ModelFile.read(MODEL, ReadOptions.DEFAULT))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageStartingWith(
            """
            error[unsupported-operator]: 'nn2fpga.custom.channel_swish' has no hardware form
              at model.onnx, node 'active1' (channel_swish), output 'active1'
              hint: export the model with standard operators, or with this one as a function of the model, or define it in a file for --custom-operators; see docs/custom-operators.md
            """)
        .hasMessageContainingAll("node 'active2'", "node 'pooled3'", "node 'squashed'");
  }

  @Test
  void definitionsThatDoNotFitAreRefusedWithBothPlaces() throws IOException {
    String text = Files.readString(EXAMPLE.resolve("operators.txt"));
    Path wrong = folder.resolve("wrong.txt");
    Files.writeString(wrong, text.replace("float(C) A", "float(H) A"));

    assertThatThrownBy(() -> read(wrong))
        .hasMessageStartingWith(
            """
            error[unsupported-operator]: the extent 'H' is 28, but 8 for 'A'
              at model.onnx, node 'active1' (channel_swish)
              at wrong.txt:4:37, operator 'channel_swish'""");
  }

  @Test
  void aMissingFileIsNamed() {
    Path none = folder.resolve("none.txt");

    assertThatThrownBy(() -> read(none))
        .hasMessage(
            "error[file-not-found]: there is no such file of custom operators\n  at " + none);
  }
}

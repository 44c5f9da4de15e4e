package io.nn2fpga.importer.stablehlo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.NnInterpreter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that JAX lowered, with its results: {@code generate.py} beside them made them. */
class StableHloGoldenTest {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vector",
        "perceptron",
        "channels_last",
        "channels_first",
        "sequence",
        "residual",
        "folded",
        "activations",
        "movement"
      })
  void programsGiveWhatJaxComputes(String name) throws URISyntaxException {
    Path folder = folder(name);

    compare(read(folder), folder.resolve("input.npy"), folder.resolve("output.npy"), 3);
  }

  @Test
  void theExampleGivesWhatJaxComputes() {
    Path folder = Path.of("..", "examples", "stablehlo-digits");

    compare(
        read(folder), folder.resolve("golden_input.npy"), folder.resolve("golden_output.npy"), 16);
  }

  @Test
  void whatIsDoneToASumOfProductsBecomesPartOfIt() throws URISyntaxException {
    assertThat(operations("channels_last"))
        .containsExactly(
            "transpose",
            "conv",
            "transpose",
            "relu",
            "transpose",
            "max-pool",
            "transpose",
            "transpose",
            "batch-normalization",
            "transpose",
            "relu",
            "transpose",
            "conv",
            "transpose",
            "transpose",
            "average-pool",
            "transpose",
            "transpose",
            "global-average-pool",
            "flatten",
            "dense",
            "softmax");
    assertThat(operations("activations").stream().filter("pointwise"::equals)).hasSize(5);
    assertThat(operations("folded")).containsExactly("add", "dense");
  }

  private static List<String> operations(String name) throws URISyntaxException {
    return read(folder(name)).graph().nodes().stream()
        .map(Node::op)
        .map(op -> op.mnemonic())
        .toList();
  }

  private static Path folder(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(StableHloGoldenTest.class.getResource(name)).toURI());
  }

  private static ImportedModel read(Path folder) {
    return ModelFile.read(folder.resolve("model.mlir"), ReadOptions.DEFAULT);
  }

  private static void compare(ImportedModel model, Path input, Path output, int samples) {
    NpyArray inputs = NpyFile.read(input);
    NpyArray outputs = NpyFile.read(output);
    assertThat(inputs.samples()).isEqualTo(outputs.samples()).isEqualTo(samples);
    String result = model.graph().outputs().get(0);
    try (NnInterpreter interpreter = new NnInterpreter(model.graph(), List.of(result))) {
      for (int i = 0; i < samples; i++) {
        FloatTensor sample = new FloatTensor(model.inputType(), inputs.floats(i));
        FloatTensor actual = Objects.requireNonNull(interpreter.run(sample).get(result));
        float[] expected = outputs.floats(i);
        assertThat(actual.data()).hasSameSizeAs(expected);
        for (int k = 0; k < expected.length; k++) {
          assertThat((double) actual.data()[k])
              .isCloseTo(
                  expected[k],
                  org.assertj.core.data.Offset.offset(ABSOLUTE + RELATIVE * Math.abs(expected[k])));
        }
      }
    }
  }
}

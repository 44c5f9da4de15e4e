package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.NnInterpreter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example networks give their golden outputs, by the interpreter and by ONNX Runtime. */
final class ExampleNetworksTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  private static void giveGoldenOutputs(FloatExecutor executor, ImportedModel model, Path folder) {
    NpyArray inputs = NpyFile.read(folder.resolve("golden_input.npy"));
    NpyArray outputs = NpyFile.read(folder.resolve("golden_output.npy"));
    assertThat(inputs.samples()).isEqualTo(outputs.samples()).isGreaterThanOrEqualTo(16);
    for (int sample = 0; sample < inputs.samples(); sample++) {
      FloatTensor result =
          Objects.requireNonNull(
              executor
                  .run(new FloatTensor(model.inputType(), inputs.floats(sample)))
                  .get(model.graph().outputs().get(0)));
      float[] expected = outputs.floats(sample);
      assertThat(result.data()).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) Math.abs(result.data()[i] - expected[i]))
            .isLessThanOrEqualTo(1e-4 + 1e-3 * Math.abs(expected[i]));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-lenet", "mnist-mlp", "resnet8", "kws"})
  void goldenOutputsAreReproduced(String name) {
    Path folder = EXAMPLES.resolve(name);
    ImportedModel model = OnnxImporter.read(folder.resolve("model.onnx"));
    try (NnInterpreter interpreter = new NnInterpreter(model.graph());
        OnnxRuntimeExecutor runtime = new OnnxRuntimeExecutor(model)) {
      giveGoldenOutputs(interpreter, model, folder);
      giveGoldenOutputs(runtime, model, folder);
    }
  }

  @Test
  void lenetKeepsTheModelsNames() {
    ImportedModel model = OnnxImporter.read(EXAMPLES.resolve("mnist-lenet").resolve("model.onnx"));
    assertThat(model.graph().nodes())
        .extracting(Node::name)
        .containsExactly(
            "/conv1/Conv",
            "/bn1/BatchNormalization",
            "/Relu",
            "/MaxPool",
            "/conv2/Conv",
            "/bn2/BatchNormalization",
            "/Relu_1",
            "/MaxPool_1",
            "/Flatten",
            "/fc1/Gemm",
            "/Relu_2",
            "/fc2/Gemm");
    assertThat(model.graph().nodes().get(0).source())
        .isEqualTo("model.onnx, node '/conv1/Conv' (Conv)");
    assertThat(model.inputName()).isEqualTo("image");
    assertThat(model.inputType()).hasToString("f32[1,28,28]");
    assertThat(model.graph().outputs()).containsExactly("logits");
    assertThat(model.graph().value("/MaxPool_1_output_0").type()).hasToString("f32[16,5,5]");
  }

  @Test
  void everyTensorOfLenetEqualsOnnxRuntime() {
    Path folder = EXAMPLES.resolve("mnist-lenet");
    ImportedModel model = OnnxImporter.read(folder.resolve("model.onnx"));
    NpyArray inputs = NpyFile.read(folder.resolve("golden_input.npy"));
    ImportCheck.Agreement digits =
        ImportCheck.run(model, List.of(inputs.tensor(0), inputs.tensor(1)));
    assertThat(digits.samples()).isEqualTo(2);
    assertThat(digits.tensors()).isEqualTo(12);
    ImportCheck.Agreement random = ImportCheck.run(model, List.of());
    assertThat(random.samples()).isEqualTo(4);
    assertThat(random.values()).isEqualTo(2 * digits.values());
  }

  /** Channels last, with a transposition or a reshape for one, and a branch in one. */
  @ParameterizedTest
  @CsvSource({"resnet8, 25, 'f32[32,32,3]'", "kws, 24, 'f32[49,10,1]'"})
  void everyTensorOfPublishedNetworksEqualsOnnxRuntime(String name, int tensors, String input) {
    Path folder = EXAMPLES.resolve(name);
    ImportedModel model = OnnxImporter.read(folder.resolve("model.onnx"));
    assertThat(model.inputType()).hasToString(input);
    NpyArray inputs = NpyFile.read(folder.resolve("golden_input.npy"));
    List<FloatTensor> samples =
        List.of(
            new FloatTensor(model.inputType(), inputs.floats(0)),
            new FloatTensor(model.inputType(), inputs.floats(1)));
    ImportCheck.Agreement agreement = ImportCheck.run(model, samples);
    assertThat(agreement.tensors()).isEqualTo(tensors);
  }
}

package io.nn2fpga.importer.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models made by make_models.py (Keras 3.15.1 on JAX 0.10.2) and make_qkeras_models.py (TensorFlow
 * 2.15.1, qkeras 0.9.0), beside this class's resources, give what Keras gives.
 */
final class KerasImporterTest {
  private static final Path MODELS =
      Path.of("src/test/resources/io/nn2fpga/importer/keras").toAbsolutePath();

  @TempDir private Path folder;

  private static ImportedModel read(String file) {
    return ModelFile.read(MODELS.resolve(file), ReadOptions.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "activations.keras",
        "dense.h5",
        "dense.keras",
        "image.h5",
        "image.keras",
        "qkeras_network.h5",
        "qkeras_quantizers.h5",
        "sequence.keras",
        "windows.keras"
      })
  void givesWhatKerasGives(String file) {
    Graph graph = read(file).graph();
    String stem = file.substring(0, file.lastIndexOf('.'));
    NpyArray inputs = NpyFile.read(MODELS.resolve(stem + "_input.npy"));
    NpyArray expected = NpyFile.read(MODELS.resolve(stem + "_output.npy"));
    NnInterpreter interpreter = new NnInterpreter(graph, graph.outputs());
    for (int sample = 0; sample < inputs.samples(); sample++) {
      Map<String, Tensor> results =
          interpreter.run(Map.of(graph.inputs().get(0), inputs.tensor(sample)));
      List<Float> actual = new ArrayList<>();
      for (String output : graph.outputs()) {
        for (float value : ((FloatTensor) Objects.requireNonNull(results.get(output))).data()) {
          actual.add(value);
        }
      }
      float[] wanted = expected.floats(sample);
      assertThat(actual).hasSize(wanted.length);
      for (int i = 0; i < wanted.length; i++) {
        assertThat(Math.abs(actual.get(i) - wanted[i]))
            .as("%s sample %s element %s: %s for %s", file, sample, i, actual.get(i), wanted[i])
            .isLessThanOrEqualTo(1e-5f + 1e-4f * Math.abs(wanted[i]));
      }
    }
  }

  @Test
  void layersKeepTheirNames() {
    Graph graph = read("image.keras").graph();
    assertThat(graph.inputs()).containsExactly("image");
    assertThat(graph.outputs()).containsExactly("out");
    assertThat(graph.value("c1").type()).hasToString("f32[6,5,6]");
    assertThat(graph.nodes())
        .anyMatch(node -> node.name().equals("c1") && node.op() instanceof Conv)
        .anyMatch(node -> node.source().equals("image.keras, layer 'bn' (BatchNormalization)"));
  }

  @Test
  void quantizedWeightsAreCodes() {
    ImportedModel model = read("qkeras_network.h5");
    assertThat(model.isQuantized()).isTrue();
    assertThat(model.graph().nodes())
        .filteredOn(node -> node.op() instanceof Dequantize)
        .filteredOn(node -> model.graph().isConstant(node.input()))
        .extracting(node -> model.graph().value(node.input()).tensor().element().toString())
        .containsExactly("s4", "s8", "s4", "s6", "s6", "s10", "s2", "s2", "s5");
  }

  private String messageOf(String json) throws IOException {
    Files.write(folder.resolve("model.weights.h5"), Files.readAllBytes(MODELS.resolve("dense.h5")));
    Path file = Files.writeString(folder.resolve("model.json"), json);
    try {
      ModelFile.read(file, ReadOptions.DEFAULT);
    } catch (DiagnosticException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("imported");
  }

  @Test
  void everyLayerThatCannotBeReadIsListed() throws IOException {
    assertThat(
            messageOf(
                """
                {"class_name": "Sequential", "config": {"name": "net", "layers": [
                  {"class_name": "Conv2D", "config": {"name": "first",
                    "batch_input_shape": [null, 4, 4, 1], "filters": 2, "kernel_size": [3, 3]}},
                  {"class_name": "Lambda", "config": {"name": "code", "function": ["4wEAAAA"]}},
                  {"class_name": "LSTM", "config": {"name": "rnn"}},
                  {"class_name": "Activation", "config": {"name": "a", "activation": "relu"}}]}}
                """))
        .isEqualTo(
            """
            error[unsupported-operator]: a 'Lambda' layer holds Python code, which is not executed
              at model.json, layer 'code' (Lambda)
              hint: replace it by layers of Keras
            error[unsupported-operator]: layers of class 'LSTM' cannot be imported
              at model.json, layer 'rnn' (LSTM)
              hint: end the network before this layer, or replace it; docs/operators.md lists what is read
            error[malformed-file]: the weights hold no 'kernel' of the layer
              at model.json, layer 'first' (Conv2D)
              hint: save model and weights again""");
  }

  @Test
  void attributesThatAreNotBuiltAreNamed() throws IOException {
    assertThat(
            messageOf(
                """
                {"class_name": "Functional", "config": {"name": "net", "layers": [
                  {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
                   "config": {"name": "x", "batch_input_shape": [null, 4, 6]}},
                  {"class_name": "ReLU", "name": "r", "config": {"threshold": 0.5},
                   "inbound_nodes": [[["x", 0, 0, {}]]]},
                  {"class_name": "Activation", "name": "a", "config": {"activation": "wave"},
                   "inbound_nodes": [[["x", 0, 0, {}]]]},
                  {"class_name": "QActivation", "name": "q",
                   "config": {"activation": "quantized_bits(4, 0, alpha='auto')"},
                   "inbound_nodes": [[["x", 0, 0, {}]]]},
                  {"class_name": "QActivation", "name": "p",
                   "config": {"activation": "quantized_po2(4)"},
                   "inbound_nodes": [[["x", 0, 0, {}]]]},
                  {"class_name": "Flatten", "name": "twice", "config": {},
                   "inbound_nodes": [[["x", 0, 0, {}]], [["r", 0, 0, {}]]]}],
                 "output_layers": [["r", 0, 0], ["a", 0, 0], ["q", 0, 0], ["p", 0, 0],
                   ["twice", 0, 0]]}}
                """))
        .contains("'threshold' is 0.5\n  at model.json, layer 'r' (ReLU)")
        .contains("the activation 'wave' is not known\n  at model.json, layer 'a' (Activation)")
        .contains("'alpha' is \"auto\", a scale that depends on the data")
        .contains("the quantizer 'quantized_po2' is not read")
        .contains("the layer is applied 2 times\n  at model.json, layer 'twice' (Flatten)");
  }

  @Test
  void cyclesAndMissingLayersAndShapes() throws IOException {
    String layer =
        """
        {"class_name": "ReLU", "name": "%s", "config": {},
         "inbound_nodes": [[["%s", 0, 0, {}]]]}""";
    String model =
        "{\"class_name\": \"Functional\", \"config\": {\"layers\": [%s, %s],"
            + " \"output_layers\": [[\"a\", 0, 0]]}}";
    assertThat(
            messageOf(
                String.format(
                    model, String.format(layer, "a", "b"), String.format(layer, "b", "a"))))
        .contains("error[malformed-file]: layers take each other's results in a cycle: [a, b]");
    assertThat(
            messageOf(
                String.format(
                    model, String.format(layer, "a", "b"), String.format(layer, "b", "c"))))
        .contains("layer 'c' is used but is not in the model");
    assertThat(
            messageOf(
                """
                {"class_name": "Sequential", "config": {"layers": [
                  {"class_name": "ReLU", "config": {"name": "r", "batch_shape": [null, null, 3]}}]}}
                """))
        .contains("error[unknown-shape]: input 'r_input' has the extents [null,null,3]");
    assertThat(messageOf("{\"class_name\": \"Custom\", \"config\": {\"layers\": [1]}}"))
        .contains("a model of class 'Custom' is defined by its code");
  }

  @Test
  void filesThatAreNoModels() throws IOException {
    Path weights = Files.write(folder.resolve("w.h5"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> ModelFile.read(weights, ReadOptions.DEFAULT))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("neither an HDF5 file nor a .keras archive");
    Path alone = Files.writeString(folder.resolve("net.json"), "{\"class_name\": \"Model\"}");
    assertThatThrownBy(() -> ModelFile.read(alone, ReadOptions.DEFAULT))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("error[file-not-found]: the weights are missing");
    Path archive = Files.write(folder.resolve("net.keras"), new byte[] {'P', 'K', 3, 4, 0, 0});
    assertThatThrownBy(() -> ModelFile.read(archive, ReadOptions.DEFAULT))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("the archive is truncated or corrupt");
  }
}

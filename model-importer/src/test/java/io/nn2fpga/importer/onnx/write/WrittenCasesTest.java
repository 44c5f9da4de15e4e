package io.nn2fpga.importer.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.importer.onnx.TensorFile;
import io.nn2fpga.importer.onnx.WrittenGraph;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ONNX's own operator tests, imported and written again: the same results from both graphs. */
@Tag("shared")
final class WrittenCasesTest {
  private final List<String> differences = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private int equal;

  private static @Nullable Graph graph(Path folder) {
    try {
      ReadOptions whole = ReadOptions.DEFAULT.with(AxisZero.WHOLE);
      return ModelFile.read(folder.resolve("model.onnx"), whole).graph();
    } catch (DiagnosticException e) {
      return null; // inputs that have to be known, for one; of no concern here
    }
  }

  private static Map<String, Tensor> inputs(Path folder, Graph graph) {
    List<String> names = OnnxImporter.inputs(folder.resolve("model.onnx"));
    Map<String, Tensor> inputs = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      Path file = folder.resolve("test_data_set_0/input_" + i + ".pb");
      if (!graph.inputs().contains(names.get(i)) || !Files.exists(file)) {
        continue;
      }
      NpyArray array = TensorFile.read(file).array();
      double[] elements = array.elements();
      float[] numbers = new float[elements.length];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = (float) elements[k];
      }
      inputs.put(
          names.get(i), new FloatTensor(new TensorType(array.shape(), FloatElement.F32), numbers));
    }
    return inputs;
  }

  private void compare(Path folder, Graph graph) {
    Map<String, Tensor> inputs = inputs(folder, graph);
    Map<String, Tensor> expected = new NnInterpreter(graph, graph.outputs()).run(inputs);
    Map<String, Tensor> got;
    try (WrittenGraph written = new WrittenGraph(graph)) {
      got = written.run(inputs);
    } catch (DiagnosticException e) {
      refused.add(folder.getFileName() + ": " + e.diagnostics().get(0).message());
      return;
    }
    for (String output : graph.outputs()) {
      float[] wanted = NnInterpreter.numbers(Objects.requireNonNull(expected.get(output))).data();
      float[] is = ((FloatTensor) Objects.requireNonNull(got.get(output))).data();
      for (int i = 0; i < wanted.length; i++) {
        float tolerance = 1e-4f * Math.max(1, Math.abs(wanted[i]));
        if (!(Math.abs(is[i] - wanted[i]) <= tolerance) && Float.compare(is[i], wanted[i]) != 0) {
          differences.add(folder.getFileName() + ": " + is[i] + ", not " + wanted[i]);
          return;
        }
      }
    }
    equal++;
  }

  @Test
  void importedCasesComputeTheSameWhenWritten() throws IOException {
    List<Path> folders;
    try (Stream<Path> list =
        Files.list(Path.of(System.getenv("NN2FPGA_SHARED"), "models/onnx-node-tests"))) {
      folders = list.filter(Files::isDirectory).sorted().toList();
    }
    for (Path folder : folders) {
      Graph graph = graph(folder);
      if (graph != null) {
        compare(folder, graph);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(equal).isGreaterThan(200);
    assertThat(refused)
        .allMatch(text -> text.endsWith("of this form cannot be written as ONNX"))
        .allMatch(text -> text.contains("cast") || text.contains("einsum_batch_diagonal"));
  }
}

package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison with ONNX Runtime can fail, and then says where. */
final class ImportCheckTest {
  @TempDir private Path folder;

  private ImportedModel model() throws IOException {
    return OnnxImporter.read(
        new OnnxModelBuilder(13)
            .input("x", -1, 2)
            .floats("w", List.of(1f, 2f, 3f, 4f), 2, 2)
            .node("MatMul", "x w", "h")
            .node("Relu", "h", "y")
            .output("y")
            .write(folder));
  }

  private static Graph withWeights(Graph graph, float... weights) {
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    constants.put("w", FloatTensor.of(weights, 2, 2));
    return new Graph(
        graph.name(),
        graph.level(),
        graph.inputs(),
        graph.outputs(),
        graph.nodes(),
        graph.values(),
        constants);
  }

  @Test
  void aWrongWeightIsFoundAtItsFirstTensor() throws IOException {
    ImportedModel model = model();
    ImportedModel wrong = model.with(withWeights(model.graph(), 1, 3, 2, 4.5f));
    assertThatThrownBy(() -> ImportCheck.run(wrong, List.of(FloatTensor.of(new float[] {1, 1}, 2))))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[import-mismatch]: 'h' at [1] of sample 0 is 6.5 imported, 6.0 by ONNX Runtime
              at net.onnx, node 'n_h' (MatMul)
              hint: this is a fault of nn2fpga or of ONNX Runtime; please report the model"""
                .stripIndent());
  }

  @Test
  void aNotANumberIsADifference() throws IOException {
    ImportedModel model = model();
    ImportedModel wrong = model.with(withWeights(model.graph(), 1, Float.NaN, 2, 4));
    assertThatThrownBy(() -> ImportCheck.run(wrong, List.of()))
        .hasMessageContaining("'h' at [0] of sample 0 is NaN imported");
  }

  @Test
  void comparingNothingFails() throws IOException {
    Graph graph = model().graph();
    try (NnInterpreter all = new NnInterpreter(graph);
        NnInterpreter inputOnly = new NnInterpreter(graph, List.of("x"))) {
      String message =
          """
          error[import-mismatch]: the comparison with ONNX Runtime compared nothing
            at net""";
      assertThatThrownBy(() -> ImportCheck.compare(graph, all, all, List.of())).hasMessage(message);
      FloatTensor sample = FloatTensor.of(new float[] {1, 1}, 2);
      assertThatThrownBy(() -> ImportCheck.compare(graph, all, inputOnly, List.of(sample)))
          .hasMessage(message);
    }
  }

  @Test
  void onlyAskedForTensorsAreObserved() throws IOException {
    ImportedModel model = model();
    FloatTensor sample = FloatTensor.of(new float[] {1, -1}, 2);
    try (OnnxRuntimeExecutor executor = new OnnxRuntimeExecutor(model, List.of("x", "h"), 1)) {
      assertThat(executor.run(sample))
          .isEqualTo(Map.of("x", sample, "h", FloatTensor.of(new float[] {-2, -2}, 2)));
      assertThatThrownBy(() -> executor.run(FloatTensor.of(new float[] {1}, 1)))
          .hasMessage("f32[1] for input f32[2]");
    }
  }
}

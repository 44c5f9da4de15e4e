package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Imports a model and compares it with ONNX Runtime on random samples. */
final class RuntimeComparison {
  private RuntimeComparison() {}

  /** The imported graph, of which at least the outputs were compared. */
  static Graph of(OnnxModelBuilder builder, Path folder, AxisZero reading) throws IOException {
    ImportedModel model =
        OnnxImporter.read(builder.write(folder), ReadOptions.DEFAULT.with(reading));
    Graph graph = model.graph();
    assertThat(graph.nodes().get(graph.nodes().size() - 1).outputs()).containsAll(graph.outputs());
    assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
    return graph;
  }
}

package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Published networks import as ONNX Runtime computes them, or are refused by a diagnostic. */
@Tag("shared")
final class SharedNetworksTest {
  @Test
  void publishedNetworksImportOrAreRefused() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.walk(Path.of(System.getenv("NN2FPGA_SHARED"), "models"), 2)) {
      files = list.filter(f -> f.endsWith("model.onnx")).sorted().toList();
    }
    List<String> imported = new ArrayList<>();
    for (Path path : files) {
      try {
        ImportedModel model = OnnxImporter.read(path);
        if (ModelFile.hasRuntime(model)) {
          assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
        }
        imported.add(String.valueOf(path.getName(path.getNameCount() - 2)));
      } catch (DiagnosticException e) {
        assertThat(e.getMessage()).startsWith("error[unsupported-").contains("\n  at model.onnx");
      }
    }
    assertThat(files).hasSizeGreaterThan(10);
    assertThat(imported)
        .contains(
            "float-ad-small-ae",
            "mnist-lenet-bn",
            "mnist-mlp",
            "mlperf-ad-fp32",
            "mlperf-kws-fp32",
            "mlperf-ic-fp32",
            "float-ic-mobilenetv2");
  }
}

package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ONNX project's single-node cases of importable operators: each is refused by a diagnostic or
 * gives its expected output.
 *
 * <p>The cases are adapted to what the importer takes: inputs after the first become initializers,
 * a batch larger than 1 is run sample by sample, and opsets after 22 are called 22.
 */
@Tag("shared")
final class SharedNodeCasesTest {
  @TempDir private Path folder;

  private static Path cases() {
    Path cases = Path.of(System.getenv("NN2FPGA_SHARED"), "models", "onnx-node-tests");
    return Files.isDirectory(cases)
        ? cases
        : Path.of(System.getenv("NN2FPGA_SHARED"), "onnx-node-tests");
  }

  @Test
  void noCaseIsSilentlyWrong() throws IOException {
    List<Path> all;
    try (Stream<Path> list = Files.list(cases())) {
      all = list.filter(Files::isDirectory).sorted().toList();
    }
    List<String> right = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Path path : all) {
      ModelProto model = ModelProto.parseFrom(Files.readAllBytes(path.resolve("model.onnx")));
      String operator = model.getGraph().getNode(0).getOpType();
      if (OnnxImporter.operators().contains(operator)) {
        String name = String.valueOf(path.getFileName());
        (agrees(path, model) ? right : refused).add(name);
      }
    }
    assertThat(right)
        .contains(
            "test_basic_conv_with_padding",
            "test_conv_with_autopad_same",
            "test_conv_with_strides_no_padding",
            "test_gemm_transposeB",
            "test_matmul_2d",
            "test_relu",
            "test_clip",
            "test_batchnorm_example",
            "test_globalaveragepool",
            "test_maxpool_2d_same_upper",
            "test_maxpool_2d_ceil_output_size_reduce_by_one",
            "test_averagepool_2d_pads_count_include_pad",
            "test_averagepool_2d_ceil_last_window_starts_on_pad",
            "test_flatten_default_axis",
            "test_softmax_example");
    assertThat(right.size()).as("refused: %s", refused).isGreaterThanOrEqualTo(25);
    assertThat(refused).contains("test_maxpool_2d_dilations", "test_maxpool_1d_default");
  }

  @Test
  void publishedNetworksImportOrAreRefused() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.walk(cases().resolveSibling("."), 2)) {
      files = list.filter(f -> f.endsWith("model.onnx")).sorted().toList();
    }
    List<String> imported = new ArrayList<>();
    for (Path path : files) {
      try {
        ImportedModel model = OnnxImporter.read(path);
        assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
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

  /** Whether the case imports and every sample has its expected output; false if refused. */
  private boolean agrees(Path path, ModelProto model) throws IOException {
    Path data = path.resolve("test_data_set_0");
    Path firstFile = data.resolve("input_0.pb");
    if (!Files.exists(firstFile)) {
      Path file = Files.write(folder.resolve("case.onnx"), model.toByteArray());
      assertThatThrownBy(() -> OnnxImporter.read(file)).isInstanceOf(DiagnosticException.class);
      return false;
    }
    TensorProto first = TensorProto.parseFrom(Files.readAllBytes(firstFile));
    int batch = first.getDimsCount() == 0 ? 1 : (int) first.getDims(0);
    Path file = Files.write(folder.resolve("case.onnx"), adapted(model, data).toByteArray());
    ImportedModel imported;
    Constant input;
    Constant expected;
    try {
      imported = OnnxImporter.read(file);
      input = TensorDecoder.decode(first, "input");
      expected =
          TensorDecoder.decode(
              TensorProto.parseFrom(Files.readAllBytes(data.resolve("output_0.pb"))), "output");
    } catch (DiagnosticException e) {
      assertThat(e.getMessage()).contains("error[", "\n  at ");
      return false;
    }
    try (NnInterpreter interpreter = new NnInterpreter(imported.graph())) {
      int size = imported.inputType().size();
      for (int sample = 0; sample < batch; sample++) {
        float[] x =
            java.util.Arrays.copyOfRange(input.floats(), sample * size, (sample + 1) * size);
        FloatTensor y =
            Objects.requireNonNull(
                interpreter
                    .run(new FloatTensor(imported.inputType(), x))
                    .get(imported.graph().outputs().get(0)));
        assertThat(y.data().length * batch).as("%s", path).isEqualTo(expected.size());
        for (int i = 0; i < y.data().length; i++) {
          float wanted = expected.floats()[sample * y.data().length + i];
          assertThat((double) Math.abs(y.data()[i] - wanted))
              .as("%s sample %s element %s: %s for %s", path, sample, i, y.data()[i], wanted)
              .isLessThanOrEqualTo(1e-4 + 1e-3 * Math.abs(wanted));
        }
      }
    }
    return true;
  }

  private static ModelProto adapted(ModelProto model, Path data) throws IOException {
    ModelProto.Builder copy = model.toBuilder();
    // Newer versions of these operators only allow further element types.
    copy.setIrVersion(Math.min(copy.getIrVersion(), 10));
    copy.getOpsetImportBuilderList().forEach(o -> o.setVersion(Math.min(o.getVersion(), 22)));
    GraphProto.Builder graph = copy.getGraphBuilder();
    List<ValueInfoProto> inputs = new ArrayList<>(graph.getInputList());
    graph.clearInput();
    for (int i = 0; i < inputs.size(); i++) {
      ValueInfoProto.Builder value = inputs.get(i).toBuilder();
      if (i == 0) {
        if (value.getType().getTensorType().getShape().getDimCount() > 0) {
          value
              .getTypeBuilder()
              .getTensorTypeBuilder()
              .getShapeBuilder()
              .getDimBuilder(0)
              .setDimValue(1);
        }
        graph.addInput(value);
      } else {
        TensorProto tensor =
            TensorProto.parseFrom(Files.readAllBytes(data.resolve("input_" + i + ".pb")));
        graph.addInitializer(tensor.toBuilder().setName(value.getName()));
      }
    }
    return copy.build();
  }
}

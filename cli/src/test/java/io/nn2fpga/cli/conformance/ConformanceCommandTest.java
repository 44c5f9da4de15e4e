package io.nn2fpga.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases that pass, need inputs bound, come in batches, are refused, and are wrong. */
final class ConformanceCommandTest {
  @TempDir private Path folder;

  private CommandLineRun run() {
    return CommandLineRun.of(Map.of(), folder, "conformance", "cases", "--json", "results.json");
  }

  private static TensorProto floats(List<Integer> dims, Float... elements) {
    return TensorProto.newBuilder()
        .setDataType(DataType.FLOAT_VALUE)
        .addAllDims(dims.stream().map(Integer::longValue).toList())
        .addAllFloatData(Arrays.asList(elements))
        .build();
  }

  private static TensorProto longs(Long... elements) {
    return TensorProto.newBuilder()
        .setDataType(DataType.INT64_VALUE)
        .addDims(elements.length)
        .addAllInt64Data(Arrays.asList(elements))
        .build();
  }

  /** Writes a case of one node, whose operands are inputs a, b, ... and whose result is y. */
  private void write(String name, String operator, List<TensorProto> inputs, TensorProto output)
      throws IOException {
    GraphProto.Builder graph = GraphProto.newBuilder();
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addOutput("y");
    Path data = Files.createDirectories(folder.resolve("cases/" + name + "/test_data_set_0"));
    for (int i = 0; i < inputs.size(); i++) {
      String input = String.valueOf((char) ('a' + i));
      ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(input);
      value.getTypeBuilder().getTensorTypeBuilder().setElemType(inputs.get(i).getDataType());
      for (long dim : inputs.get(i).getDimsList()) {
        value
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .addDimBuilder()
            .setDimValue(dim);
      }
      graph.addInput(value);
      node.addInput(input);
      Files.write(data.resolve("input_" + i + ".pb"), inputs.get(i).toByteArray());
    }
    Files.write(data.resolve("output_0.pb"), output.toByteArray());
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(
                graph.addNode(node).addOutput(ValueInfoProto.newBuilder().setName("y").build()))
            .build();
    Files.write(folder.resolve("cases/" + name + "/model.onnx"), model.toByteArray());
  }

  @Test
  void eachCaseHasItsOutcome() throws IOException {
    TensorProto x = floats(List.of(2, 2), -1f, 2f, 3f, -4f);
    write("relu", "Relu", List.of(x), floats(List.of(2, 2), 0f, 2f, 3f, 0f));
    write("reshape", "Reshape", List.of(x, longs(4L)), floats(List.of(4), -1f, 2f, 3f, -4f));
    TensorProto images = floats(List.of(2, 1, 1, 2), 1f, 2f, 3f, 4f);
    TensorProto weights = floats(List.of(1, 1, 1, 2), 10f, 1f);
    write("batch", "Conv", List.of(images, weights), floats(List.of(2, 1, 1, 1), 12f, 34f));
    write("state", "GRU", List.of(x), x);
    write("text", "Identity", List.of(x), floats(List.of(2, 2), -1f, 2f));

    CommandLineRun run = run();

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("passed      batch (bound: b)\n")
        .contains("passed      relu\n")
        .contains("passed      reshape (bound: b)\n")
        .contains("unsupported state: 'GRU' has no hardware form")
        .contains("unsupported text: extents [2, 2] need 4 elements, the file holds 2\n")
        .endsWith("all       5      3       2      2            0       0\n");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("results.json").toFile());
    assertThat(json).hasSize(5);
    assertThat(json.get(0).get("name").asText()).isEqualTo("batch");
    assertThat(json.get(0).get("bound").get(0).asText()).isEqualTo("b");
    assertThat(json.get(3).get("outcome").asText()).isEqualTo("UNSUPPORTED");
  }

  @Test
  void aWrongNumberOrExtentFails() throws IOException {
    TensorProto x = floats(List.of(1, 2), -1f, 2f);
    write("number", "Relu", List.of(x), floats(List.of(1, 2), 0f, 2.003f));
    write("close", "Relu", List.of(x), floats(List.of(1, 2), 0f, 2.001f));
    write("nan", "Relu", List.of(x), floats(List.of(1, 2), 0f, Float.NaN));
    write("extent", "Relu", List.of(x), floats(List.of(2), 0f, 2f));
    write("integer", "Shape", List.of(x), longs(1L, 3L));

    CommandLineRun run = run();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("failed      extent: output 0: extents [1, 2] instead of [2]")
        .contains("failed      integer: output 0: element 1 is 2.0 instead of 3.0")
        .contains("failed      nan: output 0: element 1 is 2.0 instead of NaN")
        .contains("failed      number: output 0: element 1 is 2.0 instead of 2.00")
        .contains("; largest difference 0.00300\n")
        .contains("passed      close\n");
  }

  @Test
  void aFolderWithoutCasesIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("cases"));
    CommandLineRun run = run();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("there is no case of an operator test in this folder");
  }
}

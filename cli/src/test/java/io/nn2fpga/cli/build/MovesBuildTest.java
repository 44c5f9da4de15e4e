package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that pads, splits, concatenates, enlarges and reorders images around convolutions, a
 * transposed one among them, and one of convolutions along one axis, from ONNX files to verified
 * Verilog and C++.
 */
class MovesBuildTest {
  private final Random random = new Random(2026);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("moves");
  @TempDir Path folder;

  private static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private void longs(String name, long... values) {
    graph
        .addInitializerBuilder()
        .setName(name)
        .setDataType(DataType.INT64_VALUE)
        .addDims(values.length)
        .addAllInt64Data(Arrays.stream(values).boxed().toList());
  }

  private void tensor(String name, long... extents) {
    var tensor = graph.addInitializerBuilder().setName(name).setDataType(DataType.FLOAT_VALUE);
    long size = 1;
    for (long extent : extents) {
      tensor.addDims(extent);
      size *= extent;
    }
    for (long i = 0; i < size; i++) {
      tensor.addFloatData((float) random.nextGaussian());
    }
  }

  private void node(String type, String inputs, String outputs, AttributeProto... attributes) {
    List<String> results = List.of(outputs.split(" "));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(results.get(0))
            .addAllInput(Arrays.stream(inputs.split(" ")).map(i -> i.replace("_", "")).toList())
            .addAllOutput(results)
            .addAllAttribute(List.of(attributes)));
  }

  private String build(String name, int... extents) throws IOException {
    var input = graph.addInputBuilder().setName("x").getTypeBuilder().getTensorTypeBuilder();
    input.setElemType(DataType.FLOAT_VALUE).getShapeBuilder().addDimBuilder().setDimValue(1);
    int size = 1;
    for (int extent : extents) {
      input.getShapeBuilder().addDimBuilder().setDimValue(extent);
      size *= extent;
    }
    graph.addOutputBuilder().setName("y");
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph);
    model.addOpsetImportBuilder().setVersion(13);
    Path file = Files.write(folder.resolve(name + ".onnx"), model.build().toByteArray());
    int[] shape = new int[extents.length + 1];
    shape[0] = 16;
    System.arraycopy(extents, 0, shape, 1, extents.length);
    float[] data = new float[16 * size];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(data, shape));
    Path output = Path.of("target/example-builds/" + name).toAbsolutePath();
    CommandLineRun run =
        CommandLineRun.of(
            System.getenv(),
            folder,
            "build",
            "--no-synthesis",
            file.toString(),
            "--board=zcu104",
            "--calibrate=x.npy",
            "--output=" + output);
    assertThat(run.exitCode()).as(run.err()).isZero();
    Report report = ReportJson.read(Files.readString(output.resolve("report/report.json")));
    assertThat(report.verification().hls().bitExact()).isTrue();
    assertThat(report.verification().rtl().bitExact()).isTrue();
    Report.Cycles cycles = report.performance().cyclesPerFrame();
    assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    return GraphFiles.read(output, output, Level.INT);
  }

  @Test
  void imagesThatAreMoved() throws IOException {
    longs("pads", 0, 0, 1, 1, 0, 0, 1, 1);
    node("Pad", "x pads", "p");
    tensor("w1", 4, 2, 3, 3);
    node("Conv", "p w1", "c1");
    node("Relu", "c1", "r1");
    longs("sizes", 2, 2);
    node("Split", "r1 sizes", "s1 s2", integer("axis", 1));
    tensor("w2", 2, 2, 3, 3);
    node("Conv", "s2 w2", "c2", ints("pads", 1, 1, 1, 1));
    node("Concat", "s1 c2", "cc", integer("axis", 1));
    tensor("w3", 4, 3, 3, 3);
    tensor("b3", 3);
    node(
        "ConvTranspose",
        "cc w3 b3",
        "deconv",
        ints("strides", 2, 2),
        ints("pads", 1, 1, 1, 1),
        ints("output_padding", 1, 1));
    node("Relu", "deconv", "r3");
    graph
        .addInitializerBuilder()
        .setName("scales")
        .setDataType(DataType.FLOAT_VALUE)
        .addDims(4)
        .addAllFloatData(List.of(1f, 1f, 2f, 2f));
    node(
        "Resize",
        "r3 _ scales",
        "up",
        text("mode", "nearest"),
        text("coordinate_transformation_mode", "asymmetric"),
        text("nearest_mode", "floor"));
    node("SpaceToDepth", "up", "sd", integer("blocksize", 4));
    node("Transpose", "sd", "turned", ints("perm", 0, 1, 3, 2));
    tensor("w4", 4, 48, 1, 1);
    node("Conv", "turned w4", "c4");
    node("ReduceMean", "c4", "m", ints("axes", 2, 3), integer("keepdims", 0));
    tensor("w5", 4, 4);
    node("Gemm", "m w5", "y");
    assertThat(build("moves", 2, 6, 6))
        .contains("= concat(")
        .contains("= slice(")
        .contains("= depth-to-space(")
        .contains("= upsample(")
        .contains("= space-to-depth(")
        .contains("= transpose(");
  }

  @Test
  void windowsAlongOneAxis() throws IOException {
    tensor("w1", 4, 3, 3);
    tensor("b1", 4);
    node("Conv", "x w1 b1", "c1", ints("pads", 1, 1));
    node("Relu", "c1", "r1");
    node("MaxPool", "r1", "p", ints("kernel_shape", 2), ints("strides", 2));
    tensor("w2", 6, 4, 3);
    node("Conv", "p w2", "c2", ints("dilations", 2), ints("pads", 2, 2));
    node("GlobalAveragePool", "c2", "g");
    node("Flatten", "g", "f");
    tensor("w3", 6, 4);
    node("Gemm", "f w3", "y");
    assertThat(build("one-axis", 3, 16)).contains("@c1 ").contains("dilations=[1, 2]");
  }
}

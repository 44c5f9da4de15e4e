package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.Level;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network of a dilated, a grouped, two depthwise convolutions (one and two outputs a channel) and
 * a pointwise one, with strides and uneven padding, from an ONNX file to verified Verilog and C++.
 */
class ConvolutionKindsBuildTest {
  private final Random random = new Random(2026);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("kinds");
  @TempDir Path folder;

  private static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static AttributeProto group(long value) {
    return AttributeProto.newBuilder()
        .setName("group")
        .setType(AttributeType.INT)
        .setI(value)
        .build();
  }

  private String tensor(String name, long... extents) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(Arrays.stream(extents).boxed().toList());
    long size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    for (long i = 0; i < size; i++) {
      tensor.addFloatData((float) random.nextGaussian());
    }
    graph.addInitializer(tensor);
    return name;
  }

  private void node(String type, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(output)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  /** A convolution with bias and ReLU; its weights are {@code [OC, IC/group, KH, KW]}. */
  private String conv(String name, String x, long[] weights, AttributeProto... attributes) {
    String w = tensor(name + ".w", weights);
    String b = tensor(name + ".b", weights[0]);
    node("Conv", name, List.of(x, w, b), attributes);
    node("Relu", name + ".relu", List.of(name));
    return name + ".relu";
  }

  private static ValueInfoProto.Builder value(String name, long... extents) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var type = value.getTypeBuilder().getTensorTypeBuilder();
    type.setElemType(TensorProto.DataType.FLOAT.getNumber());
    for (long extent : extents) {
      type.getShapeBuilder().addDimBuilder().setDimValue(extent);
    }
    return value;
  }

  private Path model() throws IOException {
    graph.addInput(value("x", 1, 3, 12, 11));
    String dilated =
        conv(
            "dilated",
            "x",
            new long[] {8, 3, 3, 3},
            ints("dilations", 2, 2),
            ints("pads", 2, 1, 2, 2));
    String grouped =
        conv("grouped", dilated, new long[] {12, 4, 3, 3}, group(2), ints("pads", 1, 1, 1, 1));
    String depthwise =
        conv(
            "depthwise",
            grouped,
            new long[] {12, 1, 3, 3},
            group(12),
            ints("strides", 2, 2),
            ints("pads", 0, 1, 1, 0));
    String twice =
        conv("twice", depthwise, new long[] {24, 1, 3, 2}, group(12), ints("pads", 1, 0, 1, 1));
    String pointwise = conv("pointwise", twice, new long[] {10, 24, 1, 1});
    node("GlobalAveragePool", "pool", List.of(pointwise));
    node("Flatten", "flat", List.of("pool"));
    node("Gemm", "y", List.of("flat", tensor("fc.w", 10, 5), tensor("fc.b", 5)));
    graph.addOutput(value("y", 1, 5));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(graph)
            .build();
    return Files.write(folder.resolve("kinds.onnx"), model.toByteArray());
  }

  private Path samples(int count) throws IOException {
    float[] data = new float[count * 3 * 12 * 11];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    Path file = folder.resolve("x.npy");
    NpyFile.write(file, NpyArray.ofFloats(data, count, 3, 12, 11));
    return file;
  }

  /** As fast as the board allows; cheap, so that taps are folded. */
  @ParameterizedTest
  @ValueSource(strings = {"500000", "3000"})
  void isBitExactInThePredictedCycles(String fps) throws IOException {
    Path output = Path.of("target/example-builds/kinds-" + fps).toAbsolutePath();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Session session =
        new Session(new PrintWriter(out), new PrintWriter(err), System.getenv(), folder, false);
    int exitCode =
        Main.run(
            session,
            "build",
            "--no-synthesis",
            model().toString(),
            "--board=zcu104",
            "--target-fps=" + fps,
            "--calibrate=" + samples(24),
            "--output=" + output);
    assertThat(exitCode).as(err.toString()).isZero();
    Report report = ReportJson.read(Files.readString(output.resolve("report/report.json")));
    assertThat(report.verification().hls().bitExact()).isTrue();
    assertThat(report.verification().rtl().bitExact()).isTrue();
    Report.Performance performance = report.performance();
    for (Report.Cycles cycles :
        List.of(
            performance.cyclesPerFrame(),
            performance.latencyCycles(),
            performance.firstOutputCycles())) {
      assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    }
    assertThat(GraphFiles.read(output, output, Level.FLOW))
        .contains("vvu(")
        .contains("groups=2")
        .contains("dilations=[2, 2]");
  }
}

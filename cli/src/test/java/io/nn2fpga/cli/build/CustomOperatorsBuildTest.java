package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Operators in Einstein notation, from an ONNX file to verified Verilog and C++: functions with a
 * constant a channel, products of two computed values, means, weighted sums and extrema.
 */
class CustomOperatorsBuildTest {
  private static final String OPERATORS =
      """
      def gate(float(N,C,H,W) X, float(N,C,H,W) Z, float(C) A) -> (Y) {
        Y(n,c,h,w) = max(X(n,c,h,w), A(c) * X(n,c,h,w)) * sigmoid(Z(n,c,h,w))
      }
      def attend(float(N,C,H,W) X) -> (Y) {
        M(n,c) +=! X(n,c,h,w) / (H * W)
        Y(n,c,h,w) = X(n,c,h,w) * tanh(2 * M(n,c))
      }
      def ends(float(N,C,H,W) X, float(C,H,W) P) -> (Y) {
        L(n,c) max=! X(n,c,h,w)
        S(n,c) +=! X(n,c,h,w) * P(c,h,w)
        Y(n,c) = L(n,c) - 0.5 * S(n,c)
      }
      """;

  private final Random random = new Random(2026);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("custom");
  @TempDir private Path folder;

  private String tensor(String name, long... extents) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(Arrays.stream(extents).boxed().toList());
    long size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    for (long i = 0; i < size; i++) {
      tensor.addFloatData((float) random.nextGaussian() / 2);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private String node(String domain, String type, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setDomain(domain)
            .setOpType(type)
            .setName(output)
            .addAllInput(List.of(inputs))
            .addOutput(output));
    return output;
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

  private void write() throws IOException {
    graph.addInput(value("x", 1, 3, 6, 5)).addOutput(value("y", 1, 4));
    String a = node("", "Conv", "a", "x", tensor("a.w", 4, 3, 3, 3), tensor("a.b", 4));
    String b = node("", "Conv", "b", "x", tensor("b.w", 4, 3, 3, 3), tensor("b.b", 4));
    String gated = node("my.own", "gate", "gated", a, b, tensor("slope", 4));
    String attended = node("my.own", "attend", "attended", gated);
    String ends = node("my.own", "ends", "ends", attended, tensor("places", 4, 4, 3));
    node("", "MatMul", "y", ends, tensor("fc", 4, 4));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("my.own").setVersion(1))
            .setGraph(graph)
            .build();
    Files.write(folder.resolve("custom.onnx"), model.toByteArray());
    Files.writeString(folder.resolve("operators.txt"), OPERATORS);
    float[] data = new float[20 * 3 * 6 * 5];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(data, 20, 3, 6, 5));
  }

  private int run(StringWriter err, String... arguments) {
    StringWriter out = new StringWriter();
    Session session =
        new Session(new PrintWriter(out), new PrintWriter(err), System.getenv(), folder, false);
    return Main.run(session, arguments);
  }

  @Test
  void anOperatorNobodyWroteJavaForIsBuiltAndVerified() throws IOException {
    write();
    StringWriter err = new StringWriter();

    int exit =
        run(
            err,
            "build",
            "custom.onnx",
            "--custom-operators=operators.txt",
            "--board=zcu104",
            "--calibrate=x.npy",
            "--test=x.npy",
            "--samples=4",
            "--no-synthesis",
            "--output=out");

    assertThat(err.toString()).isEmpty();
    assertThat(exit).isZero();
    Report report = ReportJson.read(Files.readString(folder.resolve("out/report/report.json")));
    assertThat(report.verification().hls().bitExact()).isTrue();
    assertThat(report.verification().rtl().bitExact()).isTrue();
    assertThat(report.performance().cyclesPerFrame().measured())
        .isEqualTo(report.performance().cyclesPerFrame().predicted());
    assertThat(Files.readString(folder.resolve("out/graph/int.txt")))
        .contains("lookup(", "multiply(", "max-pool(", "depthwise(", "average-pool(", "add(");
  }

  @Test
  void aNodeWithoutDefinitionStopsTheBuild() throws IOException {
    write();
    StringWriter err = new StringWriter();

    int exit =
        run(err, "build", "custom.onnx", "--board=zcu104", "--calibrate=x.npy", "--no-synthesis");

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString())
        .startsWith(
            """
            error[unsupported-operator]: 'my.own.gate' has no hardware form
              at custom.onnx, node 'gated' (gate), output 'gated'
              hint: export the model with standard operators, or with this one as a function of the model, or define it in a file for --custom-operators; see docs/custom-operators.md
            """);
  }
}

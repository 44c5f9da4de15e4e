package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Quantize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes in ONNX models: what imports is what ONNX Runtime computes, node by node. */
final class QuantizationImportsTest {
  @TempDir private Path folder;

  private static TensorProto integers(
      String name, DataType type, List<Integer> values, long... dims) {
    return tensor(name, type, dims).addAllInt32Data(values).build();
  }

  private ImportedModel checked(OnnxModelBuilder builder) throws IOException {
    ImportedModel model = OnnxImporter.read(builder.write(folder));
    assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
    return model;
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "13, 0", "13, 2", "19, 2", "22, -2"})
  void integerWeightsAreDequantized(int opset, int axis) throws IOException {
    boolean perChannel = axis != 0;
    OnnxModelBuilder builder =
        new OnnxModelBuilder(opset)
            .irVersion(7)
            .input("x", -1, 2, 5, 4)
            .initializer(
                OnnxModelBuilder.tensor("q", DataType.INT8, 2, 2, 2, 1)
                    .setRawData(ByteString.copyFrom(new byte[] {1, -2, 3, 127, -128, 5, 0, 7}))
                    .build())
            .initializer(
                OnnxModelBuilder.tensor(
                        "z", DataType.INT8, perChannel ? new long[] {2} : new long[0])
                    .setRawData(
                        ByteString.copyFrom(perChannel ? new byte[] {3, -4} : new byte[] {-7}))
                    .build());
    builder.floats(
        "s",
        perChannel ? List.of(0.1f, 0.7f) : List.of(0.3f),
        perChannel ? new long[] {2} : new long[0]);
    Graph graph =
        checked(
                (perChannel
                        ? builder.node("DequantizeLinear", "q s z", "w", integer("axis", axis))
                        : builder.node("DequantizeLinear", "q s z", "w"))
                    .node("Conv", "x w", "y")
                    .output("y"))
            .graph();
    assertThat(mnemonics(graph)).containsExactly("dequantize", "conv");
    float first = perChannel ? (1 - 3) * 0.1f : (1 + 7) * 0.3f;
    float last = perChannel ? (7 + 4) * 0.7f : (7 + 7) * 0.3f;
    assertThat(((IntTensor) graph.constant("w_codes")).data())
        .containsExactly(1, -2, 3, 127, -128, 5, 0, 7);
    assertThat(
            new NnInterpreter(graph, List.of("w"))
                .run(Map.of("x", FloatTensor.of(new float[40], 2, 5, 4)))
                .get("w"))
        .isInstanceOfSatisfying(
            FloatTensor.class,
            weights -> assertThat(weights.data()).startsWith(first).endsWith(last));
  }

  @Test
  void denseLayerKeepsItsCodes() throws IOException {
    Graph graph =
        checked(
                new OnnxModelBuilder(13)
                    .input("x", -1, 3)
                    .floats("sx", List.of(0.02f))
                    .initializer(integers("zx", DataType.INT8, List.of(-3)))
                    .initializer(
                        integers("wq", DataType.INT8, List.of(1, -2, 3, 127, -128, 5), 2, 3))
                    .floats("sw", List.of(0.1f, 0.2f), 2)
                    .initializer(integers("zw", DataType.INT8, List.of(0, 0), 2))
                    .initializer(integers("bq", DataType.INT32, List.of(100, -70000), 2))
                    .floats("sb", List.of(0.002f, 0.004f), 2)
                    .node("QuantizeLinear", "x sx zx", "xq")
                    .node("DequantizeLinear", "xq sx zx", "xr")
                    .node("DequantizeLinear", "wq sw zw", "w", integer("axis", 0))
                    .node("DequantizeLinear", "bq sb", "b", integer("axis", 0))
                    .node("Gemm", "xr w b", "a", integer("transB", 1))
                    .node("Relu", "a", "r")
                    .node("QuantizeLinear", "r sx zx", "y")
                    .output("y"))
            .graph();
    assertThat(mnemonics(graph))
        .containsExactly(
            "quantize", "dequantize", "dequantize", "dequantize", "dense", "relu", "quantize");
    assertThat(graph.constant("w_codes"))
        .isInstanceOfSatisfying(
            IntTensor.class,
            codes -> assertThat(codes.data()).containsExactly(1, -2, 3, 127, -128, 5));
    assertThat(graph.value("b_codes").type()).hasToString("s32[2]");
    assertThat(graph.value("y").type()).hasToString("s8[2]");
  }

  @Test
  void matrixProductTransposesCodesWithTheirScales() throws IOException {
    Graph graph =
        checked(
                new OnnxModelBuilder(13)
                    .input("xq", DataType.UINT8, -1, 3)
                    .floats("s", List.of(0.02f))
                    .initializer(integers("z", DataType.UINT8, List.of(7)))
                    .initializer(
                        integers("wq", DataType.INT8, List.of(1, -2, 3, 127, -128, 5), 3, 2))
                    .floats("sw", List.of(0.1f, 0.2f), 2)
                    .initializer(integers("zw", DataType.INT8, List.of(0, 0), 2))
                    .node("DequantizeLinear", "xq s z", "x")
                    .node("DequantizeLinear", "wq sw zw", "w", integer("axis", -1))
                    .node("MatMul", "x w", "y")
                    .output("y"))
            .graph();
    assertThat(((IntTensor) graph.constant("w_codes")).data())
        .containsExactly(1, 3, -128, -2, 127, 5);
    assertThat(graph.value("xq").type()).hasToString("u8[3]");
  }

  @ParameterizedTest
  @CsvSource({"UINT8, 10, 128, u8", "INT8, 19, -7, s8", "INT16, 21, 300, s16", "INT8, 13, 127, s8"})
  void operatorsThatPassElementsOnTakeCodes(DataType type, int opset, int zero, String element)
      throws IOException {
    Graph graph =
        checked(
                new OnnxModelBuilder(opset)
                    .irVersion(opset == 21 ? 10 : 7)
                    .input("x", -1, 2, 4, 4)
                    .floats("s", List.of(0.0123f))
                    .initializer(integers("z", type, List.of(zero)))
                    .node("QuantizeLinear", "x s z", "q")
                    .node("Transpose", "q", "t", OnnxModelBuilder.ints("perm", 0, 1, 3, 2))
                    .node("Flatten", "t", "f")
                    .node("DequantizeLinear", "f s z", "y")
                    .output("y"))
            .graph();
    assertThat(graph.value("f").type()).hasToString(element + "[32]");
    assertThat(graph.nodes().stream().filter(n -> n.op() instanceof Quantize).count()).isEqualTo(3);
  }

  @Test
  void scalesGoAlongAnAxisOfActivations() throws IOException {
    Graph graph =
        checked(
                new OnnxModelBuilder(13)
                    .input("x", -1, 2, 3)
                    .floats("s", List.of(0.01f, 0.5f), 2)
                    .initializer(integers("z", DataType.INT8, List.of(3, -4), 2))
                    .node("QuantizeLinear", "x s z", "q", integer("axis", 1))
                    .node("DequantizeLinear", "q s z", "y", integer("axis", -2))
                    .output("y"))
            .graph();
    assertThat(((Quantize) graph.nodes().get(0).op()).axis()).isEqualTo(0);
  }

  @Test
  void blocksOfConstantsHaveTheirOwnScales() throws IOException {
    // Two blocks of two rows for each of two columns: no single axis, so the graph has numbers.
    ImportedModel model =
        OnnxImporter.read(
            new OnnxModelBuilder(21)
                .input("x", -1, 4)
                .initializer(
                    tensor("wq", DataType.INT4, 4, 2)
                        .addAllInt32Data(List.of(0x21, 0x43, 0xf5, 0x87))
                        .build())
                .floats("s", List.of(1f, 10f, 100f, 1000f), 2, 2)
                .node("DequantizeLinear", "wq s", "w", integer("axis", 0), integer("block_size", 2))
                .node("MatMul", "x w", "y")
                .output("y")
                .write(folder));
    assertThat(((io.nn2fpga.ir.FloatTensor) model.graph().constant("w")).data())
        .containsExactly(1, 3, 500, 700, 20, 40, -1000, -8000);
    assertThat(model.isQuantized()).isFalse();
  }

  @Test
  void quantizedConstantsFold() throws IOException {
    Graph graph =
        checked(
                new OnnxModelBuilder(13)
                    .input("x", -1, 4)
                    .floats("w", List.of(0.5f, 1.5f, 2.5f, -300f), 4, 1)
                    .floats("s", List.of(1f))
                    .initializer(integers("z", DataType.INT8, List.of(1)))
                    .node("QuantizeLinear", "w s z", "wq")
                    .node("DequantizeLinear", "wq s z", "wr")
                    .node("MatMul", "x wr", "y")
                    .output("y"))
            .graph();
    assertThat(Arrays.stream(((IntTensor) graph.constant("wr_codes")).data()))
        .containsExactly(1, 3, 3, -128);
  }
}

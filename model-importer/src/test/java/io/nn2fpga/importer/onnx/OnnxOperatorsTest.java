package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.longTensor;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.tensor;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operator's forms import as meant and compute what ONNX Runtime computes. */
final class OnnxOperatorsTest {
  @TempDir private Path folder;

  /** Imports, compares with ONNX Runtime on random samples, and returns the graph. */
  private Graph checked(OnnxModelBuilder builder) throws IOException {
    ImportedModel model = OnnxImporter.read(builder.write(folder));
    ImportCheck.Agreement agreement = ImportCheck.run(model, List.of());
    assertThat(agreement.tensors())
        .isEqualTo(
            (int)
                model.graph().nodes().stream()
                    .filter(node -> !model.graph().isConstant(node.input()))
                    .count());
    assertThat(agreement.values()).isPositive();
    return model.graph();
  }

  private static String outputType(Graph graph) {
    return graph.value(graph.outputs().get(0)).type().toString();
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  @ParameterizedTest
  @CsvSource({"SAME_UPPER, '[0, 1, 1, 2]'", "SAME_LOWER, '[1, 2, 0, 1]'", "VALID, '[0, 0, 0, 0]'"})
  void convolutionPadsItself(String autoPad, String pads) throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(11)
                .input("x", -1, 2, 6, 7)
                .weights("w", 3, 2, 3, 4)
                .weights("b", 3)
                .node("Conv", "x w b", "y", text("auto_pad", autoPad), ints("strides", 2, 2))
                .output("y"));
    assertThat(graph.nodes().get(0).op()).isInstanceOf(Conv.class);
    assertThat(((Conv) graph.nodes().get(0).op()).pads()).hasToString(pads);
  }

  @Test
  void convolutionKeepsDilationsGroupsAndPads() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(22)
                .input("x", 1, 4, 9, 8)
                .weights("w", 6, 2, 3, 2)
                .node(
                    "Conv",
                    "x w",
                    "y",
                    ints("kernel_shape", 3, 2),
                    ints("dilations", 2, 3),
                    ints("pads", 1, 0, 2, 3),
                    ints("strides", 1, 2),
                    integer("group", 2))
                .output("y"));
    assertThat(graph.nodes().get(0).op())
        .isEqualTo(new Conv(List.of(3, 2), List.of(1, 2), List.of(1, 0, 2, 3), List.of(2, 3), 2));
    assertThat(outputType(graph)).isEqualTo("f32[6,8,4]");
  }

  @Test
  void gemmFoldsItsFactors() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 5)
                .weights("w", 5, 4)
                .weights("b", 1, 4)
                .weights("v", 3, 4)
                .weights("scalar")
                .node("Gemm", "x w b", "h", number("alpha", 0.5f), number("beta", -2))
                .node("Gemm", "h v scalar", "k", integer("transB", 1))
                .node("Gemm", "k u _", "y")
                .weights("u", 3, 2)
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("dense", "dense", "dense");
    assertThat(graph.constant("w").type()).hasToString("f32[4,5]");
    assertThat(graph.constant("v").type()).hasToString("f32[3,4]");
    assertThat(graph.constant("scalar").type()).hasToString("f32[3]");
  }

  @Test
  void matMulAndAddKeepTheirOwnTensors() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 5)
                .weights("w", 5, 4)
                .weights("b", 4)
                .node("MatMul", "x w", "h")
                .node("Add", "b h", "y")
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("dense", "add");
    assertThat(graph.nodes().get(1).inputs()).containsExactly("h", "b");
  }

  @Test
  void sumsOfComputedValuesKeepTheirOrder() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 2, 3, 4)
                .weights("w", 2, 2, 1, 1)
                .node("Conv", "x w", "c")
                .node("Add", "c x", "s")
                .node("Relu", "s", "r")
                .node("Add", "x r", "t")
                .node("Add", "t t", "y")
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("conv", "add", "relu", "add", "add");
    assertThat(graph.nodes().get(1).inputs()).containsExactly("c", "x");
    assertThat(graph.nodes().get(3).inputs()).containsExactly("x", "r");
  }

  @Test
  void addendsBroadcast() throws IOException {
    checked(
        new OnnxModelBuilder(13)
            .input("x", -1, 3, 2, 4)
            .weights("channels", 1, 3, 1, 1)
            .weights("unbatched", 3, 1, 1)
            .weights("columns", 4)
            .weights("scalar")
            .node("Add", "x channels", "a")
            .node("Add", "a unbatched", "b")
            .node("Add", "columns b", "c")
            .node("Add", "c scalar", "y")
            .output("y"));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9, 14, 15})
  void batchNormalizationIsTheInferenceForm(int opset) throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(opset)
                .input("x", -1, 3, 2, 2)
                .weights("scale", 3)
                .weights("bias", 3)
                .weights("mean", 3)
                .floats("var", List.of(0.5f, 2f, 0.01f), 3)
                .node(
                    "BatchNormalization",
                    "x scale bias mean var",
                    "y",
                    number("epsilon", 0.01f),
                    number("momentum", 0.8f))
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("batch-normalization");
  }

  @Test
  void clipReadsAttributesBeforeOpset11() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(7)
                .input("x", -1, 3)
                .node("Clip", "x", "a", number("min", -0.25f), number("max", 0.5f))
                .node("Clip", "a", "y", number("max", 0.125f))
                .output("y"));
    assertThat(graph.nodes().get(0).op()).isEqualTo(new Clip(-0.25, 0.5));
    assertThat(graph.nodes().get(1).op()).isEqualTo(new Clip(Double.NEGATIVE_INFINITY, 0.125));
  }

  @Test
  void clipReadsOperandsFromOpset11() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 3)
                .node("Constant", "", "six", number("value_float", 6))
                .floats("zero", List.of(0f))
                .node("Clip", "x zero six", "a")
                .node("Clip", "a _ six", "b")
                .node("Max", "zero b", "c")
                .node("Min", "c six", "y")
                .output("y"));
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly(
            new Clip(0, 6), new Clip(-infinity, 6), new Clip(0, infinity), new Clip(-infinity, 6));
  }

  @Test
  void ceilModeBecomesPaddingAtTheEnd() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 2, 8, 6)
                .node(
                    "MaxPool",
                    "x",
                    "a",
                    ints("kernel_shape", 3, 3),
                    ints("strides", 2, 2),
                    integer("ceil_mode", 1))
                .node(
                    "AveragePool",
                    "a",
                    "y",
                    ints("kernel_shape", 2, 2),
                    ints("strides", 3, 2),
                    ints("pads", 1, 0, 0, 0),
                    integer("ceil_mode", 1))
                .output("y"));
    assertThat(graph.nodes().get(0).op())
        .isEqualTo(new MaxPool(List.of(3, 3), List.of(2, 2), List.of(0, 0, 1, 1)));
    assertThat(graph.nodes().get(1).op())
        .isEqualTo(new AveragePool(List.of(2, 2), List.of(3, 2), List.of(1, 0, 0, 1), false));
  }

  @Test
  void averagePoolsDivideAsTheySay() throws IOException {
    checked(
        new OnnxModelBuilder(13)
            .input("x", -1, 2, 5, 6)
            .node(
                "AveragePool",
                "x",
                "a",
                ints("kernel_shape", 3, 2),
                ints("pads", 1, 1, 1, 0),
                integer("count_include_pad", 1))
            .node(
                "AveragePool",
                "a",
                "b",
                ints("kernel_shape", 3, 3),
                text("auto_pad", "SAME_LOWER"),
                ints("strides", 2, 2))
            .node("GlobalAveragePool", "b", "y")
            .output("y"));
  }

  @Test
  void aTorchViewFoldsToAReshape() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(11)
                .input("x", -1, 2, 3, 2)
                .node("Shape", "x", "shape")
                .node("Constant", "", "zero", tensor("value", scalar(0)))
                .node("Gather", "shape zero", "batch", integer("axis", 0))
                .node("Unsqueeze", "batch", "batch1", ints("axes", 0))
                .node("Constant", "", "rest", tensor("value", longTensor("", -1)))
                .node("Concat", "batch1 rest", "target", integer("axis", 0))
                .node("Reshape", "x target", "flat")
                .node("Relu", "flat", "y")
                .output("y"));
    assertThat(graph.nodes().get(0).op()).isEqualTo(new Reshape(List.of(12)));
    assertThat(graph.nodes()).hasSize(2);
    assertThat(graph.constants()).isEmpty();
  }

  private static ai.onnx.proto.OnnxMl.TensorProto scalar(long value) {
    return OnnxModelBuilder.tensor("", DataType.INT64).addInt64Data(value).build();
  }

  @Test
  void shapesChangeWithoutTheBatch() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 4, 1, 1)
                .longs("spatial", 2, 3)
                .longs("last", -1)
                .longs("copy", 0, 2, -1)
                .node("Squeeze", "x spatial", "a")
                .node("Unsqueeze", "a last", "b")
                .node("Reshape", "b copy", "c")
                .node("Flatten", "c", "d")
                .node("Flatten", "d", "y", integer("axis", 0))
                .output("y"));
    assertThat(graph.value("b").type()).hasToString("f32[4,1]");
    assertThat(graph.value("c").type()).hasToString("f32[2,2]");
    assertThat(outputType(graph)).isEqualTo("f32[4]");
  }

  @Test
  void passThroughsLeaveNoNode() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 4)
                .floats("ratio", List.of(0.5f))
                .node("Identity", "x", "a")
                .node("Dropout", "a ratio", "b mask")
                .node("Relu", "b", "c")
                .node("Cast", "c", "d", integer("to", DataType.FLOAT_VALUE))
                .node("Sigmoid", "x", "dead")
                .output("d"));
    assertThat(mnemonics(graph)).containsExactly("relu");
    assertThat(graph.outputs()).containsExactly("c");
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 13, 22})
  void channelsLastInputsAreTransposed(int opset) throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(opset)
                .input("x", -1, 5, 4, 3)
                .node("Transpose", "x", "first", ints("perm", 0, 3, 1, 2))
                .node("Relu", "first", "positive")
                .node("Transpose", "positive", "y", ints("perm", 0, 2, 3, 1))
                .output("y"));
    assertThat(graph.nodes().get(0).op()).isEqualTo(new Transpose(Transpose.TO_CHANNELS_FIRST));
    assertThat(graph.value("first").type()).hasToString("f32[3,5,4]");
    assertThat(outputType(graph)).isEqualTo("f32[5,4,3]");
  }

  @Test
  void reshapesTakeCopiedAndInferredExtents() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 5, 4, 1)
                .longs("image", 0, 1, 0, -1)
                .longs("vector", -1, 20)
                .node("Reshape", "x image", "a")
                .node("Reshape", "a vector", "y")
                .output("y"));
    assertThat(graph.value("a").type()).hasToString("f32[1,4,5]");
    assertThat(outputType(graph)).isEqualTo("f32[20]");
  }

  @Test
  void constantsFoldBeforeTheyBecomeWeights() throws IOException {
    ByteBuffer doubles = ByteBuffer.allocate(8 * 6).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      doubles.putDouble(i - 2.5);
    }
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 3)
                .initializer(
                    OnnxModelBuilder.tensor("w64", DataType.DOUBLE, 2, 3)
                        .setRawData(ByteString.copyFrom(doubles.array()))
                        .build())
                .initializer(
                    OnnxModelBuilder.tensor("b16", DataType.FLOAT16, 2)
                        .addInt32Data(0x3c00)
                        .addInt32Data(0xc100)
                        .build())
                .node("Cast", "w64", "w", integer("to", DataType.FLOAT_VALUE))
                .node("Transpose", "w", "wt", ints("perm", 1, 0))
                .node("Cast", "b16", "b", integer("to", DataType.FLOAT_VALUE))
                .node("Add", "b b", "b2")
                .node("Gemm", "x wt b2", "y")
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("dense");
    assertThat(((FloatTensor) graph.constant("b2")).data()).containsExactly(2, -5);
  }

  @Test
  void aConstantImageIsComputedAtImport() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 2, 3, 3)
                .weights("c", 1, 2, 3, 3)
                .node("Relu", "c", "rc")
                .node("Add", "x rc", "y")
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("add");
  }

  @Test
  void tailsKeepTheirAxes() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 4, 3)
                .node("Softmax", "x", "p", integer("axis", 1))
                .node("ArgMax", "p", "y", integer("axis", -2), integer("keepdims", 0))
                .output("y"));
    assertThat(outputType(graph)).isEqualTo("f32[3]");
    checked(new OnnxModelBuilder(11).input("x", -1, 4, 1, 1).node("Softmax", "x", "p").output("p"));
  }

  @Test
  void initializersMayBeListedAsInputs() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(8)
                .irVersion(3)
                .input("x", 1, 3)
                .input("w", 3, 2)
                .weights("w", 3, 2)
                .node("MatMul", "x w", "y")
                .output("y"));
    assertThat(graph.inputs()).containsExactly("x");
  }

  @Test
  void nodesAreSortedAndSharedConstantsKeepBothForms() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 3)
                .weights("w", 3, 3)
                .node("Relu", "g", "y")
                .node("Gemm", "h w", "g", integer("transB", 1))
                .node("Gemm", "x w", "h")
                .output("y"));
    assertThat(graph.nodes()).extracting(Node::name).containsExactly("n_h", "n_g", "n_y");
    assertThat(graph.constants().keySet()).containsExactly("w", "w@n_g");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  void theBatchMayBeFree(long batch) throws IOException {
    Graph graph =
        checked(new OnnxModelBuilder(13).input("x", batch, 3).node("Relu", "x", "y").output("y"));
    assertThat(outputType(graph)).isEqualTo("f32[3]");
  }
}

package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions, sums, products and normalizations compute what ONNX Runtime computes. */
final class MathOperatorsTest {
  @TempDir private Path folder;

  /** Imports and compares with ONNX Runtime on random samples, the output included. */
  private Graph checked(OnnxModelBuilder builder, AxisZero reading) throws IOException {
    ImportedModel model =
        OnnxImporter.read(builder.write(folder), ReadOptions.DEFAULT.with(reading));
    Graph graph = model.graph();
    assertThat(graph.nodes().get(graph.nodes().size() - 1).outputs()).containsAll(graph.outputs());
    assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
    return graph;
  }

  private Graph checked(OnnxModelBuilder builder) throws IOException {
    return checked(builder, AxisZero.BATCH);
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  private static OnnxModelBuilder one(int opset, String operator, AttributeProto... attributes) {
    return new OnnxModelBuilder(opset)
        .input("x", 1, 3, 4)
        .node(operator, "x", "y", attributes)
        .output("y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Abs",
        "Neg",
        "Sign",
        "Sqrt",
        "Exp",
        "Log",
        "Reciprocal",
        "Floor",
        "Ceil",
        "Round",
        "Erf",
        "Sigmoid",
        "Tanh",
        "LeakyRelu",
        "Elu",
        "Selu",
        "Celu",
        "ThresholdedRelu",
        "HardSigmoid",
        "HardSwish",
        "Gelu",
        "Mish",
        "Softplus",
        "Softsign",
        "LogSoftmax",
        "Softmax",
        "Hardmax"
      })
  void functionsWithTheirDefaults(String operator) throws IOException {
    checked(one(22, operator));
    checked(one(22, operator), AxisZero.WHOLE);
  }

  @Test
  void functionsWithParameters() throws IOException {
    checked(one(16, "LeakyRelu", number("alpha", 0.3f)));
    checked(one(13, "Elu", number("alpha", 2)));
    checked(one(13, "Celu", number("alpha", 0.5f)));
    checked(one(13, "Selu", number("alpha", 2), number("gamma", 3)));
    checked(one(13, "ThresholdedRelu", number("alpha", 0.25f)));
    checked(one(13, "HardSigmoid", number("alpha", 0.7f), number("beta", 0.1f)));
    checked(one(20, "Gelu", text("approximate", "tanh")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Softmax", "LogSoftmax", "Hardmax"})
  void beforeOpset13AllAxesAreNormalizedTogether(String operator) throws IOException {
    Graph graph = checked(one(11, operator));
    assertThat(graph.nodes()).hasSize(3);
    checked(one(11, operator, integer("axis", 2)));
    checked(one(11, operator, integer("axis", 0)), AxisZero.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({"Add, 3", "Sub, 3", "Mul, 3", "Div, 3", "PRelu, 3", "Max, 3", "Min, 3"})
  void constantsAndComputedValuesBroadcast(String operator, int channels) throws IOException {
    for (String operands : List.of("x c", "x x", "x row", "x scalar")) {
      checked(
          new OnnxModelBuilder(16)
              .input("x", 1, channels, 2, 4)
              .weights("c", channels, 1, 1)
              .weights("row", 4)
              .weights("scalar")
              .node(operator, operands, "y")
              .output("y"));
    }
    if (!operator.equals("PRelu")) {
      checked(
          new OnnxModelBuilder(16)
              .input("x", 2, 1)
              .weights("c", 3, 1, 4)
              .node("Abs", "c", "k")
              .node(operator, "k x", "y")
              .output("y"),
          AxisZero.WHOLE);
    }
  }

  @Test
  void mapsByConstantsFoldIntoWhatIsBeforeThem() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", 1, 3)
                .weights("c", 3)
                .floats("d", List.of(2f, 4f, -5f), 3)
                .node("Sub", "x c", "a")
                .node("Sub", "c a", "b")
                .node("Div", "b d", "e")
                .node("Mul", "c e", "f")
                .node("Neg", "f", "y")
                .output("y"));
    assertThat(mnemonics(graph)).containsExactly("add", "mul", "add", "div", "mul", "mul");
    assertThat(graph.nodes()).allMatch(node -> !graph.isConstant(node.input()));
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    new OnnxModelBuilder(13)
                        .input("x", 1, 3)
                        .weights("c", 2, 3)
                        .node("Mul", "x c", "y")
                        .output("y")
                        .write(folder)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("'c' is a constant of extents [2, 3]");
  }

  @Test
  void manyOperands() throws IOException {
    for (String operator : List.of("Sum", "Mean", "Max", "Min")) {
      checked(
          new OnnxModelBuilder(13)
              .input("x", 1, 3)
              .weights("c", 3)
              .node("Abs", "x", "a")
              .node("Neg", "x", "b")
              .node(operator, "c a x b", "y")
              .output("y"));
    }
  }

  @Test
  void logicAndChoice() throws IOException {
    for (String operator : List.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")) {
      checked(
          new OnnxModelBuilder(16)
              .input("x", 2, 3)
              .weights("c", 3)
              .node("Round", "x", "r")
              .node("Round", "c", "s")
              .node(operator, "r s", "p")
              .node("Not", "p", "n")
              .node("Greater", "x c", "q")
              .node("And", "n q", "a")
              .node("Or", "a p", "o")
              .node("Xor", "o q", "e")
              .node("Where", "e x c", "y")
              .output("y"),
          AxisZero.WHOLE);
    }
  }

  @Test
  void powersAndRemainders() throws IOException {
    checked(
        new OnnxModelBuilder(15)
            .input("x", 1, 4)
            .floats("two", List.of(2f))
            .floats("three", List.of(0.3f))
            .node("Pow", "x two", "p")
            .node("Mod", "p three", "y", integer("fmod", 1))
            .output("y"));
  }

  /** Integers divide without fraction, and narrow ones wrap. */
  @Test
  void integersAreIntegers() throws IOException {
    OnnxModelBuilder model =
        new OnnxModelBuilder(14)
            .input("x", 1, 4)
            .floats("scale", List.of(100f))
            .initializer(
                OnnxModelBuilder.tensor("seven", DataType.INT32, 1).addInt32Data(7).build())
            .node("Mul", "x scale", "big")
            .node("Cast", "big", "i", integer("to", DataType.INT32_VALUE))
            .node("Div", "i seven", "quotient")
            .node("Mod", "i seven", "remainder")
            .node("Mul", "i seven", "product")
            .node("Cast", "product", "narrow", integer("to", DataType.INT8_VALUE))
            .node("Cast", "narrow", "back", integer("to", DataType.INT32_VALUE))
            .node("Add", "back quotient", "sum")
            .node("Sub", "sum remainder", "y")
            .output("y");
    assertThat(mnemonics(checked(model)))
        .containsExactly("mul", "cast", "binary", "binary", "mul", "cast", "add", "binary");
  }

  @ParameterizedTest
  @CsvSource({
    "ReduceSum, 13",
    "ReduceMean, 18",
    "ReduceMax, 18",
    "ReduceMin, 18",
    "ReduceProd, 18",
    "ReduceSumSquare, 18",
    "ReduceL1, 18",
    "ReduceL2, 18",
    "ReduceLogSum, 18",
    "ReduceLogSumExp, 18"
  })
  void reductions(String operator, int asOperand) throws IOException {
    checked(
        new OnnxModelBuilder(asOperand)
            .input("x", 1, 3, 4)
            .longs("axes", -1)
            .node(operator, "x axes", "y", integer("keepdims", 0))
            .output("y"));
    checked(
        new OnnxModelBuilder(asOperand).input("x", 2, 3, 4).node(operator, "x", "y").output("y"),
        AxisZero.WHOLE);
    checked(one(asOperand - 1, operator, ints("axes", 1)));
  }

  @Test
  void meansAndMaximaOfImagesArePools() throws IOException {
    OnnxModelBuilder model =
        new OnnxModelBuilder(18)
            .input("x", 1, 3, 4, 5)
            .longs("plane", 2, 3)
            .longs("last", 1, 2)
            .node("GlobalMaxPool", "x", "m")
            .node("Sub", "x m", "s")
            .node("ReduceMax", "s plane", "k", integer("keepdims", 0))
            .node("ReduceMean", "s plane", "y", integer("keepdims", 0));
    assertThat(mnemonics(checked(model.output("y"))))
        .containsExactly("max-pool", "binary", "global-average-pool", "reshape");
    Graph channelsLast =
        checked(
            new OnnxModelBuilder(18)
                .input("x", 1, 4, 5, 3)
                .longs("plane", 1, 2)
                .node("ReduceMean", "x plane", "y")
                .output("y"));
    assertThat(mnemonics(channelsLast))
        .containsExactly("transpose", "global-average-pool", "transpose");
  }

  @Test
  void extremaSumsAndBest() throws IOException {
    for (String operator : List.of("ArgMax", "ArgMin")) {
      for (int last = 0; last < 2; last++) {
        OnnxModelBuilder model =
            new OnnxModelBuilder(13)
                .input("x", 1, 3, 9)
                .node("Round", "x", "r")
                .node(
                    operator,
                    "r",
                    "y",
                    integer("axis", -1),
                    integer("select_last_index", last),
                    integer("keepdims", last));
        checked(model.output("y"));
      }
    }
    for (int form = 0; form < 4; form++) {
      checked(
          new OnnxModelBuilder(14)
              .input("x", 1, 3, 4)
              .longs("axis", -1)
              .node(
                  "CumSum",
                  "x axis",
                  "y",
                  integer("exclusive", form % 2),
                  integer("reverse", form / 2))
              .output("y"));
    }
    Graph best =
        checked(
            new OnnxModelBuilder(11)
                .input("x", 1, 3, 6)
                .longs("k", 2)
                .node("TopK", "x k", "y places", integer("axis", 2), integer("largest", 0))
                .output("y", "places"));
    assertThat(best.value("places").type()).hasToString("f32[3,2]");
  }

  @Test
  void matrixProducts() throws IOException {
    checked(
        new OnnxModelBuilder(13)
            .input("x", 1, 3, 4)
            .weights("w", 4, 2)
            .node("MatMul", "x w", "h")
            .node("Transpose", "h", "t", ints("perm", 0, 2, 1))
            .node("MatMul", "t h", "y")
            .output("y"));
    checked(
        new OnnxModelBuilder(13)
            .input("x", 2, 3)
            .weights("w", 5, 2, 2)
            .weights("v", 3)
            .node("MatMul", "w x", "h")
            .node("MatMul", "h v", "y")
            .output("y"),
        AxisZero.WHOLE);
    checked(
        new OnnxModelBuilder(13)
            .input("x", 4, 3)
            .weights("w", 5, 4)
            .weights("c", 5)
            .node(
                "Gemm",
                "x w c",
                "y",
                integer("transA", 1),
                integer("transB", 1),
                number("alpha", 0.5f),
                number("beta", 2))
            .output("y"),
        AxisZero.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ij,jk->ik",
        "ij,jk",
        "ii,ij->j",
        "ij,kj->ik",
        "...j,jk->...k",
        "ij,jk->",
        "ij,ij->ji"
      })
  void einsteinSums(String equation) throws IOException {
    checked(
        new OnnxModelBuilder(12)
            .input("x", 3, 3)
            .weights("w", 3, 3)
            .node("Einsum", "x w", "y", text("equation", equation))
            .output("y"),
        AxisZero.WHOLE);
  }

  @Test
  void einsteinSumsOfABatch() throws IOException {
    checked(
        new OnnxModelBuilder(12)
            .input("x", 1, 3, 4)
            .weights("w", 4, 2)
            .node("Einsum", "x w", "y", text("equation", "bij,jk->bki"))
            .output("y"));
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    new OnnxModelBuilder(12)
                        .input("x", 1, 3)
                        .weights("w", 4, 2)
                        .node("Einsum", "x w", "y", text("equation", "ij,jk"))
                        .output("y")
                        .write(folder)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("axis 'j' has the extents 3 and 4");
  }

  @Test
  void normalizations() throws IOException {
    for (AxisZero reading : List.of(AxisZero.BATCH, AxisZero.WHOLE)) {
      OnnxModelBuilder layer =
          new OnnxModelBuilder(17)
              .input("x", 1, 4, 3, 5)
              .weights("s", 3, 5)
              .weights("b", 5)
              .node(
                  "LayerNormalization",
                  "x s b",
                  "y",
                  integer("axis", -2),
                  number("epsilon", 0.01f));
      checked(layer.output("y"), reading);
      OnnxModelBuilder instance =
          new OnnxModelBuilder(13)
              .input("x", 1, 4, 3, 5)
              .weights("s", 4)
              .weights("b", 4)
              .node("InstanceNormalization", "x s b", "y");
      checked(instance.output("y"), reading);
      OnnxModelBuilder group =
          new OnnxModelBuilder(21)
              .input("x", 1, 4, 3, 5)
              .weights("s", 4)
              .weights("b", 4)
              .node("GroupNormalization", "x s b", "y", integer("num_groups", 2));
      checked(group.output("y"), reading);
      for (int p = 1; p <= 2; p++) {
        checked(one(22, "LpNormalization", integer("axis", -1), integer("p", p)), reading);
      }
      OnnxModelBuilder response =
          new OnnxModelBuilder(13)
              .input("x", 1, 6, 2, 2)
              .node("LRN", "x", "y", integer("size", 3), number("alpha", 0.5f), number("bias", 2));
      checked(response.output("y"), reading);
    }
    checked(
        new OnnxModelBuilder(13)
            .input("x", 2, 3, 4, 4)
            .node("MeanVarianceNormalization", "x", "y")
            .output("y"),
        AxisZero.WHOLE);
  }

  @Test
  void normsOverWindows() throws IOException {
    for (int p = 1; p <= 3; p++) {
      checked(
          new OnnxModelBuilder(18)
              .input("x", 1, 2, 6, 5)
              .node(
                  "LpPool",
                  "x",
                  "y",
                  ints("kernel_shape", 3, 2),
                  ints("strides", 2, 1),
                  ints("pads", 1, 0, 1, 1),
                  integer("p", p))
              .output("y"));
    }
    checked(
        new OnnxModelBuilder(18)
            .input("x", 1, 2, 6, 5)
            .node("GlobalLpPool", "x", "y", integer("p", 1))
            .output("y"));
  }

  @Test
  void shapesAreComputedAtImport() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", 1, 6, 4)
                .longs("two", 2)
                .longs("first", 1)
                .longs("batch", 1)
                .node("Shape", "x", "shape")
                .node("Gather", "shape first", "six")
                .node("Div", "six two", "three")
                .node("Mul", "three two", "again")
                .node("Sub", "again three", "rest")
                .longs("minus", -1)
                .node("Concat", "batch rest minus", "target", integer("axis", 0))
                .node("Reshape", "x target", "y")
                .output("y"));
    assertThat(graph.value("y").type()).hasToString("f32[3,8]");
  }
}

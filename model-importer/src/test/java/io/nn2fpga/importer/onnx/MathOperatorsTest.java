package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.Clip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of one and more numbers compute what ONNX Runtime computes. */
final class MathOperatorsTest {
  @TempDir private Path folder;

  private Graph checked(OnnxModelBuilder builder, AxisZero reading) throws IOException {
    return RuntimeComparison.of(builder, folder, reading);
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

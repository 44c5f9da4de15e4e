package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** QONNX operators give what the package qonnx 1.0.0 gave for the same operands. */
final class QonnxImportsTest {
  private static final List<Float> X =
      List.of(-3.1f, -1.5f, -0.5f, -0.25f, 0f, 0.25f, 0.5f, 0.75f, 1.5f, 2.5f, 40f, -40f);

  @TempDir private Path folder;

  private static OnnxModelBuilder network() {
    return new OnnxModelBuilder(13)
        .input("x", 1, X.size())
        .floats("half", List.of(0.5f))
        .floats("none", List.of(0f))
        .floats("one", List.of(1f))
        .floats("two", List.of(2f))
        .floats("three", List.of(3f))
        .floats("four", List.of(4f));
  }

  private ImportedModel imported(OnnxModelBuilder builder, String domain) throws IOException {
    return OnnxImporter.read(builder.domain(domain).output("y").write(folder));
  }

  private float[] run(OnnxModelBuilder builder) throws IOException {
    ImportedModel model = imported(builder, "qonnx.custom_op.general");
    float[] x = new float[X.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = X.get(i);
    }
    return Objects.requireNonNull(
            new NnInterpreter(model.graph()).run(FloatTensor.of(x, x.length)).get("y"))
        .data();
  }

  private static float[] numbers(String text) {
    String[] parts = text.strip().split(" +", -1);
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({
    "BIPOLAR, -1 -1 -1 -1 1 1 1 1 1 1 1 -1, bipolar-quantize",
    "INT4, -3 -2 0 0 0 0 0 1 2 2 7 -8, quantize",
    "TERNARY, -1 -1 0 0 0 0 0 1 1 1 1 -1, quantize",
    "UINT2, 0 0 0 0 0 0 0 1 2 2 3 0, quantize"
  })
  void anAnnotatedInputIsCodes(String datatype, String expected, String operator)
      throws IOException {
    ImportedModel model = imported(annotated(datatype), "qonnx.custom_op.general");
    assertThat(model.graph().nodes().get(0).op().mnemonic()).isEqualTo(operator);
    assertThat(run(annotated(datatype))).containsExactly(numbers(expected));
  }

  private static OnnxModelBuilder annotated(String datatype) {
    return network()
        .annotation("x", "finn_datatype", datatype)
        .floats("wide", List.of(8f))
        .node("Add", "x none", "z")
        .node("Quant", "z one none wide", "y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "INT32", "FIXED<8,2>", ""})
  void otherAnnotationsSayNothing(String datatype) throws IOException {
    OnnxModelBuilder network = network().annotation("x", "finn_datatype", datatype);
    network.node("Quant", "x one none three", "y");
    assertThat(imported(network, "qonnx.custom_op.general").graph().nodes()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, ROUND, none, -2 -1.5 -0.5 0 0 0 0.5 1 1.5 1.5 1.5 -2",
    "1, 1, ROUND, none, -1.5 -1.5 -0.5 0 0 0 0.5 1 1.5 1.5 1.5 -1.5",
    "0, 0, ROUND, none, 0 0 0 0 0 0 0.5 1 1.5 2.5 3.5 0",
    "0, 1, ROUND, none, 0 0 0 0 0 0 0.5 1 1.5 2.5 3 0",
    "1, 0, CEIL, none, -2 -1.5 -0.5 0 0 0.5 0.5 1 1.5 1.5 1.5 -2",
    "1, 0, FLOOR, none, -2 -1.5 -0.5 -0.5 0 0 0.5 0.5 1.5 1.5 1.5 -2",
    "1, 0, UP, none, -2 -1.5 -0.5 -0.5 0 0.5 0.5 1 1.5 1.5 1.5 -2",
    "1, 0, DOWN, none, -2 -1.5 -0.5 0 0 0 0.5 0.5 1.5 1.5 1.5 -2",
    "1, 0, HALF_UP, none, -2 -1.5 -0.5 -0.5 0 0.5 0.5 1 1.5 1.5 1.5 -2",
    "1, 0, HALF_DOWN, none, -2 -1.5 -0.5 0 0 0 0.5 0.5 1.5 1.5 1.5 -2",
    "0, 0, ROUND, two, -1 -1 -0.5 0 0 0 0.5 1 1.5 2.5 2.5 -1",
    "1, 0, ROUND, one, -2.5 -1.5 -0.5 -0.5 0 0.5 0.5 0.5 1 1 1 -2.5"
  })
  void quant(int signed, int narrow, String rounding, String zero, String expected)
      throws IOException {
    assertThat(
            run(
                network()
                    .node(
                        "Quant",
                        "x half " + zero + " three",
                        "y",
                        integer("signed", signed),
                        integer("narrow", narrow),
                        text("rounding_mode", rounding))))
        .usingComparatorWithPrecision(0f)
        .containsExactly(numbers(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOOR, -1 -0.5 -0.5 0 0 0 0 0 0 0.5 10 -10",
    "ROUND, -1 -0.5 0 0 0 0 0 0 0.5 0.5 10 -10",
    "CEIL, -0.5 0 0 0 0 0 0.5 0.5 0.5 1 10 -10"
  })
  void truncKeepsTheScale(String rounding, String expected) throws IOException {
    assertThat(
            run(
                network()
                    .node("Trunc", "x half none four two", "y", text("rounding_mode", rounding))))
        .usingComparatorWithPrecision(0f)
        .containsExactly(numbers(expected));
  }

  @ParameterizedTest
  @CsvSource({"FLOOR, -3 -3 -1 -1 -1 -1 -1 1 1 1 1 -5", "ROUND, -3 -1 -1 -1 -1 -1 1 1 1 1 1 -5"})
  void truncToAnotherScale(String rounding, String expected) throws IOException {
    assertThat(
            run(
                network()
                    .node(
                        "Trunc", "x half two four two two", "y", text("rounding_mode", rounding))))
        .usingComparatorWithPrecision(0f)
        .containsExactly(numbers(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, -0.75, -0.75 -0.25 -0.25 -0.25 0.25 0.25 0.25 0.25 0.75 0.75 0.75 -0.75",
    "0.3, 0.1, 0.1 0.4 0.4 0.4 0.70000005 0.70000005 0.70000005 0.70000005 1 1 1 0.1"
  })
  void multiThreshold(float scale, float bias, String expected) throws IOException {
    assertThat(
            run(
                network()
                    .floats("t", List.of(-1.5f, 0f, 1.5f), 1, 3)
                    .node(
                        "MultiThreshold",
                        "x t",
                        "y",
                        text("out_dtype", "FLOAT32"),
                        number("out_scale", scale),
                        number("out_bias", bias))))
        .usingComparatorWithPrecision(0f)
        .containsExactly(numbers(expected));
  }

  @Test
  void bipolarQuant() throws IOException {
    assertThat(run(network().node("BipolarQuant", "x half", "y")))
        .containsExactly(numbers("-0.5 -0.5 -0.5 -0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 -0.5"));
  }

  @Test
  void weightsBecomeCodes() throws IOException {
    ImportedModel model =
        imported(
            new OnnxModelBuilder(13)
                .input("x", 1, 2)
                .floats("w", List.of(0.9f, -9f, 0.3f, 0.75f), 2, 2)
                .floats("s", List.of(1f, 0.5f), 1, 2)
                .floats("z", List.of(0f))
                .floats("b", List.of(2f))
                .node("MatMul", "x wq", "y")
                .node("Quant", "w s z b", "wq", integer("signed", 1), integer("narrow", 1)),
            "onnx.brevitas");
    assertThat(model.kernels()).isEqualTo(KernelSet.QONNX);
    // Transposed to [outputs, inputs]; the scale of each output.
    assertThat(((IntTensor) model.graph().constant("wq_codes")).data())
        .containsExactly(1, 0, -1, 1);
    assertThat(model.graph().value("wq_codes").type()).hasToString("s2[2,2]");
    assertThat(((FloatTensor) model.graph().constant("wq_scale")).data()).containsExactly(1f, 0.5f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general"})
  void signsOfWeights(String domain) throws IOException {
    ImportedModel model =
        imported(
            new OnnxModelBuilder(13)
                .input("x", 1, 2)
                .floats("w", List.of(0.9f, -9f, 0f, -0.75f), 2, 2)
                .floats("s", List.of(0.125f))
                .node("MatMul", "x wq", "y")
                .node("BipolarQuant", "w s", "wq"),
            domain);
    assertThat(((IntTensor) model.graph().constant("wq_codes")).data())
        .containsExactly(1, 1, -1, -1);
  }

  @Test
  void scalesOfChannels() throws IOException {
    ImportedModel model =
        imported(
            new OnnxModelBuilder(13)
                .input("x", 1, 2, 1, 3)
                .floats("s", List.of(1f, 0.5f), 1, 2, 1, 1)
                .floats("z", List.of(1f))
                .floats("b", List.of(3f))
                .node("Quant", "x s z b", "y", integer("signed", 0)),
            "qonnx.custom_op.general");
    float[] y =
        Objects.requireNonNull(
                new NnInterpreter(model.graph())
                    .run(FloatTensor.of(new float[] {0.5f, 1.5f, 9f, 0.5f, -9f, 9f}, 2, 1, 3))
                    .get("y"))
            .data();
    assertThat(y).containsExactly(1f, 1f, 6f, 0.5f, -0.5f, 3f);
  }

  @Test
  void refusals() throws IOException {
    Path file =
        new OnnxModelBuilder(13)
            .input("x", 1, 2)
            .floats("zero", List.of(0f))
            .floats("one", List.of(1f))
            .floats("bits", List.of(2.5f))
            .floats("many", List.of(1f, 1f, 1f), 3)
            .node("Quant", "x zero zero one", "a")
            .domain("onnx.brevitas")
            .node("Quant", "a one zero bits", "b")
            .domain("onnx.brevitas")
            .node("Quant", "x one zero bits", "c")
            .domain("onnx.brevitas")
            .node("Quant", "x one zero one", "d", text("rounding_mode", "NEAREST"))
            .domain("onnx.brevitas")
            .node("Quant", "x many zero one", "e")
            .domain("onnx.brevitas")
            .node("FloatQuant", "x", "f")
            .domain("qonnx.custom_op.general")
            .output("b", "c", "d", "e", "f")
            .write(folder);
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("'qonnx.custom_op.general.FloatQuant' has no hardware form")
        .hasMessageContaining("the scale 'zero' holds 0.0\n  at net.onnx, node 'n_a' (Quant)")
        .hasMessageContaining("a bit width of 2.5\n  at net.onnx, node 'n_c' (Quant)")
        .hasMessageContaining("attribute 'rounding_mode' is 'NEAREST'")
        .hasMessageContaining("node 'n_e' (Quant)");
  }
}

package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators on codes give every code that ONNX Runtime's integer kernels give. */
final class IntegerImportsTest {
  private static final String MICROSOFT = "com.microsoft";

  @TempDir private Path folder;
  private final Random random = new Random(11);

  private TensorProto integers(String name, DataType type, int lo, int hi, long... dims) {
    TensorProto.Builder tensor = tensor(name, type, dims);
    for (long i = java.util.Arrays.stream(dims).reduce(1, (a, b) -> a * b); i > 0; i--) {
      tensor.addInt32Data(lo + random.nextInt(hi - lo + 1));
    }
    return tensor.build();
  }

  /** Imports and compares every value of the output with ONNX Runtime: codes exactly. */
  private Graph checked(OnnxModelBuilder builder) throws IOException {
    ImportedModel model = OnnxImporter.read(builder.write(folder));
    String output = model.graph().outputs().get(0);
    TensorType type = new TensorType(model.inputType().shape(), FloatElement.F32);
    try (NnInterpreter interpreter = new NnInterpreter(model.graph(), List.of(output));
        OnnxRuntimeExecutor runtime = new OnnxRuntimeExecutor(model, List.of(output), 1)) {
      for (int sample = 0; sample < 20; sample++) {
        float[] codes = new float[type.size()];
        for (int i = 0; i < codes.length; i++) {
          codes[i] = random.nextInt(256);
        }
        FloatTensor x = new FloatTensor(type, codes);
        float[] expected = Objects.requireNonNull(runtime.run(x).get(output)).data();
        boolean exact = !model.graph().value(output).tensor().element().equals(FloatElement.F32);
        assertThat(Objects.requireNonNull(interpreter.run(x).get(output)).data())
            .usingComparatorWithPrecision(exact ? 0 : 1e-6f)
            .containsExactly(expected);
      }
    }
    return model.graph();
  }

  private OnnxModelBuilder network(int opset, long... extents) {
    return new OnnxModelBuilder(opset)
        .input("x", DataType.UINT8, extents)
        .floats("xs", List.of(0.0217f))
        .initializer(tensor("xz", DataType.UINT8).addInt32Data(121).build())
        .floats("ys", List.of(0.0893f))
        .initializer(tensor("yz", DataType.UINT8).addInt32Data(93).build());
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  @Test
  void qLinearConv() throws IOException {
    Graph graph =
        checked(
            network(10, -1, 4, 7, 6)
                .initializer(integers("w", DataType.INT8, -128, 127, 6, 2, 3, 3))
                .floats("ws", List.of(0.011f, 0.02f, 0.003f, 0.017f, 0.009f, 0.03f), 6)
                .initializer(integers("wz", DataType.INT8, 0, 0, 6))
                .initializer(integers("b", DataType.INT32, -9000, 9000, 6))
                .node(
                    "QLinearConv",
                    "x xs xz w ws wz ys yz b",
                    "y",
                    ints("pads", 1, 0, 1, 1),
                    ints("strides", 2, 1),
                    integer("group", 2))
                .output("y"));
    assertThat(mnemonics(graph))
        .containsExactly("dequantize", "dequantize", "dequantize", "conv", "quantize");
    assertThat(graph.nodes()).extracting(n -> n.name()).contains("n_y", "n_y/quantize");
    assertThat(graph.value("y").type()).hasToString("u8[6,7,6]".replace("7,6]", "4,5]"));
  }

  @Test
  void qLinearMatMulAndAdd() throws IOException {
    checked(
        network(13, -1, 9)
            .initializer(integers("w", DataType.INT8, -128, 127, 9, 5))
            .floats("ws", List.of(0.01f))
            .initializer(tensor("wz", DataType.INT8).addInt32Data(3).build())
            .initializer(integers("v", DataType.UINT8, 0, 255, 9, 5))
            .floats("vs", List.of(0.013f))
            .initializer(tensor("vz", DataType.UINT8).addInt32Data(140).build())
            .node("QLinearMatMul", "x xs xz w ws wz ys yz", "a")
            .node("QLinearMatMul", "x xs xz v vs vz ys yz", "b")
            .floats("ss", List.of(0.1234f))
            .node("QLinearAdd", "a ys yz b ys yz ss yz", "y")
            .domain(MICROSOFT)
            .output("y"));
  }

  @ParameterizedTest
  @CsvSource({"1.0, true", "0.5, true", "1.0, false"})
  void qGemm(float alpha, boolean quantized) throws IOException {
    checked(
        network(13, -1, 8)
            .initializer(integers("w", DataType.INT8, -127, 127, 4, 8))
            .floats("ws", List.of(0.01f))
            .initializer(tensor("wz", DataType.INT8).addInt32Data(0).build())
            .initializer(integers("c", DataType.INT32, -900, 900, 4))
            .node(
                "QGemm",
                quantized ? "x xs xz w ws wz c ys yz" : "x xs xz w ws wz",
                "y",
                integer("transB", 1),
                number("alpha", alpha))
            .domain(MICROSOFT)
            .output("y"));
  }

  @Test
  void poolsAndPassedCodes() throws IOException {
    Graph graph =
        checked(
            network(13, -1, 3, 6, 6)
                .node("MaxPool", "x", "m", ints("kernel_shape", 2, 2), ints("strides", 2, 2))
                .node("QLinearGlobalAveragePool", "m xs xz ys yz", "g")
                .domain(MICROSOFT)
                .node("Flatten", "g", "y")
                .output("y"));
    assertThat(graph.value("m").type()).hasToString("u8[3,3,3]");
  }

  @Test
  void sumsThatOtherOperatorsScale() throws IOException {
    checked(
        network(10, -1, 2, 5, 5)
            .initializer(integers("w", DataType.UINT8, 0, 255, 3, 2, 3, 3))
            .initializer(tensor("wz", DataType.UINT8).addInt32Data(7).build())
            .node("ConvInteger", "x w xz wz", "i")
            .node("Cast", "i", "f", integer("to", DataType.FLOAT_VALUE))
            .node("QuantizeLinear", "f sum yz", "y")
            .floats("sum", List.of(777f))
            .output("y"));
    checked(
        network(10, -1, 7)
            .initializer(integers("w", DataType.INT8, -128, 127, 7, 3))
            .node("MatMulInteger", "x w xz", "y")
            .output("y"));
  }

  @Test
  void dynamicScalesAreRefusedWithTheReason() throws IOException {
    Path file =
        new OnnxModelBuilder(13)
            .input("x", -1, 4)
            .node("DynamicQuantizeLinear", "x", "y s z")
            .output("y")
            .write(folder);
    assertThatThrownBy(() -> OnnxImporter.read(file))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining(
            "'DynamicQuantizeLinear' has no hardware form: its scale is computed from each sample's data")
        .hasMessageContaining("node 'n_y'")
        .hasMessageContaining("quantize the model statically");
  }
}

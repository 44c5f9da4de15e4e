package io.nn2fpga.importer.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.onnx.WrittenGraph;
import io.nn2fpga.importer.onnx.write.OnnxWriter;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Quantized operators, and those whose weights alone are codes, give LiteRT's results in every
 * value, whichever kernels it uses. The cases are made by {@code scripts/litert-cases.py}.
 */
final class KernelArithmeticTest {
  /** What LiteRT's default delegate rounds in a way that is not known; refused. */
  private static final String UNKNOWN = "mean .. axes \\(1,\\) equal scales";

  /** Where real numbers are added in an order that is not known, or the bias on its own. */
  private static final Map<KernelSet, String> ROUNDED =
      Map.of(
          KernelSet.TFLITE_XNNPACK, "hybrid dense rows|real depthwise .*, 2 results",
          KernelSet.TFLITE_BUILTIN, "hybrid transposed .*",
          KernelSet.TFLITE_REFERENCE, "hybrid transposed .*");

  /** Computed in real numbers, whose last bits depend on who adds them. */
  private static final String REAL = "hybrid .*|real depthwise .*|log softmax .*";

  /** Far below what one code makes of a difference. */
  private static final float ROUNDING = 3e-5f;

  @TempDir private Path folder;

  static Stream<Arguments> cases() throws IOException {
    List<Arguments> arguments = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            KernelArithmeticTest.class.getResourceAsStream("/litert-cases.json"))) {
      for (JsonNode test : new ObjectMapper().readTree(in).get("cases")) {
        for (KernelSet kernels :
            List.of(
                KernelSet.TFLITE_XNNPACK, KernelSet.TFLITE_BUILTIN, KernelSet.TFLITE_REFERENCE)) {
          arguments.add(Arguments.of(test.get("name").asText(), kernels, test));
        }
      }
    }
    assertThat(arguments).hasSizeGreaterThan(200);
    return arguments.stream();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void everyValueIsLiteRts(String name, KernelSet kernels, JsonNode test) throws IOException {
    Path file = folder.resolve("case.tflite");
    Files.write(file, bytes(test.get("model")));
    ReadOptions options = new ReadOptions(kernels);
    if (kernels == KernelSet.TFLITE_XNNPACK && name.matches(UNKNOWN)) {
      assertThatThrownBy(() -> ModelFile.read(file, options))
          .isInstanceOf(DiagnosticException.class)
          .hasMessageContaining("--tflite-kernels=builtin");
      return;
    }
    ImportedModel model = ModelFile.read(file, options);
    Graph graph = model.graph();
    Map<String, Tensor> inputs = new HashMap<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      String input = graph.inputs().get(i);
      inputs.put(input, tensor(graph.value(input).tensor(), bytes(test.get("inputs").get(i))));
    }
    String output = graph.outputs().get(0);
    // ModelFile knows no need of kernels where there are no codes.
    try (TensorExecutor executor =
        new KernelInterpreter(graph, QuantizedKernels.of(kernels), graph.outputs())) {
      Tensor actual = executor.run(inputs).get(output);
      byte[] bytes = bytes(test.get("results").get(kernels.name()));
      Tensor expected = tensor(graph.value(output).tensor(), bytes);
      if (name.matches(Objects.requireNonNull(ROUNDED.get(kernels)))) {
        float[] numbers = ((FloatTensor) Objects.requireNonNull(actual)).data();
        assertThat(numbers).containsExactly(((FloatTensor) expected).data(), within(ROUNDING));
      } else {
        assertThat(actual).isEqualTo(expected);
        requireWritten(name, graph, kernels, inputs, expected);
      }
    }
  }

  /** The graph as ONNX, which a host driver runs, gives the same results. */
  private static void requireWritten(
      String name, Graph graph, KernelSet kernels, Map<String, Tensor> inputs, Tensor expected) {
    OnnxWriter.Written file = OnnxWriter.write(graph, kernels);
    assertThat(file.exact()).as("exact").isEqualTo(!name.matches(REAL));
    if (file.exact()) {
      try (WrittenGraph written = new WrittenGraph(graph, file.bytes())) {
        assertThat(written.run(inputs).get(graph.outputs().get(0)))
            .isEqualTo(NnInterpreter.numbers(expected));
      }
    }
  }

  private static byte[] bytes(JsonNode text) {
    return Base64.getDecoder().decode(text.asText());
  }

  private static Tensor tensor(TensorType type, byte[] bytes) {
    if (type.element() instanceof IntegerElement element) {
      int[] codes = new int[bytes.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = element.signed() ? bytes[i] : bytes[i] & 0xff;
      }
      return new IntTensor(type, codes);
    }
    float[] numbers = new float[type.size()];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return new FloatTensor(type, numbers);
  }
}

package io.nn2fpga.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.ObservedCodes;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Published models give what their own frameworks give: end to end by the evaluate command, and
 * inside value by value. Golden outputs and the rules are those of the shared models' README.
 */
@Tag("shared")
final class SharedModelsTest {
  private static Path folder(String name) {
    return Path.of(System.getenv("NN2FPGA_SHARED"), "models", name);
  }

  private static void passes(String name, String file, String expected, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                folder(name).resolve(file).toString(),
                "--input",
                folder(name).resolve("input.npy").toString(),
                "--expect",
                folder(name).resolve(expected).toString()));
    arguments.addAll(List.of(options));
    CommandLineRun run =
        CommandLineRun.of(Map.of(), Path.of("").toAbsolutePath(), arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("passed");
  }

  @ParameterizedTest
  @CsvSource({
    "mlperf-ad-int8, xnnpack",
    "mlperf-ic-int8, xnnpack",
    "mlperf-kws-int8, xnnpack",
    "mlperf-ad-int8, builtin",
    "mlperf-ic-int8, builtin",
    "mlperf-kws-int8, builtin"
  })
  void tfliteNetworksEqualLiteRtInEveryValue(String name, String kernels) {
    for (String level : List.of("int", "nn")) {
      passes(
          name,
          "model.tflite",
          "output_tflite_" + kernels + ".npy",
          "--tflite-kernels",
          kernels,
          "--level",
          level);
    }
  }

  /** Five layers of this network have int8 weights between real activations. */
  @ParameterizedTest
  @ValueSource(strings = {"xnnpack", "builtin"})
  void theHybridTfliteNetworkPasses(String kernels) {
    String expected = "output_tflite_" + kernels + ".npy";
    passes("mlperf-kws-fp32", "model.tflite", expected, "--tflite-kernels", kernels);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlperf-ad-int8",
        "mlperf-ic-int8",
        "mlperf-kws-int8",
        "qdq-ad-tflite2onnx",
        "qdq-ic-relu-free",
        "qonnx-jet-tagging",
        "qonnx-resnet8-a8w8",
        "qonnx-two-layers",
        "qonnx-tfc-w2a2",
        "qonnx-unsw-nb15-w2a2"
      })
  void onnxNetworksOfCodesPassAtBothLevels(String name) {
    passes(name, "model.onnx", "output.npy");
    passes(name, "model.onnx", "output.npy", "--level", "nn");
  }

  @ParameterizedTest
  @CsvSource({
    "float-ad-small-ae, 0.005",
    "float-ic-mobilenetv2,",
    "mlperf-ad-fp32, 0.005",
    "mlperf-ic-fp32,",
    "mlperf-kws-fp32,",
    "mnist-lenet-bn,",
    "mnist-mlp,"
  })
  void floatNetworksPass(String name, String tolerance) {
    if (tolerance == null) {
      passes(name, "model.onnx", "output.npy");
    } else {
      passes(name, "model.onnx", "output.npy", "--tolerance", tolerance);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qonnx-jet-tagging",
        "qonnx-resnet8-a8w8",
        "qonnx-two-layers",
        "qonnx-tfc-w2a2",
        "qonnx-unsw-nb15-w2a2"
      })
  void qonnxNetworksEqualTheirFloatOperatorsInEveryInnerCode(String name) {
    ImportedModel model = read(name, "model.onnx", KernelSet.TFLITE_XNNPACK);
    List<String> codes = codes(model.graph());
    innerCodes(model, name, new NnInterpreter(model.graph(), codes));
  }

  @ParameterizedTest
  @CsvSource({
    "mlperf-ad-int8, TFLITE_XNNPACK",
    "mlperf-ic-int8, TFLITE_XNNPACK",
    "mlperf-kws-int8, TFLITE_XNNPACK",
    "mlperf-ad-int8, TFLITE_BUILTIN",
    "mlperf-ic-int8, TFLITE_BUILTIN",
    "mlperf-kws-int8, TFLITE_REFERENCE",
    "mlperf-ic-int8, TFLITE_REFERENCE"
  })
  void tfliteNetworksEqualTheirKernelsInEveryInnerCode(String name, KernelSet set) {
    ImportedModel imported = read(name, "model.tflite", set);
    // The passes make images channels first, which their values' order follows.
    ImportedModel model = imported.with(Pipelines.quantizedSimplification().run(imported.graph()));
    innerCodes(model, name, ModelFile.interpreter(model, codes(model.graph())));
  }

  /**
   * Operator by operator: each is fed the codes that ONNX Runtime's own operators gave, and is at
   * most a step off in at most one value of a hundred.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlperf-ad-int8",
        "mlperf-ic-int8",
        "mlperf-kws-int8",
        "qdq-ad-tflite2onnx",
        "qdq-ic-relu-free"
      })
  void qdqOperatorsAreAtMostAStepOffWhenFedTheReferencesInput(String name) {
    ImportedModel model = read(name, "model.onnx", KernelSet.TFLITE_XNNPACK);
    QuantizedModel quantized = lower(model);
    Map<String, ObservedCodes> observed = new HashMap<>();
    quantized.host().observed().forEach(codes -> observed.put(codes.value(), codes));
    List<String> values =
        observed.keySet().stream().filter(model.graph().values()::containsKey).toList();
    OperatorWiseRun operators = new OperatorWiseRun(quantized);
    NpyArray inputs = NpyFile.read(folder(name).resolve("input.npy"));
    long compared = 0;
    long different = 0;
    try (var reference = ModelFile.executor(model, values, 1)) {
      for (int i = 0; i < Math.min(4, inputs.samples()); i++) {
        FloatTensor input = FloatTensor.of(inputs.floats(i), extents(model.inputType()));
        Map<String, FloatTensor> golden = reference.run(input);
        Map<String, int[]> actual = operators.run(golden);
        for (Map.Entry<String, int[]> value : actual.entrySet()) {
          float[] wanted = Objects.requireNonNull(golden.get(value.getKey())).data();
          for (int k = 0; k < wanted.length; k++) {
            int distance = Math.abs(value.getValue()[k] - (int) wanted[k]);
            assertThat(distance).as("%s of sample %d", value.getKey(), i).isLessThanOrEqualTo(1);
            different += distance;
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(1_000);
    assertThat((double) different / compared).isLessThanOrEqualTo(0.01);
  }

  private static int[] extents(TensorType type) {
    return type.shape().stream().mapToInt(Integer::intValue).toArray();
  }

  private static ImportedModel read(String name, String file, KernelSet set) {
    return ModelFile.read(folder(name).resolve(file), new ReadOptions(set));
  }

  private static QuantizedModel lower(ImportedModel model) {
    return Pipelines.lowerQuantized(
        Pipelines.quantizedSimplification().run(model.graph()), model.kernels());
  }

  private static List<String> codes(Graph graph) {
    return graph.values().values().stream()
        .filter(v -> v.tensor().element() instanceof IntegerElement && !graph.isConstant(v.name()))
        .map(v -> v.name())
        .toList();
  }

  private static void innerCodes(ImportedModel model, String name, TensorExecutor reference) {
    QuantizedModel quantized = lower(model);
    IntegerExecutor executor = new IntegerExecutor(quantized.graph());
    NpyArray inputs = NpyFile.read(folder(name).resolve("input.npy"));
    long compared = 0;
    for (int i = 0; i < Math.min(4, inputs.samples()); i++) {
      Tensor sample = sample(model.inputType(), inputs.floats(i));
      Map<String, Tensor> expected = reference.run(Map.of(model.inputName(), sample));
      Map<String, IntTensor> actual = executor.run(quantized.codes(sample));
      for (ObservedCodes codes : quantized.host().observed()) {
        if (expected.get(codes.value()) instanceof IntTensor wanted) {
          IntTensor frame = Objects.requireNonNull(actual.get(codes.integers()));
          assertThat(codes.ordered(frame)).as(codes.value()).isEqualTo(wanted.data());
          compared += wanted.data().length;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private static Tensor sample(TensorType type, float[] numbers) {
    if (!(type.element() instanceof IntegerElement)) {
      return new FloatTensor(type, numbers);
    }
    int[] codes = new int[numbers.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) numbers[i];
    }
    return new IntTensor(type, codes);
  }
}

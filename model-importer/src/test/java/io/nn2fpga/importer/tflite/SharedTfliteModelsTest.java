package io.nn2fpga.importer.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The networks of MLPerf Tiny at the nn level. */
@Tag("shared")
final class SharedTfliteModelsTest {
  private static Path folder(String name) {
    return Path.of(System.getenv("NN2FPGA_SHARED"), "models", name);
  }

  @ParameterizedTest
  @CsvSource({
    "mlperf-ad-int8, TFLITE_XNNPACK, xnnpack",
    "mlperf-ad-int8, TFLITE_BUILTIN, builtin",
    "mlperf-ic-int8, TFLITE_XNNPACK, xnnpack",
    "mlperf-ic-int8, TFLITE_BUILTIN, builtin",
    "mlperf-kws-int8, TFLITE_XNNPACK, xnnpack",
    "mlperf-kws-int8, TFLITE_BUILTIN, builtin"
  })
  void everyCodeIsLiteRts(String name, KernelSet kernels, String golden) {
    compare(name, kernels, "output_tflite_" + golden + ".npy", 0, 0);
  }

  /**
   * Five layers of the keyword spotting network have int8 weights, for which LiteRT makes codes of
   * the activations as they come. What is left is binary32's rounding.
   */
  @ParameterizedTest
  @CsvSource({
    "TFLITE_XNNPACK, xnnpack",
    "TFLITE_BUILTIN, builtin",
    // differs from the built-in kernels by 3.6e-7
    "TFLITE_REFERENCE, builtin"
  })
  void hybridKernelsAreLiteRts(KernelSet kernels, String golden) {
    String file = "output_tflite_" + golden + ".npy";
    compare("mlperf-kws-fp32", kernels, file, 2e-6, 0);
  }

  /** In real numbers, against ONNX Runtime, within the shared collection's golden rule. */
  @ParameterizedTest
  @CsvSource({"mlperf-ad-fp32, 5e-3", "mlperf-ic-fp32, 1e-4", "mlperf-kws-fp32, 1e-4"})
  void floatsAreWithinTheGoldenRule(String name, double absolute) {
    ImportedModel model = read(name, KernelSet.TFLITE_XNNPACK);
    try (FloatExecutor executor = new NnInterpreter(model.graph())) {
      compare(name, model, executor, "output.npy", absolute, 1e-3);
    }
  }

  private static void compare(
      String name, KernelSet kernels, String golden, double absolute, double relative) {
    ImportedModel model = read(name, kernels);
    try (FloatExecutor executor = ModelFile.executor(model, model.graph().outputs(), 1)) {
      compare(name, model, executor, golden, absolute, relative);
    }
  }

  private static ImportedModel read(String name, KernelSet kernels) {
    return ModelFile.read(folder(name).resolve("model.tflite"), new ReadOptions(kernels));
  }

  private static void compare(
      String name,
      ImportedModel model,
      FloatExecutor executor,
      String golden,
      double absolute,
      double relative) {
    NpyArray inputs = NpyFile.read(folder(name).resolve("input.npy"));
    NpyArray outputs = NpyFile.read(folder(name).resolve(golden));
    String output = model.graph().outputs().get(0);
    TensorType type = new TensorType(model.inputType().shape(), FloatElement.F32);
    for (int sample = 0; sample < inputs.samples(); sample++) {
      FloatTensor x = new FloatTensor(type, inputs.floats(sample));
      float[] actual = Objects.requireNonNull(executor.run(x).get(output)).data();
      float[] expected = outputs.floats(sample);
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.length; i++) {
        double allowed = absolute + relative * Math.abs(expected[i]);
        assertThat((double) actual[i])
            .as("%s, sample %s, element %s", name, sample, i)
            .isCloseTo(expected[i], within(allowed));
      }
    }
  }
}

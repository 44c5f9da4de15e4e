package io.nn2fpga.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published quantized networks give at the nn level what their own frameworks give. */
@Tag("shared")
final class SharedQuantizedModelsTest {
  /**
   * A network of codes: what one rounding puts a step off stays small, which the last column bounds
   * in output units; top-1 is equal.
   */
  @ParameterizedTest
  @CsvSource({
    "mlperf-ad-int8, 1, false",
    "mlperf-ic-int8, 12, true",
    "mlperf-kws-int8, 1, true",
    "qdq-ad-tflite2onnx, 0.5, false",
    "qdq-ic-relu-free, 0.05, true"
  })
  void onnxWithCodes(String name, double tolerance, boolean classifier) {
    ImportedModel model = read(name, "model.onnx");
    assertThat(model.isQuantized()).isTrue();
    NpyArray inputs = NpyFile.read(folder(name).resolve("input.npy"));
    NpyArray expected = NpyFile.read(folder(name).resolve("output.npy"));
    for (int sample = 0; sample < inputs.samples(); sample++) {
      float[] actual = run(model, inputs.floats(sample));
      float[] wanted = expected.floats(sample);
      assertThat(actual).hasSameSizeAs(wanted);
      for (int i = 0; i < wanted.length; i++) {
        assertThat((double) Math.abs(actual[i] - wanted[i]))
            .as("%s sample %s element %s: %s for %s", name, sample, i, actual[i], wanted[i])
            .isLessThanOrEqualTo(tolerance);
      }
      if (classifier) {
        assertThat(argMax(actual)).isEqualTo(argMax(wanted));
      }
    }
  }

  /** Values lie on a grid: within the golden rule of the shared collection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qonnx-jet-tagging",
        "qonnx-resnet8-a8w8",
        "qonnx-tfc-w2a2",
        "qonnx-two-layers",
        "qonnx-unsw-nb15-w2a2"
      })
  void qonnx(String name) {
    ImportedModel model = read(name, "model.onnx");
    assertThat(model.kernels()).isEqualTo(KernelSet.QONNX);
    NpyArray inputs = NpyFile.read(folder(name).resolve("input.npy"));
    NpyArray expected = NpyFile.read(folder(name).resolve("output.npy"));
    for (int sample = 0; sample < inputs.samples(); sample++) {
      assertGolden(name, sample, run(model, inputs.floats(sample)), expected.floats(sample), 0);
    }
  }

  /** Whole files, and a configuration beside its weights. */
  @ParameterizedTest
  @CsvSource({"mlperf-ic-fp32, model.h5", "keras-qkeras-jet-tagging, model.json"})
  void keras(String name, String file) {
    ImportedModel model = read(name, file);
    NpyArray inputs = NpyFile.read(folder(name).resolve("input.npy"));
    NpyArray expected = NpyFile.read(folder(name).resolve("output.npy"));
    for (int sample = 0; sample < inputs.samples(); sample++) {
      float[] actual = run(model, inputs.floats(sample));
      assertGolden(name, sample, actual, expected.floats(sample), 0);
    }
  }

  /**
   * The file's weights are not those of the ONNX file beside it: TensorFlow 2.15.1 itself is up to
   * 2.9 dB from that one's golden. The expected numbers are TensorFlow's for this file.
   */
  @Test
  void kerasWithWeightsOfItsOwn() {
    ImportedModel model = read("mlperf-ad-fp32", "model.h5");
    NpyArray inputs = NpyFile.read(folder("mlperf-ad-fp32").resolve("input.npy"));
    NpyArray expected =
        NpyFile.read(
            Path.of("src/test/resources/io/nn2fpga/importer/keras/mlperf_ad_h5_output.npy"));
    for (int sample = 0; sample < expected.samples(); sample++) {
      float[] actual = run(model, inputs.floats(sample));
      assertGolden("mlperf-ad-fp32", sample, actual, expected.floats(sample), 5e-3);
    }
  }

  /** No golden: its codes have the widths of its quantizers, and it computes with them. */
  @Test
  void kerasWithFoldedBatchNormalization() {
    ImportedModel model = read("keras-qkeras-ad08", "model.h5");
    assertThat(model.isQuantized()).isTrue();
    assertThat(model.inputType()).hasToString("f32[64]");
    float[] input = new float[64];
    java.util.Arrays.fill(input, 0.5f);
    float[] output = run(model, input);
    assertThat(output).hasSize(64);
    for (float value : output) {
      // Sums of codes in steps of 2^-11 times codes in steps of 1, and a bias in steps of 2^-11.
      assertThat(value * 2048).isEqualTo((float) Math.rint(value * 2048));
    }
    assertThat(model.graph().nodes().stream().map(n -> n.op().mnemonic()))
        .contains("dense", "quantize")
        .doesNotContain("batch-normalization");
  }

  private static void assertGolden(
      String name, int sample, float[] actual, float[] wanted, double absolute) {
    assertThat(actual).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.length; i++) {
      assertThat((double) Math.abs(actual[i] - wanted[i]))
          .as("%s sample %s element %s: %s for %s", name, sample, i, actual[i], wanted[i])
          .isLessThanOrEqualTo(Math.max(absolute, 1e-4 + 1e-3 * Math.abs(wanted[i])));
    }
  }

  private static Path folder(String name) {
    return Path.of(System.getenv("NN2FPGA_SHARED"), "models", name);
  }

  private static ImportedModel read(String name, String file) {
    return ModelFile.read(folder(name).resolve(file), ReadOptions.DEFAULT);
  }

  private static float[] run(ImportedModel model, float[] input) {
    String output = model.graph().outputs().get(0);
    try (NnInterpreter interpreter = new NnInterpreter(model.graph(), List.of(output))) {
      TensorType type = new TensorType(model.inputType().shape(), FloatElement.F32);
      return Objects.requireNonNull(interpreter.run(new FloatTensor(type, input)).get(output))
          .data();
    }
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}

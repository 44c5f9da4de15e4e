package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of this repository are those of the shared model collection, byte for byte. */
@Tag("shared")
class SharedExamplesTest {

  @ParameterizedTest
  @CsvSource({
    "mnist-lenet/model.onnx, mnist-lenet-bn/model.onnx",
    "mnist-lenet/golden_input.npy, mnist-lenet-bn/input.npy",
    "mnist-lenet/golden_output.npy, mnist-lenet-bn/output.npy",
    "mnist-mlp/model.onnx, mnist-mlp/model.onnx",
    "mnist-mlp/golden_input.npy, mnist-mlp/input.npy",
    "mnist-mlp/golden_output.npy, mnist-mlp/output.npy",
    "resnet8/model.onnx, mlperf-ic-fp32/model.onnx",
    "resnet8/golden_output.npy, mlperf-ic-fp32/output.npy",
    "kws/model.onnx, mlperf-kws-fp32/model.onnx",
    "kws/golden_input.npy, mlperf-kws-fp32/input.npy",
    "kws/golden_output.npy, mlperf-kws-fp32/output.npy",
    "data/mnist/images.npy, data/mnist/images.npy",
    "data/mnist/labels.npy, data/mnist/labels.npy"
  })
  void equalsTheCollection(String example, String original) {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");

    assertThat(Path.of("..", "examples").resolve(example))
        .hasSameBinaryContentAs(Path.of(shared, "models").resolve(original));
  }

  /** The whole numbers are stored as bytes here. */
  @Test
  void resnet8ImagesAreThoseOfTheCollection() {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    NpyArray images = NpyFile.read(Path.of("..", "examples", "resnet8", "golden_input.npy"));
    NpyArray original = NpyFile.read(Path.of(shared, "models", "mlperf-ic-fp32", "input.npy"));
    assertThat(images.shape()).isEqualTo(original.shape());
    for (int i = 0; i < images.samples(); i++) {
      assertThat(images.floats(i)).isEqualTo(original.floats(i));
    }
  }
}

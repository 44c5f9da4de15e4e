package io.nn2fpga.importer.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The int8 keyword spotting network of the examples gives LiteRT's codes at the nn level. */
final class KwsExampleTest {
  private static final Path FOLDER = Path.of("..", "examples", "kws-int8");

  @ParameterizedTest
  @CsvSource({"TFLITE_XNNPACK, xnnpack", "TFLITE_BUILTIN, builtin"})
  void everyCodeIsLiteRts(KernelSet kernels, String name) {
    ImportedModel model = ModelFile.read(FOLDER.resolve("model.tflite"), new ReadOptions(kernels));
    NpyArray inputs = NpyFile.read(FOLDER.resolve("golden_input.npy"));
    NpyArray expected = NpyFile.read(FOLDER.resolve("golden_output_" + name + ".npy"));
    String output = model.graph().outputs().get(0);
    TensorType type = new TensorType(model.inputType().shape(), FloatElement.F32);
    try (FloatExecutor executor = ModelFile.executor(model, List.of(output), 1)) {
      for (int sample = 0; sample < inputs.samples(); sample++) {
        FloatTensor codes = new FloatTensor(type, inputs.floats(sample));
        FloatTensor actual = Objects.requireNonNull(executor.run(codes).get(output));
        assertThat(actual.data()).as("sample %s", sample).isEqualTo(expected.floats(sample));
      }
    }
  }
}

package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the numbers of a data file stand for. */
class SampleFileTest {
  private static final ModelInput MODEL =
      new ModelInput(TensorType.of(FloatElement.F32, 2, 1, 2), DataLayout.NCHW);
  private static final Preprocessing HALF =
      new Preprocessing(0.5, List.of(1.0), List.of(), DataLayout.NHWC);

  @TempDir Path folder;

  private Path write(NpyArray array) throws IOException {
    Path file = folder.resolve("x.npy");
    NpyFile.write(file, array);
    return file;
  }

  private static void assertRaw(SampleFile samples) {
    assertThat(samples.isRaw()).isTrue();
    // Rows, columns, channels in the file; channels first and preprocessed for the model.
    assertThat(samples.modelInput(0).data()).containsExactly(1, 3, 2, 4);
    InputEncoding bytes = InputEncoding.ofRawBytes(MODEL, HALF);
    assertThat(samples.codes(bytes, 1).get(0).data()).containsExactly(4, 6, 8, 10);
  }

  @Test
  void wholeNumbersAreRaw() throws IOException {
    Path file = write(NpyArray.ofInts(new int[] {4, 6, 8, 10}, 1, 1, 2, 2));
    assertRaw(SampleFile.read(file, MODEL, HALF, false));
  }

  @Test
  void floatsAreTheModelsInputUnlessTheProjectSaysThatTheyAreRaw() throws IOException {
    Path raw = write(NpyArray.ofFloats(new float[] {4, 6, 8, 10}, 1, 1, 2, 2));
    assertRaw(SampleFile.read(raw, MODEL, HALF, true));

    Path ready = write(NpyArray.ofFloats(new float[] {4, 6, 8, 10}, 1, 2, 1, 2));
    SampleFile samples = SampleFile.read(ready, MODEL, HALF, false);
    assertThat(samples.isRaw()).isFalse();
    assertThat(samples.modelInput(0).data()).containsExactly(4, 6, 8, 10);
  }
}

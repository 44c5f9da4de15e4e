package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Raw images of 2 rows, 4 columns and 3 channels; element (c, y, x) is 50c + 10y + x. */
class SampleLayoutTest {
  @TempDir private Path folder;

  private static Preprocessing raw(@Nullable DataLayout layout) {
    return new Preprocessing(1, List.of(), List.of(), layout);
  }

  private static ModelInput model(DataLayout layout) {
    int[] shape = layout == DataLayout.NHWC ? new int[] {2, 4, 3} : new int[] {3, 2, 4};
    return new ModelInput(TensorType.of(FloatElement.F32, shape), layout);
  }

  private static byte[] image(boolean channelsLast) {
    byte[] image = new byte[24];
    for (int c = 0; c < 3; c++) {
      for (int pixel = 0; pixel < 8; pixel++) {
        int number = 50 * c + 10 * (pixel / 4) + pixel % 4;
        image[channelsLast ? pixel * 3 + c : c * 8 + pixel] = (byte) number;
      }
    }
    return image;
  }

  /** A .npy file of two equal images. */
  private Path file(boolean channelsLast) throws IOException {
    byte[] image = image(channelsLast);
    int[] images = new int[2 * image.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = image[i % image.length] & 0xff;
    }
    Path file = folder.resolve("images.npy");
    int[] shape = channelsLast ? new int[] {2, 2, 4, 3} : new int[] {2, 3, 2, 4};
    NpyFile.write(file, NpyArray.ofInts(images, shape));
    return file;
  }

  @ParameterizedTest
  @CsvSource({"NCHW, NCHW", "NCHW, NHWC", "NHWC, NCHW", "NHWC, NHWC", "NCHW,", "NHWC,"})
  void imagesOfEitherLayoutFitModelsOfEitherLayout(DataLayout layout, @Nullable DataLayout given)
      throws IOException {
    ModelInput model = model(layout);
    Path file = file((given == null ? layout : given) == DataLayout.NHWC);
    SampleFile samples = SampleFile.read(file, model, raw(given), false);
    byte[] expected = image(layout == DataLayout.NHWC);
    FloatTensor x = samples.modelInput(1);
    assertThat(x.type()).isEqualTo(model.type());
    byte[] codes = image(true);
    int[] frame = samples.codes(InputEncoding.ofRawBytes(model, raw(given)), 2).get(1).data();
    for (int i = 0; i < 24; i++) {
      assertThat(x.data()[i]).isEqualTo((float) (expected[i] & 0xff));
      assertThat(frame[i]).isEqualTo(codes[i] & 0xff);
    }
  }

  @Test
  void imagesOfTheOtherLayoutAreNamed() throws IOException {
    Path file = file(false);
    assertThatThrownBy(() -> SampleFile.read(file, model(DataLayout.NHWC), raw(null), false))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[data-shape]: data of shape [2, 3, 2, 4], but samples of shape [2, 4, 3] are needed
              at %s
              hint: axis 0 counts samples: the file's shape should be [N, 2, 4, 3]; a sample has as many numbers, but no order of axes is guessed: transpose or reshape the data"""
                .formatted(file));
  }
}

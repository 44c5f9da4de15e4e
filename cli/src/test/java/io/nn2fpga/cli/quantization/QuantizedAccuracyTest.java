package io.nn2fpga.cli.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example networks on the thousand digits, from the model file to integer codes. */
class QuantizedAccuracyTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Preprocessing PIXELS =
      new Preprocessing(1 / 255.0, List.of(), List.of(), DataLayout.NCHW);
  private static final NpyArray IMAGES = NpyFile.read(EXAMPLES.resolve("data/mnist/images.npy"));
  private static final NpyArray LABELS = NpyFile.read(EXAMPLES.resolve("data/mnist/labels.npy"));
  private static final int CALIBRATION = 150;

  private static final int[] DIGITS =
      IntStream.range(0, LABELS.samples()).map(i -> (int) LABELS.floats(i)[0]).toArray();

  private static FloatAndInteger run(String example, QuantizationOptions options) {
    ImportedModel model = OnnxImporter.read(EXAMPLES.resolve(example).resolve("model.onnx"));
    List<float[]> images = IntStream.range(0, IMAGES.samples()).mapToObj(IMAGES::floats).toList();
    return FloatAndInteger.run(model, images, images.subList(0, CALIBRATION), options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-lenet", "mnist-mlp"})
  void eightBitsCostAtMostOnePointOfTopOne(String example) {
    FloatAndInteger run = run(example, QuantizationOptions.eightBits(PIXELS));
    int floats = run.floatRight(DIGITS);
    int integers = run.integerRight(DIGITS);
    String figures =
        example + ": float " + floats + ", integer " + integers + ", same " + run.agreeing();
    assertThat(IMAGES.samples()).isEqualTo(1000);
    assertThat(floats).as(figures).isGreaterThan(950);
    assertThat(floats - integers).as(figures).isLessThanOrEqualTo(10);
    assertThat(run.agreeing()).as(figures).isGreaterThanOrEqualTo(990);
  }

  @Test
  void lenetTakesRawBytesAndHasOneRequantizationForEachLayer() {
    FloatAndInteger run = run("mnist-lenet", QuantizationOptions.eightBits(PIXELS));
    assertThat(run.quantized().input().raw()).isTrue();
    assertThat(run.quantized().graph().nodes().stream().map(n -> n.op().mnemonic()))
        .containsExactly(
            "conv",
            "requantize",
            "max-pool",
            "conv",
            "requantize",
            "max-pool",
            "reshape",
            "dense",
            "requantize",
            "dense",
            "requantize");
  }

  @Test
  void fourBitsCostLenetAtMostOnePointOfTopOne() {
    FloatAndInteger run =
        run("mnist-lenet", new QuantizationOptions(BitWidths.uniform(4, 4), PIXELS, true));
    assertThat(run.floatRight(DIGITS) - run.integerRight(DIGITS)).isLessThanOrEqualTo(10);
  }

  @Test
  void twoBitsBetweenEndsOfEightCostLenetAtMostFivePoints() {
    BitWidths bits =
        BitWidths.uniform(2, 2)
            .withLayers(
                Map.of(
                    "/conv1/Conv", new BitWidths.Layer(8, 8),
                    "/fc2/Gemm", new BitWidths.Layer(8, 8)));
    FloatAndInteger run = run("mnist-lenet", new QuantizationOptions(bits, PIXELS, true));
    assertThat(run.quantized().layers())
        .extracting(LayerNote::weightBits)
        .containsExactly(8, 2, 2, 8);
    assertThat(run.floatRight(DIGITS) - run.integerRight(DIGITS)).isLessThanOrEqualTo(50);
  }

  @Test
  void fewerBitsCostMore() {
    QuantizationOptions coarse = new QuantizationOptions(BitWidths.uniform(3, 3), PIXELS, true);
    FloatAndInteger eight = run("mnist-mlp", QuantizationOptions.eightBits(PIXELS));
    FloatAndInteger three = run("mnist-mlp", coarse);
    assertThat(three.agreeing()).isLessThan(eight.agreeing());
    assertThat(three.integerRight(DIGITS)).isGreaterThan(500);
  }
}

package io.nn2fpga.cli.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Float networks that others trained, at 8 bits, on real samples. */
class PublishedNetworksAccuracyTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  private static Preprocessing bytes(DataLayout layout) {
    return new Preprocessing(1, List.of(), List.of(), layout);
  }

  private static Path shared(String file) {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    return Path.of(shared, "models", file);
  }

  private static List<float[]> samples(NpyArray array) {
    return IntStream.range(0, array.samples()).mapToObj(array::floats).toList();
  }

  private static List<float[]> images() {
    return samples(NpyFile.read(shared("data/cifar10/images.npy")));
  }

  private static ImportedModel example(String name) {
    return OnnxImporter.read(EXAMPLES.resolve(name).resolve("model.onnx"));
  }

  private static List<float[]> golden(String name) {
    return samples(NpyFile.read(EXAMPLES.resolve(name).resolve("golden_input.npy")));
  }

  @Test
  void resnet8TakesItsOwnImagesAsBytesChannelsLast() {
    List<float[]> images = golden("resnet8");
    FloatAndInteger run =
        FloatAndInteger.run(
            example("resnet8"),
            images,
            images,
            QuantizationOptions.eightBits(bytes(DataLayout.NHWC)));
    assertThat(run.quantized().input().raw()).isTrue();
    assertThat(run.quantized().input().frame().shape()).containsExactly(32, 32, 3);
    assertThat(run.agreeing()).as(run.figures("resnet8")).isEqualTo(16);
    assertThat(run.quantized().graph().nodes().stream().map(n -> n.op().mnemonic()).distinct())
        .containsExactlyInAnyOrder("conv", "requantize", "add", "average-pool", "dense");
  }

  @Test
  void keywordsAreQuantizedByTheDriver() {
    List<float[]> golden = golden("kws");
    FloatAndInteger run =
        FloatAndInteger.run(example("kws"), golden, golden, QuantizationOptions.eightBits());
    assertThat(run.quantized().input().raw()).isFalse();
    assertThat(run.quantized().input().frame().shape()).containsExactly(49, 10, 1);
    assertThat(run.agreeing()).as(run.figures("kws")).isEqualTo(16);
  }

  /**
   * Calibrated on as many images as the example has, as a build takes of a large file, and on all
   * that there are, with which it loses 2.4 points.
   */
  @ParameterizedTest
  @CsvSource({"16, 245", "200, 245", "250, 243"})
  @Tag("shared")
  void resnet8LosesAtMostTwoPointsOfAgreement(int calibrated, int least) {
    List<float[]> images = images();
    FloatAndInteger run =
        FloatAndInteger.run(
            example("resnet8"),
            images,
            images.subList(0, calibrated),
            QuantizationOptions.eightBits(bytes(DataLayout.NCHW)));
    assertThat(images).hasSize(250);
    assertThat(run.agreeing()).as(run.figures("resnet8")).isGreaterThanOrEqualTo(least);
  }

  @Test
  @Tag("shared")
  void mobilenetLosesAtMostTwoPointsOfAgreement() {
    Preprocessing imageNet =
        new Preprocessing(
            1 / 255.0, List.of(.485, .456, .406), List.of(.229, .224, .225), DataLayout.NCHW);
    List<float[]> images = images();
    FloatAndInteger run =
        FloatAndInteger.run(
            OnnxImporter.read(shared("float-ic-mobilenetv2/model.onnx")),
            images,
            images.subList(0, 100),
            QuantizationOptions.eightBits(imageNet));
    assertThat(run.agreeing()).as(run.figures("mobilenet")).isGreaterThanOrEqualTo(245);
  }

  @Test
  @Tag("shared")
  void keywordSpottingLosesAtMostOnePointOfTopOne() {
    NpyArray labelFile = NpyFile.read(shared("data/kws/labels.npy"));
    int[] labels = samples(labelFile).stream().mapToInt(label -> (int) label[0]).toArray();
    List<float[]> samples =
        samples(NpyFile.read(shared("data/kws/mfcc_int8.npy"))).stream()
            .map(PublishedNetworksAccuracyTest::mfcc)
            .toList();
    FloatAndInteger run =
        FloatAndInteger.run(
            example("kws"), samples, golden("kws"), QuantizationOptions.eightBits());
    String figures =
        run.figures("kws") + ", right " + run.floatRight(labels) + ", " + run.integerRight(labels);
    assertThat(labels).hasSize(500);
    assertThat(run.floatRight(labels)).as(figures).isEqualTo(460);
    assertThat(run.integerRight(labels)).as(figures).isGreaterThanOrEqualTo(455);
    assertThat(run.agreeing()).as(figures).isGreaterThanOrEqualTo(490);
  }

  /** Ten coefficients by 49 frames, as stored, to 49 frames by ten coefficients. */
  private static float[] mfcc(float[] stored) {
    float[] x = new float[stored.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = stored[i % 10 * 49 + i / 10] * 0.33674246f;
    }
    return x;
  }
}

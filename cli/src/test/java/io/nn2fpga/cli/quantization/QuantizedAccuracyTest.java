package io.nn2fpga.cli.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.importer.onnx.ImportedModel;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.importer.onnx.OnnxRuntimeExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  @SuppressWarnings("ArrayRecordComponent") // two runs are never compared
  private record Run(QuantizedModel quantized, int[] floatTop1, int[] integerTop1) {
    int correct(int[] top1) {
      return (int) IntStream.range(0, top1.length).filter(i -> top1[i] == label(i)).count();
    }

    int agreeing() {
      return (int)
          IntStream.range(0, floatTop1.length).filter(i -> floatTop1[i] == integerTop1[i]).count();
    }

    private static int label(int sample) {
      return (int) LABELS.floats(sample)[0];
    }
  }

  private static Run run(String example, QuantizationOptions options) {
    ImportedModel model = OnnxImporter.read(EXAMPLES.resolve(example).resolve("model.onnx"));
    Graph simplified = Pipelines.simplification().run(model.graph());
    List<FloatTensor> digits =
        IntStream.range(0, IMAGES.samples())
            .mapToObj(i -> PIXELS.apply(IMAGES.floats(i), model.inputType()))
            .toList();
    QuantizedModel quantized;
    try (OnnxRuntimeExecutor executor =
        new OnnxRuntimeExecutor(model, Pipelines.observed(simplified), 1)) {
      Calibration calibration =
          Pipelines.calibrate(simplified, executor, digits.subList(0, CALIBRATION), options);
      quantized = Pipelines.quantize(simplified, calibration, options);
      String logits = quantized.output().value();
      int[] floatTop1 =
          digits.stream()
              .mapToInt(d -> largest(Objects.requireNonNull(executor.run(d).get(logits)).data()))
              .toArray();
      List<IntTensor> frames =
          IntStream.range(0, IMAGES.samples())
              .mapToObj(i -> quantized.input().fromRaw(IMAGES.floats(i)))
              .toList();
      int[] integerTop1 =
          new IntegerExecutor(quantized.graph())
              .runAll(frames).stream().mapToInt(quantized.output()::top1).toArray();
      return new Run(quantized, floatTop1, integerTop1);
    }
  }

  private static int largest(float[] values) {
    return IntStream.range(0, values.length)
        .reduce(0, (best, i) -> values[i] > values[best] ? i : best);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-lenet", "mnist-mlp"})
  void eightBitsCostAtMostOnePointOfTopOne(String example) {
    Run run = run(example, QuantizationOptions.eightBits(PIXELS));
    int floats = run.correct(run.floatTop1);
    int integers = run.correct(run.integerTop1);
    String figures =
        example + ": float " + floats + ", integer " + integers + ", same " + run.agreeing();
    assertThat(IMAGES.samples()).isEqualTo(1000);
    assertThat(floats).as(figures).isGreaterThan(950);
    assertThat(floats - integers).as(figures).isLessThanOrEqualTo(10);
    assertThat(run.agreeing()).as(figures).isGreaterThanOrEqualTo(990);
  }

  @Test
  void lenetTakesRawBytesAndHasOneRequantizationForEachLayer() {
    Run run = run("mnist-lenet", QuantizationOptions.eightBits(PIXELS));
    assertThat(run.quantized.input().raw()).isTrue();
    assertThat(run.quantized.graph().nodes().stream().map(n -> n.op().mnemonic()))
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
    Run run = run("mnist-lenet", new QuantizationOptions(BitWidths.uniform(4, 4), PIXELS, true));
    int floats = run.correct(run.floatTop1);
    assertThat(floats - run.correct(run.integerTop1)).isLessThanOrEqualTo(10);
  }

  @Test
  void twoBitsBetweenEndsOfEightCostLenetAtMostFivePoints() {
    BitWidths bits =
        BitWidths.uniform(2, 2)
            .withLayers(
                Map.of(
                    "/conv1/Conv", new BitWidths.Layer(8, 8),
                    "/fc2/Gemm", new BitWidths.Layer(8, 8)));
    Run run = run("mnist-lenet", new QuantizationOptions(bits, PIXELS, true));
    assertThat(run.quantized.layers())
        .extracting(LayerNote::weightBits)
        .containsExactly(8, 2, 2, 8);
    int floats = run.correct(run.floatTop1);
    assertThat(floats - run.correct(run.integerTop1)).isLessThanOrEqualTo(50);
  }

  @Test
  void fewerBitsCostMore() {
    QuantizationOptions coarse = new QuantizationOptions(BitWidths.uniform(3, 3), PIXELS, true);
    Run eight = run("mnist-mlp", QuantizationOptions.eightBits(PIXELS));
    Run three = run("mnist-mlp", coarse);
    assertThat(three.agreeing()).isLessThan(eight.agreeing());
    assertThat(three.correct(three.integerTop1)).isGreaterThan(500);
  }
}

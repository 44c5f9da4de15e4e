package io.nn2fpga.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodingTest {
  private static final TensorType MODEL = TensorType.of(FloatElement.F32, 2, 1, 3);
  private static final ModelInput INPUT = ModelInput.channelsFirst(MODEL);

  @Test
  void aRangeFromZeroUpHasZeroPointZero() {
    Encoding encoding = Encoding.of(new RealRange(0.5, 5.1), 8);
    assertThat(encoding.zeroPoint()).isZero();
    assertThat(encoding.scale()).isCloseTo(0.02, within(1e-12));
    assertThat(encoding.element()).isEqualTo(IntegerElement.unsigned(8));
  }

  @Test
  void aRangeOfBothSignsIsAsymmetric() {
    Encoding encoding = Encoding.of(new RealRange(-1, 2), 2);
    assertThat(encoding).isEqualTo(new Encoding(1, 1, IntegerElement.unsigned(2)));
    assertThat(encoding.quantize(-5)).isZero();
    assertThat(encoding.quantize(0.5)).isEqualTo(1); // the tie goes to the even quotient 0
    assertThat(encoding.quantize(7)).isEqualTo(3);
  }

  @Test
  void aNegativeRangeIsWidenedToZero() {
    Encoding encoding = Encoding.of(new RealRange(-5.1, -2), 8);
    assertThat(encoding.zeroPoint()).isEqualTo(255);
    assertThat(encoding.dequantize(0)).isCloseTo(-5.1, within(1e-12));
  }

  @Test
  void aRangeOfNothingButZeroStillHasAnEncoding() {
    assertThat(Encoding.of(new RealRange(0, 0), 8).quantize(0)).isZero();
    assertThat(Encoding.of(new RealRange(0, Double.MIN_VALUE), 8).scale()).isEqualTo(1);
  }

  @Test
  void quantizationIsOffByAtMostHalfAStepInsideTheRangeAndZeroIsExact() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      double a = random.nextGaussian() * 10;
      double b = random.nextGaussian() * 10;
      RealRange range = new RealRange(Math.min(a, b), Math.max(a, b));
      Encoding encoding = Encoding.of(range, 2 + random.nextInt(7));
      double x = range.min() + random.nextDouble() * (range.max() - range.min());
      assertThat(encoding.dequantize(encoding.quantize(0))).isZero();
      // the zero point's own rounding may cut half a step off one end
      assertThat(encoding.dequantize(encoding.quantize(x)))
          .isCloseTo(x, within(1.0001 * encoding.scale()));
    }
  }

  @Test
  void rawBytesCarryThePreprocessingInScaleAndZeroPoint() {
    Preprocessing preprocessing =
        new Preprocessing(1 / 255.0, List.of(0.2, 0.4), List.of(0.5), DataLayout.NHWC);
    InputEncoding encoding = InputEncoding.ofRawBytes(INPUT, preprocessing);
    assertThat(encoding.scales()).hasSize(1);
    assertThat(encoding.zeroPoint(0)).isCloseTo(51, within(1e-9));
    assertThat(encoding.zeroPoint(1)).isCloseTo(102, within(1e-9));
    assertThat(encoding.padValue()).isEmpty();

    float[] raw = {0, 51, 102, 153, 204, 255}; // pixels of (c0, c1)
    IntTensor codes = encoding.fromRaw(raw);
    assertThat(codes.data()).containsExactly(0, 51, 102, 153, 204, 255);
    assertThat(codes.type()).isEqualTo(TensorType.of(IntegerElement.unsigned(8), 1, 3, 2));
    // the same through the model's input: channels first, (raw/255 − mean) / 0.5
    FloatTensor x = preprocessing.apply(raw, INPUT);
    assertThat(x.data()[0]).isCloseTo(-0.4f, within(1e-6f));
    assertThat(x.data()[5]).isCloseTo(1.2f, within(1e-6f));
    assertThat(encoding.quantize(x)).isEqualTo(codes);
  }

  /** Channels 3, rows 2, columns 4 all differ; element (c, y, x) is 100c + 10y + x. */
  @ParameterizedTest
  @CsvSource({"NCHW, NCHW", "NCHW, NHWC", "NHWC, NCHW", "NHWC, NHWC", "NCHW,", "NHWC,"})
  void dataOfEitherLayoutFitsModelsOfEitherLayout(DataLayout model, @Nullable DataLayout raw) {
    boolean lastInModel = model == DataLayout.NHWC;
    boolean lastInRaw = (raw == null ? model : raw) == DataLayout.NHWC;
    TensorType type =
        lastInModel
            ? TensorType.of(FloatElement.F32, 2, 4, 3)
            : TensorType.of(FloatElement.F32, 3, 2, 4);
    ModelInput input = new ModelInput(type, model);
    Preprocessing preprocessing =
        new Preprocessing(2, List.of(0.0, 1000.0, 2000.0), List.of(1.0, 2.0, 4.0), raw);
    assertThat(preprocessing.rawShape(input))
        .isEqualTo(lastInRaw ? List.of(2, 4, 3) : List.of(3, 2, 4));

    FloatTensor x = preprocessing.apply(image(lastInRaw, (c, number) -> number), input);
    assertThat(x.type()).isEqualTo(type);
    assertThat(x.data())
        .isEqualTo(image(lastInModel, (c, number) -> (2 * number - 1000 * c) / (1 << c)));

    InputEncoding bytes = InputEncoding.ofRawBytes(input, preprocessing);
    IntTensor codes = bytes.fromRaw(image(lastInRaw, (c, number) -> number));
    assertThat(codes.type().shape()).containsExactly(2, 4, 3);
    assertThat(codes.data()).startsWith(0, 100, 200, 1, 101, 201).endsWith(13, 113, 213);
    assertThat(bytes.quantize(x)).isEqualTo(codes);
    InputEncoding calibrated =
        InputEncoding.calibrated(input, preprocessing, Encoding.of(new RealRange(-500, 30), 8));
    assertThat(calibrated.fromRaw(image(lastInRaw, (c, number) -> number)))
        .isEqualTo(calibrated.quantize(x));
  }

  /** Makes the number of an element from its channel and 100c + 10y + x. */
  private interface Element {
    float of(int channel, float number);
  }

  private static float[] image(boolean channelsLast, Element element) {
    float[] image = new float[24];
    for (int c = 0; c < 3; c++) {
      for (int pixel = 0; pixel < 8; pixel++) {
        float number = 100 * c + 10 * (pixel / 4) + pixel % 4;
        image[channelsLast ? pixel * 3 + c : c * 8 + pixel] = element.of(c, number);
      }
    }
    return image;
  }

  @Test
  void channelsFirstRawDataIsTransposed() {
    InputEncoding encoding = InputEncoding.ofRawBytes(INPUT, Preprocessing.NONE);
    assertThat(encoding.fromRaw(new float[] {1, 2, 3, 4, 5, 6}).data())
        .containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(encoding.padValue()).hasValue(0);
  }

  @Test
  void aCalibratedInputIsPreprocessedAndQuantizedByTheDriver() {
    Preprocessing preprocessing = new Preprocessing(0.5, List.of(), List.of(), DataLayout.NCHW);
    InputEncoding encoding =
        InputEncoding.calibrated(INPUT, preprocessing, Encoding.of(new RealRange(-1, 254), 8));
    assertThat(encoding.fromRaw(new float[] {-2, 0, 2, 4, 6, 600}).data())
        .containsExactly(0, 3, 1, 4, 2, 255);
  }

  @Test
  void outputsReturnToTheModelsLayout() {
    OutputEncoding encoding =
        new OutputEncoding(
            "y",
            TensorType.of(FloatElement.F32, 6),
            MODEL,
            new Encoding(0.5, 2, IntegerElement.unsigned(8)),
            List.of());
    IntTensor codes =
        IntTensor.of(IntegerElement.unsigned(8), new int[] {2, 4, 6, 8, 8, 3}, 1, 1, 6);
    assertThat(encoding.dequantize(codes))
        .isEqualTo(FloatTensor.of(new float[] {0, 2, 3, 1, 3, 0.5f}, 6));
    assertThat(encoding.top1(codes)).isEqualTo(2);
  }

  @Test
  void weightsAreNarrowAndScaledPerChannel() {
    NarrowWeights weights = NarrowWeights.of(new double[] {-1.27, 0.5, 0, 0, 3, -3}, 3, 8);
    assertThat(weights.codes()).containsExactly(-127, 50, 0, 0, 127, -127);
    assertThat(weights.scales()[0]).isCloseTo(0.01, within(1e-12));
    assertThat(weights.scales()[1]).isEqualTo(1);
  }

  /** Gives back its input and its double. */
  private record Doubling() implements FloatExecutor {
    @Override
    public Map<String, FloatTensor> run(FloatTensor input) {
      float[] twice = input.data().clone();
      for (int i = 0; i < twice.length; i++) {
        twice[i] *= 2;
      }
      return Map.of("x", input, "y", FloatTensor.of(twice, twice.length));
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  @Test
  void calibrationTakesTheUnionOverSamples() {
    Calibration calibration =
        CalibrationStatistics.collect(
                new Doubling(),
                List.of(
                    FloatTensor.of(new float[] {1, 3}, 2), FloatTensor.of(new float[] {-2, 2}, 2)),
                List.of())
            .wholeRanges();
    assertThat(calibration.range("x")).isEqualTo(new RealRange(-2, 3));
    assertThat(calibration.range("y")).isEqualTo(new RealRange(-4, 6));
  }

  @Test
  void aValueThatIsNotFiniteNamesItselfAndTheSample() {
    assertThatThrownBy(
            () ->
                CalibrationStatistics.collect(
                    new Doubling(),
                    List.of(FloatTensor.of(new float[] {Float.MAX_VALUE}, 1)),
                    List.of()))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[calibration]: the network gives Infinity for value 'y'
              at calibration sample 0
              hint: check the calibration data and its preprocessing: the float model itself \
            overflows on this sample""");
  }
}

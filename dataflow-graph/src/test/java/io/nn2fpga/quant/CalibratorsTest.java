package io.nn2fpga.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What calibrators make of histograms, and what methods make of scales. */
class CalibratorsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static QuantizationMethod method(Calibrator calibrator, double percentile) {
    return new QuantizationMethod(calibrator, percentile, false, false, false, false, false);
  }

  private static final QuantizationMethod SYMMETRIC =
      new QuantizationMethod(Calibrator.MIN_MAX, 99, false, true, false, false, false);
  private static final QuantizationMethod POWERS_OF_TWO =
      new QuantizationMethod(Calibrator.MIN_MAX, 99, false, false, true, false, false);
  private static final QuantizationMethod PER_TENSOR =
      new QuantizationMethod(Calibrator.MIN_MAX, 99, true, false, false, false, false);

  private static float[] heavyTails(int count) {
    Random random = new Random(5);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      double normal = random.nextGaussian();
      numbers[i] = (float) (normal * normal * normal);
    }
    return numbers;
  }

  private static Histogram histogram(float[] numbers) {
    Histogram histogram = new Histogram();
    histogram.add(numbers);
    return histogram;
  }

  @Test
  void theOrderOfNumbersDoesNotMatterToAHistogram() {
    float[] numbers = {0.001f, 3, -700, 12.5f, 0, 0.25f, -0.0001f, 1e6f};
    Histogram forwards = new Histogram();
    Histogram backwards = new Histogram();
    for (int i = 0; i < numbers.length; i++) {
      forwards.add(new float[] {numbers[i]});
      backwards.add(new float[] {numbers[numbers.length - 1 - i]});
    }
    Histogram.State state = forwards.state();
    assertThat(state.counts()).isEqualTo(backwards.state().counts());
    assertThat(state.exponent()).isEqualTo(8); // 1e6 lies in bin 3906 of width 256
    assertThat(Arrays.stream(state.counts()).sum()).isEqualTo(numbers.length);
    assertThat(state.counts()[Histogram.BINS + 3906]).isOne();
    assertThat(forwards.range()).isEqualTo(new RealRange(-700, 1e6));
    assertThat(new Histogram(state).state().sums()).isEqualTo(state.sums());
  }

  @Test
  void aPercentileLeavesTheSameShareOutOnBothSides() {
    float[] numbers = new float[10_000];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i - 5000) / 1000f;
    }
    RangeChoice choice = new RangeChoice(histogram(numbers), -INF, INF, 8);
    RealRange cut = choice.by(method(Calibrator.PERCENTILE, 99));
    assertThat(cut.min()).isCloseTo(-4.9, within(0.005));
    assertThat(cut.max()).isCloseTo(4.9, within(0.005));
    assertThat(choice.by(method(Calibrator.PERCENTILE, 100))).isEqualTo(new RealRange(-5, 4.999f));
    RangeChoice relu = new RangeChoice(histogram(numbers), 0, INF, 8);
    // half of the numbers are zeros then: 1 % of all are above
    assertThat(relu.by(method(Calibrator.PERCENTILE, 99)).max()).isCloseTo(4.9, within(0.005));
    assertThat(relu.by(method(Calibrator.PERCENTILE, 99)).min()).isZero();
  }

  @Test
  void entropyCutsALongTailAndKeepsAUniformDistribution() {
    float[] tails = heavyTails(20_000);
    RealRange whole = RealRange.of(tails);
    RealRange cut =
        new RangeChoice(histogram(tails), -INF, INF, 8).by(method(Calibrator.ENTROPY, 99));
    double largest = Math.max(-whole.min(), whole.max());
    assertThat(cut.max()).isBetween(0.05 * largest, 0.9 * largest);
    assertThat(cut.min()).isEqualTo(-cut.max());
    float[] uniform = new float[20_480];
    for (int i = 0; i < uniform.length; i++) {
      uniform[i] = i / 20_480f;
    }
    assertThat(
            new RangeChoice(histogram(uniform), 0, INF, 8).by(method(Calibrator.ENTROPY, 99)).max())
        .isGreaterThan(0.98);
  }

  @ParameterizedTest
  @EnumSource(Calibrator.class)
  void everyCalibratorGivesARangeWithinTheObservedOneThatHoldsZero(Calibrator calibrator) {
    RangeChoice choice = new RangeChoice(histogram(heavyTails(3000)), 0, 6, 4);
    RealRange range = choice.by(method(calibrator, 99)).clamped(0, 6);
    assertThat(range.min()).isZero();
    assertThat(range.max()).isBetween(0.1, 6.0);
    RangeChoice nothing = new RangeChoice(histogram(new float[] {0, 0}), 0, 6, 4);
    assertThat(nothing.by(method(calibrator, 99))).isEqualTo(new RealRange(0, 0));
    assertThat(Calibrator.of(calibrator.word())).isSameAs(calibrator);
  }

  @Test
  void symmetricCodesHaveZeroInTheMiddle() {
    Encoding encoding = Encoding.of(new RealRange(-1, 4), 8, SYMMETRIC);
    assertThat(encoding.zeroPoint()).isEqualTo(128);
    assertThat(encoding.scale()).isEqualTo(4 / 127.0);
    assertThat(Encoding.of(new RealRange(0, 4), 8, SYMMETRIC).zeroPoint()).isZero();
    assertThat(Encoding.of(new RealRange(-4, 1), 2, SYMMETRIC).quantize(-4)).isEqualTo(1);
  }

  @Test
  void powersOfTwoSpanTheRange() {
    Encoding encoding = Encoding.of(new RealRange(0, 3), 4, POWERS_OF_TWO);
    assertThat(encoding.scale()).isEqualTo(0.25);
    assertThat(Encoding.of(new RealRange(0, 15), 4, POWERS_OF_TWO).scale()).isEqualTo(1);
    NarrowWeights weights = NarrowWeights.of(new double[] {0.9, -0.3, 70, 1}, 2, 8, POWERS_OF_TWO);
    assertThat(weights.scales()).containsExactly(1 / 128.0, 1);
    assertThat(weights.codes()).containsExactly(115, -38, 70, 1);
  }

  @Test
  void oneScaleServesTheTensor() {
    NarrowWeights weights =
        NarrowWeights.of(new double[] {1.27, 0.1, 0.02, -0.4}, 2, 8, PER_TENSOR);
    assertThat(weights.scales()).containsExactly(0.01, 0.01);
    assertThat(weights.codes()).containsExactly(127, 10, 2, -40);
  }
}

package io.nn2fpga.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights and activations of fewer than 8 bits: widths of single layers, and clipping. */
class FewBitsTest {
  private static double[] gaussian(int count, long seed) {
    Random random = new Random(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static double squaredError(double[] weights, NarrowWeights codes) {
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      double scale = codes.scales()[i / (weights.length / codes.scales().length)];
      total += Math.pow(scale * codes.codes()[i] - weights[i], 2);
    }
    return total;
  }

  /** The same with the largest weight on the largest code. */
  private static NarrowWeights wholeRange(double[] weights, int bits) {
    double largest = 0;
    for (double w : weights) {
      largest = Math.max(largest, Math.abs(w));
    }
    int limit = (1 << (bits - 1)) - 1;
    int[] codes = new int[weights.length];
    for (int i = 0; i < weights.length; i++) {
      codes[i] = (int) Math.rint(weights[i] * limit / largest);
    }
    return new NarrowWeights(codes, new double[] {largest / limit});
  }

  @Test
  void coarseWeightsSaturateWhereThatCostsLess() {
    double[] weights = gaussian(400, 1);
    for (int bits = 2; bits <= 5; bits++) {
      NarrowWeights clipped = NarrowWeights.of(weights, 1, bits);
      int limit = (1 << (bits - 1)) - 1;
      assertThat(clipped.codes()).contains(limit, -limit);
      for (int code : clipped.codes()) {
        assertThat(code).isBetween(-limit, limit);
      }
      double ratio =
          squaredError(weights, clipped) / squaredError(weights, wholeRange(weights, bits));
      assertThat(ratio).as("%d bits", bits).isLessThan(bits < 5 ? 0.8 : 0.95);
    }
  }

  @Test
  void eightBitWeightsKeepTheWholeRange() {
    double[] weights = gaussian(400, 2);
    assertThat(NarrowWeights.of(weights, 1, 8).codes()).isEqualTo(wholeRange(weights, 8).codes());
  }

  @Test
  void ternaryWeightsOfEqualMagnitudeAreExact() {
    NarrowWeights weights = NarrowWeights.of(new double[] {0.3, -0.3, 0, 0.3, 0, 0, 0, 0}, 2, 2);
    assertThat(weights.codes()).containsExactly(1, -1, 0, 1, 0, 0, 0, 0);
    assertThat(weights.scales()).containsExactly(0.3, 1);
  }

  private static RealRange clipped(float[] numbers, double lo, double hi, int bits) {
    Histogram histogram = new Histogram();
    histogram.add(numbers);
    return new RangeChoice(histogram, lo, hi, bits).by(QuantizationMethod.DEFAULT);
  }

  private static double squaredError(float[] numbers, double lo, double hi, Encoding encoding) {
    double total = 0;
    for (float number : numbers) {
      double x = Math.min(hi, Math.max(lo, number));
      total += Math.pow(encoding.dequantize(encoding.quantize(x)) - x, 2);
    }
    return total;
  }

  @Test
  void aLongTailIsCutOff() {
    float[] numbers = new float[2000];
    double[] normal = gaussian(numbers.length, 3);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) (normal[i] * Math.abs(normal[i])); // heavier tails than a normal's
    }
    double inf = Double.POSITIVE_INFINITY;
    RealRange whole = RealRange.of(numbers);
    for (double lo : new double[] {0, -inf}) {
      RealRange chosen = clipped(numbers, lo, inf, 4);
      assertThat(chosen.max()).isBetween(0.1 * whole.max(), 0.9 * whole.max());
      assertThat(chosen.min()).isBetween(Math.max(lo, 0.9 * whole.min()), 0.0);
      double before = squaredError(numbers, lo, inf, Encoding.of(whole.clamped(lo, inf), 4));
      assertThat(squaredError(numbers, lo, inf, Encoding.of(chosen, 4))).isLessThan(0.8 * before);
    }
  }

  @Test
  void aRangeThatTheCodesMeetExactlyStays() {
    float[] numbers = new float[64];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i % 16 * 0.25f;
    }
    assertThat(clipped(numbers, 0, Double.POSITIVE_INFINITY, 4)).isEqualTo(new RealRange(0, 3.75));
    assertThat(clipped(new float[] {0, 0}, 0, 6, 4)).isEqualTo(new RealRange(0, 0));
  }

  @Test
  void aLayerHasItsOwnBitsOrThoseOfAllLayers() {
    BitWidths bits =
        BitWidths.uniform(4, 3)
            .withLayers(
                Map.of(
                    "a", new BitWidths.Layer(8, null),
                    "b", new BitWidths.Layer(null, 6)));
    assertThat(bits.weights("a")).isEqualTo(8);
    assertThat(bits.activations("a", false)).isEqualTo(3);
    assertThat(bits.activations("a", true)).isEqualTo(8);
    assertThat(bits.weights("b")).isEqualTo(4);
    assertThat(bits.activations("b", true)).isEqualTo(6);
    assertThatIllegalArgumentException().isThrownBy(() -> BitWidths.uniform(9, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> new BitWidths.Layer(null, 1));
  }
}

package io.nn2fpga.importer.keras;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.nn.BipolarQuantize;
import java.util.Arrays;

/**
 * Weights by the scale of the least squared error, one an index of the last axis: Σ x·q / Σ q²,
 * QKeras' {@code alpha="auto"}, or the nearest power of two of it, {@code "auto_po2"}. A vector has
 * a scale an element. Binary32 throughout, as QKeras computes it.
 *
 * @param powerOfTwo whether scales are rounded to powers of two
 */
record AutomaticScale(boolean powerOfTwo) {
  /** Keras' backend epsilon. */
  private static final float EPSILON = 1e-7f;

  private static final int ROUNDS = 5;

  /** Weights by one scale. */
  static QuantizedWeights constant(IntegerElement element, KerasTensor codes, float scale) {
    float[] factors = new float[codes.data().length];
    Arrays.fill(factors, scale);
    return new QuantizedWeights(element, codes, new KerasTensor(codes.dims(), factors));
  }

  /** −1, 0 and +1 by a threshold and one scale. */
  static QuantizedWeights ternary(KerasTensor x, float threshold, float scale) {
    float[] codes = new float[x.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = Math.abs(x.data()[i]) >= threshold ? Math.signum(x.data()[i]) : 0;
    }
    return constant(IntegerElement.signed(2), new KerasTensor(x.dims(), codes), scale);
  }

  /** Symmetric codes of {@code bits} bits of x / range. */
  QuantizedWeights bits(KerasTensor x, int bits, float range, IntegerElement element) {
    float[] ratios = new float[x.data().length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = x.data()[i] / range;
    }
    float most = (float) Math.scalb(1.0, bits - 1) - 1;
    float[] scales = largest(x, ratios);
    for (int c = 0; c < scales.length; c++) {
      scales[c] = scales[c] * 2 / (2 * most);
      scales[c] = powerOfTwo ? nearestPower(scales[c]) : scales[c];
    }
    float[] codes = codes(ratios, scales, most);
    for (int round = 0; powerOfTwo && round < ROUNDS; round++) {
      codes = codes(ratios, scales, most);
      scales = leastError(x, ratios, codes);
    }
    return weights(x, codes, scales, range, element);
  }

  private static float[] codes(float[] ratios, float[] scales, float most) {
    float[] codes = new float[ratios.length];
    for (int i = 0; i < codes.length; i++) {
      float magnitude = (float) Math.floor(Math.abs(ratios[i]) / scales[i % scales.length] + 0.5f);
      // A channel of zeros has a scale of 0 and keeps its zeros.
      codes[i] = ratios[i] == 0 ? 0 : Math.signum(ratios[i]) * Math.min(magnitude, most);
    }
    return codes;
  }

  /** Signs by their scales. */
  QuantizedWeights binary(KerasTensor x) {
    float[] codes = new float[x.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = x.data()[i] >= 0 ? 1 : -1;
    }
    float[] scales = leastError(x, x.data(), codes);
    return weights(x, codes, scales, 1, BipolarQuantize.ELEMENT);
  }

  /** −1, 0 and +1 by thresholds of half the scales, which are found in turn. */
  QuantizedWeights ternary(KerasTensor x, int rounds) {
    float[] scales = x.dims().size() < 2 ? new float[] {maximum(x.data())} : largest(x, x.data());
    for (int c = 0; c < scales.length; c++) {
      scales[c] = 2 * scales[c] / 3;
      scales[c] = powerOfTwo ? nearestPower(scales[c]) : scales[c];
    }
    float[] codes = new float[x.data().length];
    for (int round = 0; round < Math.min(100, rounds); round++) {
      for (int i = 0; i < codes.length; i++) {
        float scale = scales[i % scales.length];
        float rounded = scale * (float) Math.rint(x.data()[i] / scale);
        codes[i] = Math.abs(rounded) >= scale / 2 ? Math.signum(x.data()[i]) : 0;
      }
      scales = leastError(x, x.data(), codes);
    }
    return weights(x, codes, scales, 1, IntegerElement.signed(2));
  }

  private static QuantizedWeights weights(
      KerasTensor x, float[] codes, float[] scales, float range, IntegerElement element) {
    float[] factors = new float[codes.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = scales[i % scales.length] * range;
    }
    return new QuantizedWeights(
        element, new KerasTensor(x.dims(), codes), new KerasTensor(x.dims(), factors));
  }

  private static float maximum(float[] numbers) {
    float maximum = 0;
    for (float number : numbers) {
      maximum = Math.max(maximum, Math.abs(number));
    }
    return maximum;
  }

  /** The largest magnitude of each index of the last axis; of all of a vector. */
  private static float[] largest(KerasTensor x, float[] numbers) {
    float[] result = new float[x.dims().size() < 2 ? 1 : x.last()];
    for (int i = 0; i < numbers.length; i++) {
      int c = i % result.length;
      result[c] = Math.max(result[c], Math.abs(numbers[i]));
    }
    return result;
  }

  private float[] leastError(KerasTensor x, float[] numbers, float[] codes) {
    int channels = x.dims().isEmpty() ? 1 : x.last();
    double[] products = new double[channels];
    double[] squares = new double[channels];
    for (int i = 0; i < numbers.length; i++) {
      products[i % channels] += numbers[i] * codes[i];
      squares[i % channels] += codes[i] * codes[i];
    }
    int count = numbers.length / channels;
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      scales[c] = (float) (products[c] / count) / ((float) (squares[c] / count) + EPSILON);
      scales[c] = powerOfTwo ? nearestPower(scales[c]) : scales[c];
    }
    return scales;
  }

  private static float nearestPower(float scale) {
    float exponent = (float) Math.log(scale + EPSILON) / (float) Math.log(2);
    return (float) Math.pow(2, Math.rint(exponent));
  }
}

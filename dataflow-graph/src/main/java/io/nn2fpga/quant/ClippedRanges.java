package io.nn2fpga.quant;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranges for codes of few bits: with 16 codes or fewer, a long tail that is cut off costs less than
 * the coarse steps that would cover it. Of the ranges within the calibrated one, the one is taken
 * whose codes have the least squared error over the samples, by a histogram.
 */
public final class ClippedRanges {
  /** Codes of more bits keep the whole range. */
  public static final int MOST_BITS = 4;

  private static final int BINS = 1024;

  /** Ends are tried in so many equal steps from the whole range towards zero. */
  private static final int STEPS = 40;

  private final double[] counts = new double[BINS];
  private final double[] sums = new double[BINS];
  private final Activation activation;
  private final RealRange range;

  private ClippedRanges(Activation activation, RealRange range) {
    this.activation = activation;
    this.range = range;
  }

  /**
   * A value that gets codes.
   *
   * @param value its name, as observed
   * @param lo lower end of the clamp behind it; −∞ if there is none
   * @param hi upper end of the clamp; ∞ if there is none
   * @param bits of its codes
   */
  public record Activation(String value, double lo, double hi, int bits) {}

  /**
   * Narrows the ranges of some values.
   *
   * @param activations the values
   * @param whole the range of every value on the same samples
   * @param executor observes the values
   * @return the ranges of {@code whole}, those of the activations replaced
   */
  public static Calibration of(
      List<Activation> activations,
      Calibration whole,
      FloatExecutor executor,
      List<FloatTensor> samples) {
    Map<String, ClippedRanges> searches = new LinkedHashMap<>();
    for (Activation a : activations) {
      RealRange clamped = whole.range(a.value).clamped(a.lo, a.hi);
      searches.put(a.value, new ClippedRanges(a, clamped.union(new RealRange(0, 0))));
    }
    for (FloatTensor sample : samples) {
      Map<String, FloatTensor> values = executor.run(sample);
      for (ClippedRanges search : searches.values()) {
        FloatTensor value = values.get(search.activation.value);
        if (value == null) {
          throw new IllegalStateException(search.activation.value + " is not observed");
        }
        search.add(value.data());
      }
    }
    Map<String, RealRange> ranges = new LinkedHashMap<>(whole.ranges());
    searches.forEach((value, search) -> ranges.put(value, search.best()));
    return new Calibration(ranges);
  }

  private void add(float[] values) {
    double width = (range.max() - range.min()) / BINS;
    for (float value : values) {
      double x = Math.min(activation.hi, Math.max(activation.lo, value));
      int bin = width > 0 ? (int) Math.min(BINS - 1, (x - range.min()) / width) : 0;
      counts[bin]++;
      sums[bin] += x;
    }
  }

  private RealRange best() {
    RealRange best = range;
    double least = error(range);
    for (int low = range.min() < 0 ? STEPS : 0; low >= 0; low--) {
      for (int high = range.max() > 0 ? STEPS : 0; high >= 0; high--) {
        RealRange candidate = new RealRange(range.min() * low / STEPS, range.max() * high / STEPS);
        double error = error(candidate);
        if (error < least) {
          least = error;
          best = candidate;
        }
      }
    }
    return best;
  }

  /** The squared error of a range's codes, each bin's values taken as their mean. */
  private double error(RealRange candidate) {
    Encoding encoding = Encoding.of(candidate, activation.bits);
    double total = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        double mean = sums[bin] / counts[bin];
        double difference = encoding.dequantize(encoding.quantize(mean)) - mean;
        total += counts[bin] * difference * difference;
      }
    }
    return total;
  }
}

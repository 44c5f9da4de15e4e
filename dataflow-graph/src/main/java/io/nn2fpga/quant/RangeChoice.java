package io.nn2fpga.quant;

import io.nn2fpga.quant.Histogram.Bins;
import java.util.Arrays;

/**
 * The range that a value's codes are spread over, chosen from its histogram.
 *
 * @param histogram of the value before the clamp
 * @param lo lower end of the clamp behind it; −∞ if there is none
 * @param hi upper end of the clamp; ∞ if there is none
 * @param bits of its codes
 */
public record RangeChoice(Histogram histogram, double lo, double hi, int bits) {
  /** Bins of magnitudes, as in TensorRT's calibration. */
  private static final int ENTROPY_BINS = 2048;

  /** The fewest bins that a threshold leaves, for any number of levels up to as many. */
  private static final int ENTROPY_FIRST = 128;

  /** The mean squared error is taken over at most so many different numbers. */
  private static final int MSE_BINS = 1024;

  /** Ends are tried in so many equal steps from the whole range towards zero. */
  private static final int STEPS = 40;

  /**
   * The range by a calibrator. It holds what the clamp leaves of the numbers, or less.
   *
   * <p>{@link Calibrator#MIN_MAX} gives the range before the clamp, as it was observed; the others
   * give one that holds 0.
   */
  public RealRange by(QuantizationMethod method) {
    Calibrator calibrator = method.calibrator();
    if (calibrator == Calibrator.AUTO) {
      calibrator = bits <= Calibrator.FEW_BITS ? Calibrator.MSE : Calibrator.MIN_MAX;
    }
    return switch (calibrator) {
      case AUTO, MIN_MAX -> histogram.range();
      case PERCENTILE -> percentile(method.percentile());
      case MSE -> leastSquares(method);
      case ENTROPY -> entropy();
    };
  }

  private RealRange whole() {
    return histogram.range().clamped(lo, hi).union(new RealRange(0, 0));
  }

  private RealRange percentile(double percent) {
    Bins bins = histogram.clamped(lo, hi);
    double total = Arrays.stream(bins.counts()).sum();
    double beyond = total * (1 - percent / 100);
    int first = 0;
    for (double below = bins.counts()[0]; below <= beyond; below += bins.counts()[first]) {
      first++;
    }
    int last = bins.counts().length - 1;
    for (double above = bins.counts()[last]; above <= beyond; above += bins.counts()[last]) {
      last--;
    }
    // the outermost bins stand for the exact ends
    RealRange whole = whole();
    double min = first == 0 ? whole.min() : Math.min(0, bins.numbers()[first]);
    double max = last == bins.counts().length - 1 ? whole.max() : Math.max(0, bins.numbers()[last]);
    return new RealRange(min, max);
  }

  private RealRange leastSquares(QuantizationMethod method) {
    RealRange range = whole();
    Bins bins = coarse(histogram.clamped(lo, hi), range);
    RealRange best = range;
    double least = error(bins, range, method);
    for (int low = range.min() < 0 ? STEPS : 0; low >= 0; low--) {
      for (int high = range.max() > 0 ? STEPS : 0; high >= 0; high--) {
        RealRange candidate = new RealRange(range.min() * low / STEPS, range.max() * high / STEPS);
        double error = error(bins, candidate, method);
        if (error < least) {
          least = error;
          best = candidate;
        }
      }
    }
    return best;
  }

  private double error(Bins bins, RealRange candidate, QuantizationMethod method) {
    Encoding encoding = Encoding.of(candidate, bits, method);
    double total = 0;
    for (int i = 0; i < bins.numbers().length; i++) {
      double x = bins.numbers()[i];
      double difference = encoding.dequantize(encoding.quantize(x)) - x;
      total += bins.counts()[i] * difference * difference;
    }
    return total;
  }

  /** Neighbours joined so that at most {@link #MSE_BINS} are left. */
  private static Bins coarse(Bins bins, RealRange range) {
    double width = (range.max() - range.min()) / MSE_BINS;
    double[] counts = new double[MSE_BINS];
    double[] sums = new double[MSE_BINS];
    for (int i = 0; i < bins.numbers().length; i++) {
      double x = bins.numbers()[i];
      int bin = width > 0 ? (int) Math.min(MSE_BINS - 1, (x - range.min()) / width) : 0;
      counts[bin] += bins.counts()[i];
      sums[bin] += bins.counts()[i] * x;
    }
    int used = 0;
    for (int i = 0; i < MSE_BINS; i++) {
      if (counts[i] > 0) {
        sums[used] = sums[i] / counts[i];
        counts[used++] = counts[i];
      }
    }
    return new Bins(Arrays.copyOf(sums, used), Arrays.copyOf(counts, used));
  }

  /**
   * TensorRT's calibration (S. Migacz, "8-bit Inference with TensorRT", GPU Technology Conference
   * 2017): of the thresholds at the bins of a histogram of magnitudes, the one with the least
   * Kullback-Leibler divergence between the distribution saturated there and the same one in as
   * many levels as there are codes for magnitudes: 2^(bits − 1), 128 at 8 bits, and 2^bits where no
   * number is negative. As in NVIDIA's pytorch-quantization, thresholds below bin 128 are not
   * tried, and the bin at zero counts no more than its neighbour: what a ReLU sets to zero is exact
   * at any threshold, and would drown all else.
   */
  private RealRange entropy() {
    RealRange range = whole();
    double largest = Math.max(-range.min(), range.max());
    Bins bins = histogram.clamped(lo, hi);
    double width = largest / ENTROPY_BINS;
    int levels = range.min() < 0 ? 1 << (bits - 1) : 1 << bits;
    if (!(width > Double.MIN_NORMAL)) {
      return range;
    }
    double[] magnitudes = new double[ENTROPY_BINS];
    for (int i = 0; i < bins.numbers().length; i++) {
      int bin = (int) Math.min(ENTROPY_BINS - 1, Math.abs(bins.numbers()[i]) / width);
      magnitudes[bin] += bins.counts()[i];
    }
    magnitudes[0] = Math.min(magnitudes[0], magnitudes[1]);
    int best = ENTROPY_BINS;
    double least = Double.POSITIVE_INFINITY;
    for (int used = Math.max(ENTROPY_FIRST, levels); used <= ENTROPY_BINS; used++) {
      double divergence = divergence(magnitudes, used, levels);
      if (divergence <= least) {
        least = divergence;
        best = used;
      }
    }
    double threshold = best == ENTROPY_BINS ? largest : (best + 0.5) * width;
    return range.clamped(-threshold, threshold);
  }

  /** The divergence for the first {@code used} bins; infinite where a level misses a number. */
  private static double divergence(double[] bins, int used, int levels) {
    double outliers = 0;
    for (int i = used; i < bins.length; i++) {
      outliers += bins[i];
    }
    double total = outliers;
    double quantizedTotal = 0;
    double[] quantized = new double[used];
    for (int level = 0; level < levels; level++) {
      int from = (int) ((long) level * used / levels);
      int to = (int) ((long) (level + 1) * used / levels);
      double sum = 0;
      int filled = 0;
      for (int i = from; i < to; i++) {
        sum += bins[i];
        filled += bins[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        quantized[i] = bins[i] > 0 ? sum / filled : 0;
      }
      quantizedTotal += sum;
      total += sum;
    }
    double divergence = 0;
    for (int i = 0; i < used; i++) {
      double p = (bins[i] + (i == used - 1 ? outliers : 0)) / total;
      if (p > 0) {
        double q = quantized[i] / quantizedTotal;
        if (!(q > 0)) {
          return Double.POSITIVE_INFINITY;
        }
        divergence += p * Math.log(p / q);
      }
    }
    return divergence;
  }
}

package io.nn2fpga.quant;

import java.util.Arrays;

/**
 * How often the numbers of a value lie where, collected in one pass. Bins are of equal width, a
 * power of two, so that zero is the border of two bins; when a number lies outside them, each two
 * bins become one. The width therefore follows from the largest magnitude alone, which lies in the
 * outer half of the bins of its sign, and the order of the numbers does not matter.
 */
public final class Histogram {
  /** Bins on each side of zero; a power of two. */
  public static final int BINS = 4096;

  private static final int LOG_BINS = 12;

  /** So narrow that the largest number in reach is below every normal binary32. */
  private static final int NARROWEST = -160;

  private final long[] counts;
  private final double[] sums;
  private int exponent;
  private double min;
  private double max;

  /** A histogram of nothing yet. */
  public Histogram() {
    this(
        new State(
            NARROWEST,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            new long[2 * BINS],
            new double[2 * BINS]));
  }

  /** A histogram as it was when {@link #state} was asked. */
  public Histogram(State state) {
    if (state.counts.length != 2 * BINS || state.sums.length != 2 * BINS) {
      throw new IllegalArgumentException(state.counts.length + " bins");
    }
    exponent = state.exponent;
    min = state.min;
    max = state.max;
    counts = state.counts.clone();
    sums = state.sums.clone();
  }

  /**
   * What a histogram holds.
   *
   * @param exponent bins are 2^exponent wide
   * @param min the smallest number
   * @param max the largest number
   * @param counts numbers in each bin; bin i begins at (i − {@link #BINS})·2^exponent
   * @param sums of the numbers in each bin
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record State(int exponent, double min, double max, long[] counts, double[] sums) {}

  /** What the histogram holds; the arrays are copies. */
  public State state() {
    return new State(exponent, min, max, counts.clone(), sums.clone());
  }

  /** Takes in finite numbers. */
  public void add(float[] numbers) {
    double largest = 0;
    for (float x : numbers) {
      largest = Math.max(largest, Math.abs(x));
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
    if (largest >= Math.scalb((double) BINS, exponent)) {
      widen(Math.getExponent(largest) + 1 - LOG_BINS);
    }
    double perWidth = Math.scalb(1.0, -exponent);
    for (float x : numbers) {
      int bin = (int) Math.floor(x * perWidth) + BINS;
      counts[bin]++;
      sums[bin] += x;
    }
  }

  private void widen(int wider) {
    int shift = Math.min(wider - exponent, Integer.SIZE - 1);
    long[] oldCounts = counts.clone();
    double[] oldSums = sums.clone();
    Arrays.fill(counts, 0);
    Arrays.fill(sums, 0);
    for (int i = 0; i < oldCounts.length; i++) {
      int bin = ((i - BINS) >> shift) + BINS;
      counts[bin] += oldCounts[i];
      sums[bin] += oldSums[i];
    }
    exponent = wider;
  }

  /**
   * The smallest and the largest number.
   *
   * @throws IllegalStateException if there was none
   */
  public RealRange range() {
    if (min > max) {
      throw new IllegalStateException("no numbers");
    }
    return new RealRange(min, max);
  }

  /**
   * The bins that hold numbers, from low to high, after y = min(max(x, lo), hi); the numbers of a
   * bin are taken as their mean.
   */
  Bins clamped(double lo, double hi) {
    int used = 0;
    double[] means = new double[counts.length];
    double[] weights = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        // the mean of rounded sums may leave the range by a rounding error
        double mean = Math.min(max, Math.max(min, sums[i] / counts[i]));
        means[used] = Math.min(hi, Math.max(lo, mean));
        weights[used++] = counts[i];
      }
    }
    return new Bins(Arrays.copyOf(means, used), Arrays.copyOf(weights, used));
  }

  /**
   * Numbers and how often they occur.
   *
   * @param numbers ascending
   * @param counts as many
   */
  @SuppressWarnings("ArrayRecordComponent") // made, read and dropped in one method
  record Bins(double[] numbers, double[] counts) {}
}

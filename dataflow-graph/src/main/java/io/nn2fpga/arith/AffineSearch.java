package io.nn2fpga.arith;

import io.nn2fpga.arith.ExactRequantization.Line;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lines (m·x + k) &gt;&gt; s through all steps of all channels with one shift s.
 *
 * <p>For one m, each step asks k to be in an interval; the gap between the largest lower end and
 * the smallest upper end is a convex function of m, so that its least is found by bisection. A pair
 * (m, k) at shift s is (2m, 2k) at s + 1: what is exact at a shift stays so above, and the smallest
 * exact shift, with the narrowest multipliers, is found by bisection as well.
 */
final class AffineSearch {
  private static final long MULTIPLIER_MAX = (1L << (ExactRequantization.MULTIPLIER_BITS - 1)) - 1;
  private static final int SHIFT_MAX = 46;

  private AffineSearch() {}

  /** The integers, with exceptions where needed; null if a channel needs too many of them. */
  static @Nullable ExactRequantization find(List<StepFunction> channels) {
    int top = SHIFT_MAX;
    for (StepFunction channel : channels) {
      top = Math.min(top, largestShift(channel));
    }
    List<@Nullable Line> best = lines(channels, top);
    if (best.stream().anyMatch(Objects::isNull)) {
      return CorrectedSearch.find(channels, best, top);
    }
    int low = 0;
    int high = top;
    while (low < high) {
      int middle = (low + high) / 2;
      List<@Nullable Line> lines = lines(channels, middle);
      if (lines.stream().anyMatch(Objects::isNull)) {
        low = middle + 1;
      } else {
        high = middle;
        best = lines;
      }
    }
    return ExactRequantization.affine(high, best);
  }

  /** The largest shift at which the channel's mean slope fits the multiplier, and sums 62 bits. */
  private static int largestShift(StepFunction channel) {
    int first = -1;
    int last = -1;
    for (int j = 0; j < channel.steps().length; j++) {
      if (channel.isInner(j)) {
        first = first < 0 ? j : first;
        last = j;
      }
    }
    if (first < 0) {
      return SHIFT_MAX;
    }
    long distance = Math.max(1, channel.steps()[last] - channel.steps()[first]);
    double slope = Math.max(1, last - first) / (double) distance;
    double magnitude = Math.max(Math.abs(channel.first()), Math.abs(channel.last())) + 1.0;
    double codes = Math.max(Math.abs(channel.min()), Math.abs(channel.max())) + 1.0;
    int shift = SHIFT_MAX;
    while (shift > 0
        && (slope * Math.scalb(1.0, shift) > MULTIPLIER_MAX * 0.75
            || Math.scalb(slope * magnitude + codes, shift) > Math.scalb(1.0, 60))) {
      shift--;
    }
    return shift;
  }

  private static List<@Nullable Line> lines(List<StepFunction> channels, int shift) {
    return channels.parallelStream().map(channel -> line(channel, shift)).toList();
  }

  private static @Nullable Line line(StepFunction channel, int shift) {
    Line line = new Fit(channel, shift).line();
    return line == null || !channel.falling() ? line : line.negated();
  }

  /** One channel in its rising form, at one shift. */
  static final class Fit {
    private final StepFunction channel;
    private final int shift;
    private final int least;
    private final int most;

    /** Between these steps lie all that tell something. */
    Fit(StepFunction channel, int shift) {
      this.channel = channel;
      this.shift = shift;
      int low = 0;
      while (low + 1 < channel.steps().length && channel.steps()[low + 1] <= channel.first()) {
        low++;
      }
      int high = channel.steps().length - 1;
      while (high > low && channel.steps()[high - 1] > channel.last()) {
        high--;
      }
      least = low;
      most = high;
    }

    /** The exact line with the smallest multiplier; null if there is none. */
    @Nullable Line line() {
      if (channel.isConstant()) {
        return Line.constant(channel.apply(channel.range().min()), shift);
      }
      long high = flattest();
      if (gap(high) > 0) {
        return null;
      }
      long low = 0;
      while (low < high) {
        long middle = (low + high) / 2;
        if (gap(middle) <= 0) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return new Line(low, lowest(low));
    }

    /** The multiplier with the least gap: where the gap's growth turns from negative. */
    long flattest() {
      long low = 0;
      long high = MULTIPLIER_MAX;
      while (low < high) {
        long middle = (low + high) / 2;
        if (gap(middle + 1) >= gap(middle)) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }

    private long gap(long multiplier) {
      return lowest(multiplier) - highest(multiplier);
    }

    /** The least k that reaches every code by its step. */
    long lowest(long multiplier) {
      long lowest = Long.MIN_VALUE;
      for (int j = least; j <= most; j++) {
        if (channel.steps()[j] <= channel.last()) {
          lowest = Math.max(lowest, lowest(multiplier, j));
        }
      }
      return lowest;
    }

    /** The largest k that reaches no code before its step. */
    long highest(long multiplier) {
      long highest = Long.MAX_VALUE;
      for (int j = least; j <= most; j++) {
        if (channel.steps()[j] > channel.first()) {
          highest = Math.min(highest, highest(multiplier, j));
        }
      }
      return highest;
    }

    /** The least k that reaches the code of step j there. */
    long lowest(long multiplier, int j) {
      return ((long) (channel.min() + 1 + j) << shift) - multiplier * channel.steps()[j];
    }

    /** The largest k that does not reach the code of step j before it. */
    long highest(long multiplier, int j) {
      return ((long) (channel.min() + 1 + j) << shift) - multiplier * (channel.steps()[j] - 1) - 1;
    }
  }
}

package io.nn2fpga.arith;

import io.nn2fpga.arith.ExactRequantization.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lines with exceptions, for channels that no line serves alone: of the lines near the one with the
 * least gap, the one that misses the fewest accumulators.
 */
final class CorrectedSearch {
  /** Multipliers that are tried on either side of the flattest one, at distances 0, 1, 2, 4... */
  private static final int DISTANCES = 10;

  private CorrectedSearch() {}

  /** A line, and by accumulator how much it is off. */
  private record Corrections(Line line, Map<Long, Integer> corrections) {}

  /**
   * The integers.
   *
   * @param exact the lines of the channels that have one, null for the others
   * @return null if a channel needs more than {@link ExactRequantization#MOST_EXCEPTIONS}
   */
  static @Nullable ExactRequantization find(
      List<StepFunction> channels, List<@Nullable Line> exact, int shift) {
    List<@Nullable Line> lines = new ArrayList<>();
    List<Map<Long, Integer>> corrections = new ArrayList<>();
    int most = 1;
    for (int c = 0; c < channels.size(); c++) {
      Line line = exact.get(c);
      Corrections found =
          line == null ? best(channels.get(c), shift) : new Corrections(line, Map.of());
      if (found == null) {
        return null;
      }
      lines.add(found.line);
      corrections.add(found.corrections);
      most = Math.max(most, found.corrections.size());
    }
    long[] places = new long[channels.size() * most];
    long[] differences = new long[places.length];
    for (int c = 0; c < channels.size(); c++) {
      int at = c * most;
      for (Map.Entry<Long, Integer> correction : corrections.get(c).entrySet()) {
        places[at] = correction.getKey();
        differences[at++] = correction.getValue();
      }
    }
    ExactRequantization.Affine affine = ExactRequantization.affine(shift, lines);
    return new ExactRequantization.Corrected(
        shift,
        affine.multiplier(),
        affine.offset(),
        ExactRequantization.integers(places, channels.size(), most),
        ExactRequantization.integers(differences, channels.size(), most));
  }

  private static @Nullable Corrections best(StepFunction channel, int shift) {
    AffineSearch.Fit fit = new AffineSearch.Fit(channel, shift);
    long flattest = fit.flattest();
    Corrections best = null;
    for (int i = -DISTANCES; i <= DISTANCES; i++) {
      long multiplier = flattest + Integer.signum(i) * (1L << Math.abs(i) >> 1);
      if (multiplier <= 0) {
        continue;
      }
      Line line = new Line(multiplier, offset(channel, fit, multiplier));
      Map<Long, Integer> missed = missed(channel, line, shift);
      if (missed != null && (best == null || missed.size() < best.corrections.size())) {
        best = new Corrections(channel.falling() ? line.negated() : line, missed);
      }
    }
    return best;
  }

  /** The k that most steps ask for: a sweep over the ends of their intervals. */
  private static long offset(StepFunction channel, AffineSearch.Fit fit, long multiplier) {
    TreeMap<Long, Integer> changes = new TreeMap<>();
    for (int j = 0; j < channel.steps().length; j++) {
      if (channel.isInner(j)) {
        changes.merge(fit.lowest(multiplier, j), 1, Integer::sum);
        changes.merge(fit.highest(multiplier, j) + 1, -1, Integer::sum);
      }
    }
    int served = 0;
    int most = -1;
    long best = 0;
    for (Map.Entry<Long, Integer> change : changes.entrySet()) {
      served += change.getValue();
      if (served > most) {
        most = served;
        best = change.getKey();
      }
    }
    return best;
  }

  /** The accumulators that a line gives another code; null if there are too many, or too far. */
  private static @Nullable Map<Long, Integer> missed(StepFunction channel, Line line, int shift) {
    Map<Long, Integer> missed = new TreeMap<>();
    for (int j = 0; j < channel.steps().length; j++) {
      long code = channel.min() + 1L + j;
      // The first x with multiplier·x + offset ≥ code·2^shift, within the arguments that occur.
      long reached =
          Math.max(
              channel.first(),
              Math.min(
                  channel.last() + 1,
                  -Math.floorDiv(line.offset() - (code << shift), line.multiplier())));
      long step = channel.steps()[j];
      if (Math.abs(reached - step) > ExactRequantization.MOST_EXCEPTIONS) {
        return null;
      }
      for (long x = Math.min(step, reached); x < Math.max(step, reached); x++) {
        long place = channel.falling() ? -x : x;
        missed.merge(place, reached > step ? 1 : -1, Integer::sum);
      }
    }
    missed.values().removeIf(difference -> difference == 0);
    boolean fits =
        missed.size() <= ExactRequantization.MOST_EXCEPTIONS
            && missed.entrySet().stream().allMatch(m -> corrects(channel, line, shift, m));
    return fits ? missed : null;
  }

  /** Whether a correction by one, before the clamp, gives the right code. */
  private static boolean corrects(
      StepFunction channel, Line line, int shift, Map.Entry<Long, Integer> correction) {
    long x = channel.falling() ? -correction.getKey() : correction.getKey();
    long y = ((line.multiplier() * x + line.offset()) >> shift) + correction.getValue();
    return Math.abs(correction.getValue()) == 1
        && Saturation.clamp(y, channel.min(), channel.max()) == channel.apply(correction.getKey());
  }
}

package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The smallest interval of the slowest layer within a budget, by bisection over the intervals that
 * options have: whether something fits at a given interval is a far smaller question than which
 * interval is the smallest, see {@link OptionModel}.
 *
 * @param picks index of the option by layer
 * @param interval the slowest picked option's
 * @param bound no choice within the budget is faster; equal to {@code interval} if that is proven
 */
record FastestChoice(List<Integer> picks, long interval, long bound) {
  /** For one interval; hard ones are those just below the smallest that fits. */
  private static final double LIMIT = 1;

  /** For the question whether anything fits at all. */
  private static final double LAST_LIMIT = 10;

  FastestChoice {
    picks = List.copyOf(picks);
  }

  /**
   * Finds it.
   *
   * @param options by layer, fastest first
   * @param knownBound a bound that is known already; 0 if none is
   * @return null if nothing fits at any interval
   */
  static @Nullable FastestChoice of(
      List<List<LayerOption>> options, Resources budget, long knownBound) {
    long first = knownBound;
    for (List<LayerOption> layer : options) {
      first = Math.max(first, layer.get(0).interval());
    }
    long least = first;
    long[] intervals =
        options.stream()
            .flatMap(List::stream)
            .mapToLong(LayerOption::interval)
            .filter(interval -> interval >= least)
            .distinct()
            .sorted()
            .toArray();
    if (intervals.length == 0) {
      return null;
    }
    return search(options, budget, intervals);
  }

  private static @Nullable FastestChoice search(
      List<List<LayerOption>> options, Resources budget, long[] intervals) {
    int high = intervals.length - 1;
    OptionModel.Solution best = at(options, budget, intervals[high], LAST_LIMIT);
    if (!best.found()) {
      return null;
    }
    int proven = 0; // nothing below this index fits
    int low = 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      OptionModel.Solution solution = at(options, budget, intervals[middle], LIMIT);
      if (solution.found()) {
        best = solution;
        high = middle;
      } else {
        low = middle + 1;
        if (solution.status() == OptionModel.Status.NONE) {
          proven = Math.max(proven, middle + 1);
        }
      }
    }
    return new FastestChoice(best.picks(), intervals[high], intervals[proven]);
  }

  private static OptionModel.Solution at(
      List<List<LayerOption>> options, Resources budget, long interval, double limit) {
    return new OptionModel(options, interval).within(budget).any(limit);
  }
}

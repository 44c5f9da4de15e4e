package io.nn2fpga.fold;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.op.Folding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a layer, with what is known of their intervals: at first the interval of the
 * slowest actor, a lower bound; once an option was {@link #measure measured}, that of all its
 * actors together. Most options are never chosen, so most are never simulated.
 */
final class LayerOptions {
  private final LayerGroup group;
  private final List<LayerOption> all = new ArrayList<>();
  private final Map<Folding, Long> measured = new HashMap<>();
  private List<LayerOption> front;

  LayerOptions(LayerGroup group, FoldingProblem problem) {
    this.group = group;
    DeviceFamily family = problem.family();
    List<Folding> foldings =
        problem.spram().contains(group.name())
            ? SpramChoice.foldings(group, problem)
            : group.foldings().isEmpty() ? List.of(Folding.FOLLOW) : problem.foldings(group);
    for (Folding folding : foldings) {
      all.add(LayerOption.of(group, folding, family));
    }
    this.front = LayerOption.paretoFront(all);
  }

  /** The options that no other one beats in every respect, as far as is known; fastest first. */
  List<LayerOption> front() {
    return front;
  }

  /** The interval of an option with all its actors, simulated when asked for the first time. */
  long measure(LayerOption option) {
    Long known = measured.get(option.folding());
    if (known != null) {
      return known;
    }
    long interval = LayerInterval.simulated(Streaming.alone(group, option.folding()));
    measured.put(option.folding(), interval);
    all.replaceAll(o -> o.equals(option) ? o.withInterval(interval) : o);
    front = LayerOption.paretoFront(all);
    return interval;
  }

  /** The fronts of all layers. */
  static List<List<LayerOption>> fronts(List<LayerOptions> layers) {
    return layers.stream().map(LayerOptions::front).toList();
  }

  /** The options at these places of the fronts. */
  static List<LayerOption> picked(List<LayerOptions> layers, List<Integer> picks) {
    List<LayerOption> options = new ArrayList<>();
    for (int l = 0; l < picks.size(); l++) {
      options.add(layers.get(l).front().get(picks.get(l)));
    }
    return options;
  }

  /** Measures one option a layer; whether one of them is slower than {@code interval}. */
  static boolean measuredSlower(
      List<LayerOptions> layers, List<LayerOption> options, long interval) {
    boolean slower = false;
    for (int l = 0; l < options.size(); l++) {
      slower |= layers.get(l).measure(options.get(l)) > interval;
    }
    return slower;
  }
}

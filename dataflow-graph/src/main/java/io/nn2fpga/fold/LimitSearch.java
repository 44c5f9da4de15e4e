package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what stops a folding from being faster, by asking the solver again: is there a choice with
 * a smaller interval if the budget of these kinds is lifted? Smaller sets of kinds come first, and
 * of those of the first size for which the answer is yes, all are named.
 */
final class LimitSearch {
  /** Of one question, in the solver's unit; without an answer by then there is taken to be none. */
  private static final double LIMIT = 1;

  private final Graph graph;
  private final List<LayerGroup> groups;
  private final List<LayerOptions> layers;
  private final Resources budget;

  /**
   * A search.
   *
   * @param layers options by group
   * @param budget what the layers alone may take, without what stands between them
   */
  LimitSearch(Graph graph, List<LayerGroup> groups, List<LayerOptions> layers, Resources budget) {
    this.graph = graph;
    this.groups = groups;
    this.layers = layers;
    this.budget = budget;
  }

  /** What stops the network from taking less than {@code interval} cycles a frame. */
  FoldingLimit below(long interval) {
    if (!reachable(EnumSet.noneOf(Resources.Kind.class), interval)) {
      return widest(interval);
    }
    List<EnumSet<Resources.Kind>> lifted = subsets();
    for (int size = 0; size <= Resources.Kind.values().length; size++) {
      List<List<Resources.Kind>> enough = new ArrayList<>();
      for (EnumSet<Resources.Kind> kinds : lifted) {
        if (kinds.size() == size && reachable(EnumSet.complementOf(kinds), interval)) {
          enough.add(List.copyOf(kinds));
        }
      }
      if (!enough.isEmpty()) {
        return size == 0 ? new FoldingLimit.TargetRate() : new FoldingLimit.Budget(enough);
      }
    }
    throw new IllegalStateException("reachable without a budget, but not with every kind lifted");
  }

  /** Whether a choice that keeps to the budget of these kinds is faster, by simulated intervals. */
  private boolean reachable(Set<Resources.Kind> limited, long interval) {
    while (true) {
      OptionModel.Solution faster =
          new OptionModel(LayerOptions.fronts(layers), interval - 1)
              .within(budget, limited)
              .any(LIMIT);
      if (!faster.found()) {
        return false;
      }
      List<LayerOption> options = LayerOptions.picked(layers, faster.picks());
      if (!LayerOptions.measuredSlower(layers, options, interval - 1)) {
        return true;
      }
    }
  }

  /** Which layer has no option below the interval; each that seemed to have one was simulated. */
  private FoldingLimit widest(long interval) {
    for (int l = 0; l < layers.size(); l++) {
      if (layers.get(l).front().get(0).interval() >= interval) {
        LayerGroup group = groups.get(l);
        return takesPixels(group, interval)
            ? new FoldingLimit.InputPixels()
            : new FoldingLimit.WidestFolding(group.name());
      }
    }
    throw new IllegalStateException("every layer has an option below " + interval);
  }

  private boolean takesPixels(LayerGroup group, long interval) {
    return group.inputs().stream()
        .filter(graph.inputs()::contains)
        .map(input -> graph.value(input).tensor())
        .anyMatch(type -> pixels(type) == interval);
  }

  private static long pixels(TensorType type) {
    return (long) type.extent(0) * type.extent(1);
  }

  private static List<EnumSet<Resources.Kind>> subsets() {
    Resources.Kind[] kinds = Resources.Kind.values();
    List<EnumSet<Resources.Kind>> subsets = new ArrayList<>();
    for (int bits = 0; bits < 1 << kinds.length; bits++) {
      EnumSet<Resources.Kind> subset = EnumSet.noneOf(Resources.Kind.class);
      for (int k = 0; k < kinds.length; k++) {
        if ((bits >> k & 1) == 1) {
          subset.add(kinds[k]);
        }
      }
      subsets.add(subset);
    }
    return subsets;
  }
}

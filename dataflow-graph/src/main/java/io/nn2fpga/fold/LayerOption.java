package io.nn2fpga.fold;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Folding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * One way to fold a layer, with what it gives and takes.
 *
 * @param folding how the layer is unrolled
 * @param interval cycles a frame of the slowest of its actors
 * @param resources what its actors cost together
 */
record LayerOption(Folding folding, long interval, Resources resources) {

  /** The options of a group of layers that no other one beats in every respect, fastest first. */
  static List<LayerOption> of(LayerGroup group, DeviceFamily family) {
    List<Folding> foldings =
        group.foldings().isEmpty() ? List.of(Folding.FOLLOW) : group.foldings();
    List<LayerOption> all = new ArrayList<>();
    for (Folding folding : foldings) {
      all.add(evaluate(Streaming.alone(group, folding), folding, family));
    }
    return paretoFront(all);
  }

  private static LayerOption evaluate(Graph flow, Folding folding, DeviceFamily family) {
    FlowCost cost = FlowCost.of(flow, family);
    return new LayerOption(folding, slowest(flow, actor -> true), cost.total());
  }

  /** The largest interval of the actors whose names are {@code wanted}; 1 if there are none. */
  static long slowest(Graph flow, Predicate<String> wanted) {
    long interval = 1;
    for (Node node : flow.nodes()) {
      if (wanted.test(node.name())) {
        interval = Math.max(interval, Actor.of(flow, node).interval());
      }
    }
    return interval;
  }

  /** Keeps the options that no other one equals or beats in interval and in every resource. */
  static List<LayerOption> paretoFront(List<LayerOption> options) {
    List<LayerOption> sorted = new ArrayList<>(options);
    sorted.sort(
        Comparator.comparingLong(LayerOption::interval)
            .thenComparingLong(o -> o.resources().lut())
            .thenComparingLong(o -> o.resources().dsp())
            .thenComparingDouble(o -> o.resources().bram36())
            .thenComparingLong(o -> o.resources().ff())
            .thenComparingLong(o -> o.resources().uram()));
    List<LayerOption> front = new ArrayList<>();
    for (LayerOption option : sorted) {
      // Whatever can beat it sorts before it.
      if (front.stream().noneMatch(f -> f.resources().fitsIn(option.resources()))) {
        front.add(option);
      }
    }
    return front;
  }
}

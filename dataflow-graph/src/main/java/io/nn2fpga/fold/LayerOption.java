package io.nn2fpga.fold;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One way to fold a layer, with what it gives and takes.
 *
 * @param folding how the layer is unrolled
 * @param interval cycles a frame of its actors together, or a lower bound
 * @param resources what its actors cost together
 */
record LayerOption(Folding folding, long interval, Resources resources) {

  /** An option of a group of layers, its interval a lower bound: that of its slowest actor. */
  static LayerOption of(LayerGroup group, Folding folding, DeviceFamily family) {
    Graph flow = Streaming.alone(group, folding);
    FlowCost cost = FlowCost.of(flow, family);
    return new LayerOption(folding, LayerInterval.slowestActor(flow), cost.total());
  }

  /** The same option with what is now known of its interval. */
  LayerOption withInterval(long known) {
    return new LayerOption(folding, known, resources);
  }

  /**
   * The options of at most {@code interval} cycles that no other such one equals or beats in every
   * resource.
   *
   * @param options of one layer, fastest first
   * @return their indices, ascending
   */
  static List<Integer> leanest(List<LayerOption> options, long interval) {
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < options.size() && options.get(i).interval() <= interval; i++) {
      candidates.add(i);
    }
    candidates.sort(Comparator.comparing((Integer i) -> options.get(i).resources(), BY_RESOURCES));
    List<Integer> kept = new ArrayList<>();
    for (int candidate : candidates) {
      // Whatever can beat it sorts before it.
      Resources own = options.get(candidate).resources();
      if (kept.stream().noneMatch(k -> options.get(k).resources().fitsIn(own))) {
        kept.add(candidate);
      }
    }
    kept.sort(Comparator.naturalOrder());
    return kept;
  }

  private static final Comparator<Resources> BY_RESOURCES =
      Comparator.comparingLong(Resources::lut)
          .thenComparingLong(Resources::dsp)
          .thenComparingDouble(Resources::bram36)
          .thenComparingLong(Resources::ff)
          .thenComparingLong(Resources::uram);

  /** Keeps the options that no other one equals or beats in interval and in every resource. */
  static List<LayerOption> paretoFront(List<LayerOption> options) {
    List<LayerOption> sorted = new ArrayList<>(options);
    sorted.sort(
        Comparator.comparingLong(LayerOption::interval)
            .thenComparing(LayerOption::resources, BY_RESOURCES));
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

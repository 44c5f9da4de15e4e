package io.nn2fpga.cli.build;

import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes layers for a faster clock: PE, SIMD and PX stay, results too.
 *
 * @param graph the network, at the int level
 * @param groups its layers
 * @param allowed cycles a frame that a change may lead to
 */
record FasterArithmetic(Graph graph, List<LayerGroup> groups, long allowed) {
  /** Copies the list. */
  FasterArithmetic {
    groups = List.copyOf(groups);
  }

  /**
   * What may make a path shorter: requantizers without a multiplier where one that multiplies is on
   * it, since registers around a multiplication do not shorten it; else registers.
   *
   * @param flow the network as it was put on streams by {@code schedule}
   * @param actors of the flow graph that the path runs through
   * @return an equal one if there is nothing left to change
   */
  Schedule onPath(Schedule schedule, Graph flow, List<String> actors) {
    Schedule serial = serial(schedule, flow, actors);
    return serial.equals(schedule) ? pipelined(schedule, actors) : serial;
  }

  /** Both for all layers. */
  Schedule everywhere(Schedule schedule, Graph flow) {
    List<String> actors = flow.nodes().stream().map(Node::name).toList();
    return pipelined(serial(schedule, flow, actors), actors);
  }

  private Schedule serial(Schedule schedule, Graph flow, List<String> actors) {
    Schedule changed = schedule;
    for (Node node : flow.nodes()) {
      if (node.op() instanceof RequantizeKernel && actors.contains(node.name())) {
        LayerGroup group = owner(node.name());
        Folding folding = group == null ? null : schedule.layers().get(group.name());
        if (group != null
            && folding != null
            && group.offers(folding.with(Requantizer.SERIAL))
            && interval(changed.withRequantizer(group.name(), Requantizer.SERIAL)) <= allowed) {
          changed = changed.withRequantizer(group.name(), Requantizer.SERIAL);
        }
      }
    }
    return changed;
  }

  private Schedule pipelined(Schedule schedule, List<String> actors) {
    Schedule changed = schedule;
    for (LayerGroup group : groups) {
      Folding folding = schedule.layers().get(group.name());
      if (folding != null
          && folding.pipeline() < Folding.MOST_PIPELINE
          && group.pipelines(folding)
          && actors.stream().anyMatch(group::owns)) {
        changed = changed.withPipeline(group.name(), Folding.MOST_PIPELINE);
      }
    }
    return changed;
  }

  private long interval(Schedule schedule) {
    Schedule unsized = schedule.withFifoDepths(Map.of());
    return FifoSizing.of(Streaming.lower(graph, unsized)).interval();
  }

  private @Nullable LayerGroup owner(String actor) {
    return groups.stream().filter(group -> group.owns(actor)).findFirst().orElse(null);
  }
}

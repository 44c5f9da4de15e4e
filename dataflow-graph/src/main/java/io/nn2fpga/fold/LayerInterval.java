package io.nn2fpga.fold;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.PipelineMachine;
import java.util.List;

/**
 * Cycles a frame of a layer's actors together, by simulation.
 *
 * <p>Actors in a row can be slower than the slowest of them: a window generator that has to refill
 * its line buffer while the unit behind it waits. The FIFOs between layers decouple, so a network
 * takes as long as its slowest layer.
 */
public final class LayerInterval {
  /** Enough to fill the layer and then see its steady state. */
  private static final int FRAMES = 10;

  /** Cycles of a frame that is so long that filling the layer takes a small part of it. */
  private static final int LONG_FRAME = 5_000;

  private LayerInterval() {}

  /**
   * The interval of one layer of a network, with a source that is always valid and a sink always
   * ready.
   *
   * @param flow the flow graph of the whole network
   * @param layer which part of it
   * @return cycles a frame; 1 if the layer has no actors
   */
  public static long of(Graph flow, LayerGroup layer) {
    Graph.Builder part = Graph.builder(layer.name(), Level.FLOW);
    for (Node node : flow.nodes()) {
      if (layer.owns(node.name())) {
        for (String operand : node.inputs()) {
          define(flow, operand, part);
        }
        part.node(node);
      }
    }
    outputStreams(flow, layer).forEach(part::output);
    return simulated(part.build());
  }

  /** The streams on which a layer's results leave it, in order of definition. */
  public static List<String> outputStreams(Graph flow, LayerGroup layer) {
    return flow.nodes().stream()
        .filter(node -> layer.owns(node.name()))
        .flatMap(node -> node.outputs().stream())
        .filter(stream -> leaves(flow, layer, stream))
        .toList();
  }

  private static void define(Graph flow, String operand, Graph.Builder part) {
    if (part.isDefined(operand)) {
      return;
    }
    if (flow.isConstant(operand)) {
      part.constant(operand, flow.constant(operand));
    } else {
      part.input(operand, flow.value(operand).type());
    }
  }

  private static boolean leaves(Graph flow, LayerGroup layer, String stream) {
    return flow.readers(stream).stream().noneMatch(reader -> layer.owns(reader.name()));
  }

  /** Cycles a frame of a layer's flow graph in steady state; 1 if it has no actors. */
  static long simulated(Graph layer) {
    long atLeast = slowestActor(layer);
    if (hasOnePace(layer)) {
      return atLeast;
    }
    int frames = atLeast > LONG_FRAME ? FRAMES / 2 : FRAMES;
    return FlowSimulator.run(layer, frames).interval(frames);
  }

  /**
   * Whether at most one actor can make another one wait: full pipelines take and give a beat in
   * every cycle in which what is behind them does.
   */
  private static boolean hasOnePace(Graph layer) {
    return layer.nodes().stream()
            .filter(node -> !(Actor.of(layer, node).timing() instanceof PipelineMachine))
            .count()
        <= 1;
  }

  /** The largest interval of the actors, each on its own: never more than that of the layer. */
  static long slowestActor(Graph layer) {
    long interval = 1;
    for (Node node : layer.nodes()) {
      interval = Math.max(interval, Actor.of(layer, node).interval());
    }
    return interval;
  }
}

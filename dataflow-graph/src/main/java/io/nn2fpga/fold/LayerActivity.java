package io.nn2fpga.fold;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a layer spends the cycles of a frame in steady state, in the whole network; shares that add
 * up to 1.
 *
 * @param busy its interval on its own over the network's: it cannot do with less
 * @param starved the rest in which nothing waits at its exit: it waits for its input
 * @param blocked the rest in which a result waits at its exit for a reader
 */
public record LayerActivity(double busy, double starved, double blocked) {
  /** Enough to fill the network and then see its steady state, as for {@link LayerInterval}. */
  private static final int FILL = 10;

  /** A steady state may repeat only every few frames; this is a multiple of the usual ones. */
  private static final int OBSERVED = 6;

  /** All layers of one network, simulated together between an eager source and an eager sink. */
  public static final class Simulation {
    private final Graph flow;
    private final Map<String, Trace.Activity> actors = new LinkedHashMap<>();

    /**
     * Simulates a flow graph.
     *
     * @throws io.nn2fpga.flow.DeadlockException if it stops
     */
    public Simulation(Graph flow) {
      this.flow = flow;
      Map<String, Trace.Activity> filled = simulated(flow, FILL);
      simulated(flow, FILL + OBSERVED)
          .forEach((actor, all) -> actors.put(actor, all.since(filled.getOrDefault(actor, all))));
    }

    /**
     * A layer's activity.
     *
     * @param interval cycles a frame of the layer on its own, see {@link LayerInterval}
     */
    public LayerActivity of(LayerGroup layer, long interval) {
      double busy = 1;
      double waiting = 0;
      for (String stream : LayerInterval.outputStreams(flow, layer)) {
        Trace.Activity exit = actors.get(exit(stream));
        if (exit != null) {
          busy = Math.min(1, interval * (double) OBSERVED / exit.cycles());
          waiting = Math.max(waiting, (double) exit.blocked() / exit.cycles());
        }
      }
      double blocked = Math.min(1 - busy, waiting);
      return new LayerActivity(busy, 1 - busy - blocked, blocked);
    }

    /** The actor that gives a layer's results; a FIFO behind it only holds them. */
    private String exit(String stream) {
      Node producer = producer(stream);
      return producer.name().equals(producer.input() + ".fifo")
          ? producer(producer.input()).name()
          : producer.name();
    }

    private Node producer(String stream) {
      return flow.nodes().stream()
          .filter(node -> node.outputs().contains(stream))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The source sends more frames than are waited for, so that it is eager to the end. */
  private static Map<String, Trace.Activity> simulated(Graph flow, int frames) {
    List<StallPattern> sources = flow.inputs().stream().map(s -> StallPattern.none()).toList();
    List<StallPattern> sinks = flow.outputs().stream().map(s -> StallPattern.none()).toList();
    return new FlowSimulator(flow, FILL + 2 * OBSERVED, sources, sinks).run(frames).activities();
  }
}

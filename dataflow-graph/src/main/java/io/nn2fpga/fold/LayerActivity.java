package io.nn2fpga.fold;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the actors of a network spend the cycles of a frame in steady state, all of them together,
 * between an eager source and an eager sink.
 *
 * @param actors by the actor's name, in the graph's order; cycles of some whole frames
 */
public record LayerActivity(Map<String, Trace.Activity> actors) {
  /** Enough to fill the network and then see its steady state, as for {@link LayerInterval}. */
  private static final int FILL = 10;

  /** A steady state may repeat only every few frames; this is a multiple of the usual ones. */
  private static final int OBSERVED = 6;

  /** Copies the map, keeping its order. */
  public LayerActivity {
    actors = Collections.unmodifiableMap(new LinkedHashMap<>(actors));
  }

  /**
   * Simulates a flow graph.
   *
   * @throws io.nn2fpga.flow.DeadlockException if it stops
   */
  public static LayerActivity of(Graph flow) {
    Map<String, Trace.Activity> filled = simulated(flow, FILL);
    Map<String, Trace.Activity> actors = new LinkedHashMap<>();
    simulated(flow, FILL + OBSERVED)
        .forEach((actor, all) -> actors.put(actor, all.since(filled.getOrDefault(actor, all))));
    return new LayerActivity(actors);
  }

  /** The source sends more frames than are waited for, so that it is eager to the end. */
  private static Map<String, Trace.Activity> simulated(Graph flow, int frames) {
    List<StallPattern> sources = flow.inputs().stream().map(s -> StallPattern.none()).toList();
    List<StallPattern> sinks = flow.outputs().stream().map(s -> StallPattern.none()).toList();
    return new FlowSimulator(flow, FILL + 2 * OBSERVED, sources, sinks).run(frames).activities();
  }

  /**
   * The actor of a layer that is busy for the most cycles: what the layer spends its time on.
   *
   * @return its name; an empty text if the layer has no actors
   */
  public String busiest(LayerGroup layer) {
    String busiest = "";
    long most = -1;
    for (Map.Entry<String, Trace.Activity> actor : actors.entrySet()) {
      if (layer.owns(actor.getKey()) && actor.getValue().busy() > most) {
        most = actor.getValue().busy();
        busiest = actor.getKey();
      }
    }
    return busiest;
  }
}

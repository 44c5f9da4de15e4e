package io.nn2fpga.fold;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Actor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a flow graph is estimated to cost.
 *
 * @param actors by the actor's name, in the graph's order
 * @param total all actors together
 */
public record FlowCost(Map<String, Resources> actors, Resources total) {

  /** Copies the map, keeping its order. */
  public FlowCost {
    actors = Collections.unmodifiableMap(new LinkedHashMap<>(actors));
  }

  /** The estimate of a flow graph on a device family. */
  public static FlowCost of(Graph flow, DeviceFamily family) {
    Map<String, Resources> actors = new LinkedHashMap<>();
    Resources total = Resources.NONE;
    for (Node node : flow.nodes()) {
      Resources cost = family.cost(Actor.of(flow, node).inventory());
      actors.put(node.name(), cost);
      total = total.plus(cost);
    }
    return new FlowCost(actors, total);
  }

  /** What the actors of one layer cost. */
  public Resources of(LayerGroup group) {
    return sum(actors, group);
  }

  /** What the actors of one layer take together: those named after one of its nodes. */
  public static Resources sum(Map<String, Resources> actors, LayerGroup group) {
    Resources sum = Resources.NONE;
    for (Map.Entry<String, Resources> actor : actors.entrySet()) {
      if (group.owns(actor.getKey())) {
        sum = sum.plus(actor.getValue());
      }
    }
    return sum;
  }
}

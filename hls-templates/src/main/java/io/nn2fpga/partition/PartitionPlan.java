package io.nn2fpga.partition;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.lower.HostGraphs;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.Products;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a network is divided between host and accelerator.
 *
 * @param graph the network as imported
 * @param split its three parts; null if all of it goes to the accelerator, but for what every
 *     network leaves to the host
 * @param trial what {@link Lowering} made of what goes to the accelerator; null if nobody tried
 * @param reasons why nodes are the host's, by name, for those of which there is something to say
 */
public record PartitionPlan(
    Graph graph,
    @Nullable SplitGraph split,
    @Nullable QuantizedModel trial,
    Map<String, String> reasons) {

  /** Copies the map. */
  public PartitionPlan {
    reasons = Map.copyOf(reasons);
  }

  /** A network that is not divided, without asking whether it need be. */
  public static PartitionPlan whole(Graph graph) {
    return new PartitionPlan(graph, null, null, Map.of());
  }

  /** What is quantized and lowered: the region, or the whole network. */
  public Graph region() {
    return split == null ? graph : split.region();
  }

  /** Whether the host computes what the accelerator's input is made of. */
  public boolean hasHead() {
    return split != null && split.head() != null;
  }

  /** Whether the host computes more with the result than any network leaves to it. */
  public boolean hasTail() {
    return split != null && split.tail() != null;
  }

  /** The whole network of the lowered region. */
  public QuantizedModel complete(QuantizedModel region) {
    return split == null ? region : HostComposition.of(region, split);
  }

  /** Where the two sides meet: what goes to the accelerator and comes back in a build. */
  public Cuts cuts() {
    return split == null ? new Cuts(graph.inputs().get(0), graph.outputs().get(0)) : split.cuts();
  }

  /**
   * Every node that computes something of the network's input, in order.
   *
   * @param model the complete model
   */
  public List<Placement> placements(QuantizedModel model) {
    HostGraphs host = model.host();
    Set<String> head = names(host.head());
    Set<String> tail = names(host.tail());
    GraphSplitter splitter = new GraphSplitter(graph);
    List<Placement> placements = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (!splitter.isComputed(node)) {
        continue;
      }
      boolean step = node.op() instanceof HostTail;
      Placement.Side side =
          head.contains(node.name())
              ? Placement.Side.HEAD
              : tail.contains(node.name()) || step
                  ? Placement.Side.TAIL
                  : Placement.Side.ACCELERATOR;
      String why = side.isHost() ? reasons.getOrDefault(node.name(), usual(side)) : "";
      placements.add(new Placement(node, side, Products.of(graph, node), why));
    }
    return placements;
  }

  private static String usual(Placement.Side side) {
    return side == Placement.Side.HEAD
        ? "before the codes that the accelerator takes"
        : "behind the accelerator's last codes";
  }

  private static Set<String> names(@Nullable Graph graph) {
    Set<String> names = new HashSet<>();
    if (graph != null) {
      graph.nodes().forEach(node -> names.add(node.name()));
    }
    return names;
  }

  /** The same with other reasons where there are none yet. */
  PartitionPlan withReasons(Map<String, String> further) {
    Map<String, String> all = new HashMap<>(further);
    all.putAll(reasons);
    return new PartitionPlan(graph, split, trial, all);
  }
}

package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Operators;
import io.nn2fpga.op.StructuralActors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The smallest FIFOs that keep a flow graph's throughput, found by simulation.
 *
 * <p>The actors are deterministic and more room never delays a beat, so throughput grows with each
 * depth and every depth can be searched by halving; {@link FifoSearch} says how.
 *
 * @param graph the flow graph with these depths
 * @param depths beats of each FIFO, by the stream it buffers
 * @param interval cycles a frame, in steady state, of the graph with these depths
 */
public record FifoSizing(Graph graph, Map<String, Integer> depths, long interval) {
  /** The least depth at which a FIFO takes and gives a beat in every cycle. */
  public static final int LEAST_DEPTH = 2;

  /** Copies the map, keeping its order. */
  public FifoSizing {
    depths = Collections.unmodifiableMap(new LinkedHashMap<>(depths));
  }

  /**
   * Sizes the FIFOs of a flow graph.
   *
   * @throws IllegalStateException if the graph stops even with FIFOs that hold whole frames: no
   *     depth mends that, an actor is wrong
   */
  public static FifoSizing of(Graph graph) {
    return new FifoSearch(graph).run();
  }

  /** The graph with other FIFO depths, by the stream that each buffers. */
  public static Graph withDepths(Graph graph, Map<String, Integer> depths) {
    StructuralActors actors = Operators.structural();
    List<Node> fifos = fifos(graph);
    List<Node> nodes =
        graph.nodes().stream()
            .map(n -> fifos.contains(n) ? withDepth(n, depths, actors) : n)
            .toList();
    return new Graph(
        graph.name(),
        graph.level(),
        graph.inputs(),
        graph.outputs(),
        nodes,
        graph.values(),
        graph.constants());
  }

  private static Node withDepth(Node node, Map<String, Integer> depths, StructuralActors actors) {
    Integer depth = depths.get(node.input());
    return depth == null
        ? node
        : new Node(node.name(), actors.fifo(depth), node.inputs(), node.outputs(), node.source());
  }

  static List<Node> fifos(Graph graph) {
    return graph.nodes().stream().filter(FlowPaths::isFifo).toList();
  }
}

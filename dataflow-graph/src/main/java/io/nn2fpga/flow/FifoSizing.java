package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Operators;
import io.nn2fpga.op.StructuralActors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The smallest FIFOs that keep a flow graph's throughput, found by simulation.
 *
 * <p>The actors are deterministic and more room never delays a beat, so throughput grows with each
 * depth and every depth can be searched by halving.
 *
 * @param graph the flow graph with these depths
 * @param depths beats of each FIFO, by the stream it buffers
 * @param interval cycles a frame, in steady state, of the graph with these depths
 */
public record FifoSizing(Graph graph, Map<String, Integer> depths, long interval) {
  /** The least depth at which a FIFO takes and gives a beat in every cycle. */
  public static final int LEAST_DEPTH = 2;

  /** Enough for a steady state that repeats every three frames, after filling the pipeline. */
  private static final int FRAMES = 10;

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
    StructuralActors actors = Operators.structural();
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (Node node : fifos(graph, actors)) {
      depths.put(node.input(), graph.value(node.input()).stream().beatsPerFrame() + LEAST_DEPTH);
    }
    Graph roomy = withDepths(graph, depths);
    Trace trace = simulate(roomy);
    if (trace == null) {
      throw new IllegalStateException(
          "graph " + graph.name() + " stops even with FIFOs that hold whole frames");
    }
    long interval = trace.period(FRAMES).interval();
    for (Node node : fifos(graph, actors)) {
      depths.put(node.input(), Math.max(LEAST_DEPTH, peak(trace, node) + 1));
    }
    for (String stream : List.copyOf(depths.keySet())) {
      depths.put(stream, smallest(graph, depths, stream, interval));
    }
    Graph sized = withDepths(graph, depths);
    return new FifoSizing(sized, depths, interval);
  }

  /** The graph with other FIFO depths, by the stream that each buffers. */
  public static Graph withDepths(Graph graph, Map<String, Integer> depths) {
    StructuralActors actors = Operators.structural();
    List<Node> fifos = fifos(graph, actors);
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

  private static List<Node> fifos(Graph graph, StructuralActors actors) {
    Class<?> fifo = actors.fifo(LEAST_DEPTH).getClass();
    return graph.nodes().stream().filter(n -> fifo.isInstance(n.op())).toList();
  }

  private static int smallest(
      Graph graph, Map<String, Integer> depths, String stream, long interval) {
    Map<String, Integer> tried = new LinkedHashMap<>(depths);
    int enough = depths.getOrDefault(stream, LEAST_DEPTH);
    int low = LEAST_DEPTH;
    while (low < enough) {
      // The least depth is enough nearly everywhere: try it before halving.
      int middle = low == LEAST_DEPTH ? low : (low + enough) / 2;
      tried.put(stream, middle);
      Trace trace = simulate(withDepths(graph, tried));
      if (trace != null && trace.period(FRAMES).interval() <= interval) {
        enough = middle;
      } else {
        low = middle + 1;
      }
    }
    return enough;
  }

  /** The trace of a run; null if the graph stops. */
  private static @Nullable Trace simulate(Graph graph) {
    try {
      return FlowSimulator.run(graph, FRAMES);
    } catch (DeadlockException e) {
      return null;
    }
  }

  /** The most beats that a FIFO held. */
  private static int peak(Trace trace, Node fifo) {
    List<Integer> in = trace.transfersOf(fifo.input());
    List<Integer> out = trace.transfersOf(fifo.output());
    int peak = 0;
    int left = 0;
    for (int entered = 0; entered < in.size(); entered++) {
      while (left < out.size() && out.get(left) < in.get(entered)) {
        left++;
      }
      peak = Math.max(peak, entered + 1 - left);
    }
    return peak;
  }
}

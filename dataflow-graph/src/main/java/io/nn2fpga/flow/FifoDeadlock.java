package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A FIFO that is too small for a flow graph to go on: it lies on one of two branches between a fork
 * and the actor where they meet, and is full before the other branch gives anything.
 *
 * @param stream the stream that it buffers
 * @param depth beats that it holds
 * @param fork the actor where the branches part
 * @param join the actor where they meet, which waits for the other branch
 * @param least the smallest depth with which the graph goes on, however its source and its sink
 *     stall; other FIFOs that are too small counted as large enough
 */
public record FifoDeadlock(String stream, int depth, String fork, String join, int least) {
  private static final int FRAMES = 3;

  /** Frames that a FIFO holds which shall not be the one that stops the graph. */
  private static final int ROOMY_FRAMES = 16;

  /**
   * Every FIFO of a flow graph that makes it stop.
   *
   * @return an empty list if the graph goes on without stalls and behind a sparse source
   * @throws DeadlockException if it stops and no FIFO is the cause
   */
  public static List<FifoDeadlock> in(Graph graph) {
    Map<String, FifoDeadlock> found = new LinkedHashMap<>();
    Map<String, Integer> enlarged = new LinkedHashMap<>();
    DeadlockException stop = stop(graph);
    while (stop != null) {
      List<FifoDeadlock> causes = causes(graph, stop);
      if (!causes.stream().allMatch(c -> found.putIfAbsent(c.stream, c) == null)
          || causes.isEmpty()) {
        throw stop;
      }
      for (FifoDeadlock cause : causes) {
        int beats = graph.value(cause.stream).stream().beatsPerFrame();
        enlarged.put(cause.stream, ROOMY_FRAMES * beats);
      }
      stop = stop(FifoSizing.withDepths(graph, enlarged));
    }
    List<FifoDeadlock> result = new ArrayList<>();
    found.forEach((stream, cause) -> result.add(cause.withLeast(least(graph, cause, enlarged))));
    return result;
  }

  private FifoDeadlock withLeast(int found) {
    return new FifoDeadlock(stream, depth, fork, join, found);
  }

  /** How a graph stops; null if it goes on. */
  private static @Nullable DeadlockException stop(Graph graph) {
    try {
      FlowSimulator.run(graph, FRAMES);
      FifoSearch.runBehindSparseSource(graph);
      return null;
    } catch (DeadlockException e) {
      return e;
    }
  }

  private static int least(Graph graph, FifoDeadlock cause, Map<String, Integer> enlarged) {
    Map<String, Integer> tried = new LinkedHashMap<>(enlarged);
    int low = cause.depth + 1;
    // Doubling finds the size of what is needed while the runs that stop are still short.
    int enough = low;
    while (stops(graph, tried, cause.stream, enough)) {
      low = enough + 1;
      enough *= 2;
    }
    while (low < enough) {
      int middle = (low + enough) / 2;
      if (stops(graph, tried, cause.stream, middle)) {
        low = middle + 1;
      } else {
        enough = middle;
      }
    }
    return enough;
  }

  private static boolean stops(Graph graph, Map<String, Integer> depths, String stream, int depth) {
    depths.put(stream, depth);
    return stop(FifoSizing.withDepths(graph, depths)) != null;
  }

  /** The FIFOs that are full before an actor that waits for another stream. */
  private static List<FifoDeadlock> causes(Graph graph, DeadlockException stop) {
    List<FifoDeadlock> causes = new ArrayList<>();
    for (Node join : graph.nodes()) {
      List<String> streams = FlowPaths.streams(graph, join);
      List<String> offered = streams.stream().filter(stop.waiting()::contains).toList();
      if (offered.isEmpty() || offered.size() == streams.size()) {
        continue;
      }
      for (String stream : offered) {
        FlowPaths.Branch branch = FlowPaths.back(graph, stream);
        if (branch.fork() != null && !branch.fifos().isEmpty()) {
          Node fifo = branch.fifos().get(0);
          causes.add(
              new FifoDeadlock(
                  fifo.input(), FlowPaths.depth(fifo), branch.fork().name(), join.name(), 0));
        }
      }
    }
    return causes;
  }
}

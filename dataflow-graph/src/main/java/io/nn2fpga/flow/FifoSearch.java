package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Actor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Searches the smallest FIFO depths that keep a flow graph's throughput.
 *
 * <p><b>Chains.</b> Nearly every FIFO does with the least depth, so all are tried at once; only
 * where that costs throughput the search goes into halves, and the FIFOs that are left over are
 * searched one by one.
 *
 * <p><b>Where branches meet.</b> The short branch has to hold what the long one holds back. The
 * FIFO that holds it is the last one before the actor where they meet (the <em>holder</em>): behind
 * a shortcut's own layer, so of the smaller frame, and with nothing in between whose room depends
 * on time. Its first bound is the most that it holds when it never fills up while all others have
 * the least depth: then the long branch takes from the fork only what it has room for, so this is
 * the long branch's own capacity, not a frame. From there the depth is halved.
 *
 * <p><b>No deadlock, whatever stalls.</b> An actor's behaviour depends on the order of its
 * transfers alone, and what can move stays able to move until it does. Such a network is
 * persistent: whether it can go on depends on how many beats each queue holds, not on when they
 * came, so stalls of source and sink cannot stop what runs without them. One thing does depend on
 * time: a blocked pipeline holds as many beats as entered it without gaps, from one to its length.
 * So a depth that only just works may count on beats that wait in the pipelines of the short branch
 * instead of in the holder. Therefore a holder is never smaller than what it holds behind a sparse
 * source, whose gaps let all other actors empty themselves before the next beat: that is the room
 * the long branch's data dependences ask for, without any help.
 */
final class FifoSearch {
  /** Enough for a steady state that repeats every three frames, after filling the pipeline. */
  static final int FRAMES = 10;

  /** What trials run; the result is checked with {@link #FRAMES}. */
  private static final int TRIAL_FRAMES = 4;

  private static final int SPARSE_FRAMES = 2;

  /** Whole frames that a FIFO of the first run holds; more where branches hold back more. */
  private static final int[] ROOMY_FRAMES = {1, 4, 16};

  private final Graph graph;
  private final List<Node> fifos;
  private final List<Node> holders;
  private final Map<String, Integer> depths = new LinkedHashMap<>();
  private long target;
  private int frames = TRIAL_FRAMES;

  FifoSearch(Graph graph) {
    this.graph = graph;
    fifos = FifoSizing.fifos(graph);
    holders = fifos.stream().filter(f -> FlowPaths.feedsJoin(graph, f)).toList();
  }

  FifoSizing run() {
    Map<String, Integer> roomy = new LinkedHashMap<>();
    Trace trace = roomy(roomy);
    target = interval(trace);
    search(roomy, trace);
    if (!fits(simulate(depths, FRAMES))) {
      frames = FRAMES; // what trials of few frames did not show
      search(roomy, trace);
    }
    return new FifoSizing(FifoSizing.withDepths(graph, depths), depths, target);
  }

  /**
   * Fills in depths that cost no throughput and runs with them. A frame's room is enough for most
   * networks; not where the long branch is many frames long, because frames are short.
   */
  private Trace roomy(Map<String, Integer> roomy) {
    long least = 1;
    for (Node node : graph.nodes()) {
      least = Math.max(least, Actor.of(graph, node).interval());
    }
    Trace best = null;
    for (int held : ROOMY_FRAMES) {
      Map<String, Integer> tried = new LinkedHashMap<>();
      for (Node fifo : fifos) {
        int beats = graph.value(fifo.input()).stream().beatsPerFrame();
        tried.put(fifo.input(), held * beats + FifoSizing.LEAST_DEPTH);
      }
      Trace trace = simulate(tried, FRAMES);
      boolean faster = trace != null && (best == null || interval(trace) < interval(best));
      if (faster) {
        best = trace;
        roomy.putAll(tried);
      }
      boolean mayGain = !holders.isEmpty() && (best == null || interval(best) > least);
      if (best != null && !(faster && mayGain)) {
        return best;
      }
    }
    if (best == null) {
      throw new IllegalStateException(
          "graph " + graph.name() + " stops even with FIFOs that hold whole frames");
    }
    return best;
  }

  private static long interval(Trace trace) {
    return trace.period(trace.frames()).interval();
  }

  private void search(Map<String, Integer> roomy, Trace roomyTrace) {
    depths.clear();
    depths.putAll(roomy);
    List<Node> chain = fifos.stream().filter(f -> !holders.contains(f)).toList();
    chain.forEach(f -> depths.put(f.input(), FifoSizing.LEAST_DEPTH));
    Trace tight = simulate(depths, frames);
    if (!fits(tight)) {
      chain.forEach(f -> depths.put(f.input(), enough(roomyTrace, f)));
      shrink(chain);
      tight = simulate(depths, frames);
    }
    if (tight == null || holders.isEmpty()) {
      return;
    }
    for (Node holder : holders) {
      depths.put(holder.input(), enough(tight, holder));
    }
    Map<String, Integer> needed = neededBySparseSource();
    Map<String, Integer> tried = new LinkedHashMap<>(depths);
    needed.forEach((stream, beats) -> tried.merge(stream, beats, Math::min));
    if (fits(simulate(tried, frames))) {
      depths.putAll(tried);
      return;
    }
    for (Node holder : holders) {
      shrink(holder, needed.getOrDefault(holder.input(), FifoSizing.LEAST_DEPTH));
    }
  }

  /** A depth that never stalls where a run with larger ones never stalled. */
  private static int enough(Trace trace, Node fifo) {
    return Math.max(FifoSizing.LEAST_DEPTH, trace.peak(fifo.input(), fifo.output()) + 1);
  }

  /** Gives FIFOs the least depth, all at once if that works, else half by half. */
  private void shrink(List<Node> some) {
    if (some.isEmpty()) {
      return;
    }
    Map<String, Integer> tried = new LinkedHashMap<>(depths);
    some.forEach(f -> tried.put(f.input(), FifoSizing.LEAST_DEPTH));
    if (tried.equals(depths)) {
      return;
    }
    if (fits(simulate(tried, frames))) {
      depths.putAll(tried);
    } else if (some.size() == 1) {
      halve(some.get(0), FifoSizing.LEAST_DEPTH + 1);
    } else {
      shrink(some.subList(0, some.size() / 2));
      shrink(some.subList(some.size() / 2, some.size()));
    }
  }

  private void shrink(Node fifo, int least) {
    Map<String, Integer> tried = new LinkedHashMap<>(depths);
    tried.put(fifo.input(), least);
    if (least >= depth(fifo) || fits(simulate(tried, frames))) {
      depths.put(fifo.input(), least);
    } else {
      halve(fifo, least + 1);
    }
  }

  /** The smallest depth from {@code least} on that keeps the throughput. */
  private void halve(Node fifo, int least) {
    Map<String, Integer> tried = new LinkedHashMap<>(depths);
    int low = least;
    int enough = depth(fifo);
    while (low < enough) {
      int middle = (low + enough) / 2;
      tried.put(fifo.input(), middle);
      if (fits(simulate(tried, frames))) {
        enough = middle;
      } else {
        low = middle + 1;
      }
    }
    depths.put(fifo.input(), enough);
  }

  private int depth(Node fifo) {
    return depths.getOrDefault(fifo.input(), FifoSizing.LEAST_DEPTH);
  }

  /** What each holder holds at most when beats come so far apart that all else is empty. */
  private Map<String, Integer> neededBySparseSource() {
    Map<String, Integer> needed = new LinkedHashMap<>();
    Trace trace = runBehindSparseSource(FifoSizing.withDepths(graph, depths));
    for (Node holder : holders) {
      int peak = trace.peak(holder.input(), holder.output());
      needed.put(holder.input(), Math.max(FifoSizing.LEAST_DEPTH, peak));
    }
    return needed;
  }

  /**
   * Runs behind a source with gaps of about four times what the slowest actor takes for a beat, and
   * the length of a pipeline; at most 256 cycles.
   *
   * @throws DeadlockException if the graph stops
   */
  static Trace runBehindSparseSource(Graph graph) {
    long beats = 1;
    for (String input : graph.inputs()) {
      beats = Math.max(beats, graph.value(input).stream().beatsPerFrame());
    }
    long slowest = 1;
    for (Node node : graph.nodes()) {
      slowest = Math.max(slowest, Actor.of(graph, node).interval());
    }
    long gap = Math.min(256, 16 + 4 * slowest / beats);
    int rate = (int) (256 - 256 / gap);
    return new FlowSimulator(
            graph,
            SPARSE_FRAMES,
            graph.inputs().stream().map(n -> new StallPattern(1, rate)).toList(),
            graph.outputs().stream().map(n -> new StallPattern(1, 0)).toList())
        .run(SPARSE_FRAMES);
  }

  private boolean fits(@Nullable Trace trace) {
    return trace != null && interval(trace) <= target;
  }

  /** The trace of a run; null if the graph stops. */
  private @Nullable Trace simulate(Map<String, Integer> tried, int runFrames) {
    try {
      return FlowSimulator.run(FifoSizing.withDepths(graph, tried), runFrames);
    } catch (DeadlockException e) {
      return null;
    }
  }
}

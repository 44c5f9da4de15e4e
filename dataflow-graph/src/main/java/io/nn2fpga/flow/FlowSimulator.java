package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.TimingMachine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps the timing machines of a flow graph cycle by cycle and records each transfer.
 *
 * <p>A source per graph input and a sink per graph output stall as their {@link StallPattern} says.
 * A source that stalls offers nothing, but once it offers a beat it keeps offering it until it is
 * taken. Cycle 0 is the first cycle after reset.
 */
public final class FlowSimulator {
  private final Graph graph;
  private final List<Edge> edges = new ArrayList<>();
  private final List<Stage> stages = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();
  private final List<Sink> sinks = new ArrayList<>();

  /** A stream. */
  private static final class Edge {
    private final CycleList transfers = new CycleList();
    private boolean valid;
    private boolean ready;
  }

  /** An actor, with the arrays that its machine is given: allocated once, not in each cycle. */
  private static final class Stage {
    private final TimingMachine machine;
    private final Edge[] inputs;
    private final Edge[] outputs;
    private final boolean[] inputValid;
    private final boolean[] outputReady;
    private final boolean[] taken;
    private final boolean[] given;
    private long busy;
    private long starved;
    private long blocked;

    private Stage(TimingMachine machine, List<Edge> inputs, List<Edge> outputs) {
      this.machine = machine;
      this.inputs = inputs.toArray(new Edge[0]);
      this.outputs = outputs.toArray(new Edge[0]);
      this.inputValid = new boolean[inputs.size()];
      this.taken = new boolean[inputs.size()];
      this.outputReady = new boolean[outputs.size()];
      this.given = new boolean[outputs.size()];
    }

    private void offer() {
      for (int o = 0; o < outputs.length; o++) {
        outputs[o].valid = machine.valid(o);
      }
    }

    private void answer() {
      for (int i = 0; i < inputs.length; i++) {
        inputValid[i] = inputs[i].valid;
      }
      for (int o = 0; o < outputs.length; o++) {
        outputReady[o] = outputs[o].ready;
      }
      for (int i = 0; i < inputs.length; i++) {
        inputs[i].ready = machine.ready(i, inputValid, outputReady);
      }
    }

    private void clock() {
      boolean isBlocked = false;
      boolean isStarved = false;
      for (int o = 0; o < outputs.length; o++) {
        given[o] = outputs[o].valid && outputs[o].ready;
        isBlocked |= outputs[o].valid && !outputs[o].ready;
      }
      for (int i = 0; i < inputs.length; i++) {
        taken[i] = inputs[i].valid && inputs[i].ready;
        isStarved |= inputs[i].ready && !inputs[i].valid;
      }
      for (boolean gave : given) {
        isStarved &= !gave;
      }
      blocked += isBlocked ? 1 : 0;
      starved += !isBlocked && isStarved ? 1 : 0;
      busy += !isBlocked && !isStarved ? 1 : 0;
      machine.clock(taken, given, outputReady);
    }
  }

  private static final class Source {
    private final Edge edge;
    private final StallPattern pattern;
    private final long beats;
    private long sent;
    private boolean offering;

    private Source(Edge edge, StallPattern pattern, long beats) {
      this.edge = edge;
      this.pattern = pattern;
      this.beats = beats;
    }
  }

  private static final class Sink {
    private final Edge edge;
    private final StallPattern pattern;

    private Sink(Edge edge, StallPattern pattern) {
      this.edge = edge;
      this.pattern = pattern;
    }
  }

  /**
   * Prepares a run.
   *
   * @param graph a flow graph
   * @param frames how many frames each source sends
   * @param sourceStalls stall pattern by index of the graph input
   * @param sinkStalls stall pattern by index of the graph output
   */
  public FlowSimulator(
      Graph graph, int frames, List<StallPattern> sourceStalls, List<StallPattern> sinkStalls) {
    this.graph = graph;
    Map<String, Edge> byName = new HashMap<>();
    for (String name : graph.values().keySet()) {
      if (!graph.isConstant(name)) {
        Edge edge = new Edge();
        byName.put(name, edge);
        edges.add(edge);
      }
    }
    for (Node node : graph.nodes()) {
      List<Edge> inputs =
          node.inputs().stream()
              .filter(n -> !graph.isConstant(n))
              .map(n -> edge(byName, n))
              .toList();
      List<Edge> outputs = node.outputs().stream().map(n -> edge(byName, n)).toList();
      stages.add(new Stage(Actor.of(graph, node).timing(), inputs, outputs));
    }
    for (int i = 0; i < graph.inputs().size(); i++) {
      String name = graph.inputs().get(i);
      long beats = (long) frames * graph.value(name).stream().beatsPerFrame();
      sources.add(new Source(edge(byName, name), sourceStalls.get(i), beats));
    }
    for (int i = 0; i < graph.outputs().size(); i++) {
      sinks.add(new Sink(edge(byName, graph.outputs().get(i)), sinkStalls.get(i)));
    }
  }

  private static Edge edge(Map<String, Edge> byName, String name) {
    Edge edge = byName.get(name);
    if (edge == null) {
      throw new IllegalArgumentException("no stream '" + name + "'");
    }
    return edge;
  }

  /** A run without stalls. */
  public static Trace run(Graph graph, int frames) {
    return new FlowSimulator(
            graph,
            frames,
            graph.inputs().stream().map(n -> StallPattern.none()).toList(),
            graph.outputs().stream().map(n -> StallPattern.none()).toList())
        .run(frames);
  }

  /**
   * Runs until every sink has its frames.
   *
   * @param frames how many frames each sink waits for
   * @throws DeadlockException if nothing moved for longer than stalls can explain
   */
  public Trace run(int frames) {
    long wanted = 0;
    for (String output : graph.outputs()) {
      wanted += (long) frames * graph.value(output).stream().beatsPerFrame();
    }
    long received = 0;
    int idle = 0;
    for (int cycle = 0; received < wanted; cycle++) {
      settle();
      boolean moved = false;
      for (Edge edge : edges) {
        if (edge.valid && edge.ready) {
          edge.transfers.add(cycle);
          moved = true;
        }
      }
      for (Sink sink : sinks) {
        received += sink.edge.valid && sink.edge.ready ? 1 : 0;
      }
      clock();
      idle = moved ? 0 : idle + 1;
      if (idle > IDLE_LIMIT) {
        throw new DeadlockException(cycle, blockedActors(), waitingStreams());
      }
    }
    return trace();
  }

  private Trace trace() {
    Map<String, List<Integer>> transfers = new LinkedHashMap<>();
    int next = 0;
    for (String name : graph.values().keySet()) {
      if (!graph.isConstant(name)) {
        transfers.put(name, edges.get(next++).transfers);
      }
    }
    Map<String, Trace.Activity> activities = new LinkedHashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      activities.put(
          graph.nodes().get(i).name(),
          new Trace.Activity(stage.busy, stage.starved, stage.blocked));
    }
    return new Trace(graph, transfers, activities);
  }

  /** Cycles without a transfer that no pipeline and no stall pattern explains. */
  private static final int IDLE_LIMIT = 10_000;

  private List<String> blockedActors() {
    List<String> blocked = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      for (Edge output : stages.get(i).outputs) {
        if (output.valid && !output.ready) {
          blocked.add(graph.nodes().get(i).name());
        }
      }
    }
    return blocked;
  }

  private List<String> waitingStreams() {
    List<String> waiting = new ArrayList<>();
    int next = 0;
    for (String name : graph.values().keySet()) {
      if (!graph.isConstant(name)) {
        Edge edge = edges.get(next++);
        if (edge.valid && !edge.ready) {
          waiting.add(name);
        }
      }
    }
    return waiting;
  }

  private void settle() {
    for (Source source : sources) {
      source.offering =
          source.offering || (source.sent < source.beats && !source.pattern.stalled());
      source.edge.valid = source.offering;
    }
    for (Stage stage : stages) {
      stage.offer();
    }
    for (Sink sink : sinks) {
      sink.edge.ready = !sink.pattern.stalled();
    }
    for (int i = stages.size() - 1; i >= 0; i--) {
      stages.get(i).answer();
    }
  }

  private void clock() {
    for (Stage stage : stages) {
      stage.clock();
    }
    for (Source source : sources) {
      if (source.edge.valid && source.edge.ready) {
        source.sent++;
        source.offering = false;
      }
      source.pattern.clock();
    }
    for (Sink sink : sinks) {
      sink.pattern.clock();
    }
  }
}

package io.nn2fpga.partition;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.HostTail;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts a graph of one input and one output in three. */
final class GraphSplitter {
  private final Graph graph;
  private final Map<String, Integer> makers = new HashMap<>();

  /** Nodes that compute something of a value, by its name. */
  private final Map<String, BitSet> behind = new HashMap<>();

  /** Nodes that read a value, by its name. */
  private final Map<String, BitSet> readers = new HashMap<>();

  /** Nodes that a value is computed by, by its name. */
  private final Map<String, BitSet> before = new HashMap<>();

  /** What follows from constants alone; every part that needs it has a copy. */
  private final Set<String> constants = new HashSet<>();

  GraphSplitter(Graph graph) {
    this.graph = graph;
    constants.addAll(graph.constants().keySet());
    graph.inputs().forEach(input -> before.put(input, new BitSet()));
    List<Node> nodes = graph.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      BitSet needed = new BitSet();
      for (String operand : computed(node)) {
        needed.or(before.getOrDefault(operand, new BitSet()));
      }
      boolean constant = computed(node).isEmpty();
      for (String operand : computed(node)) {
        readers.computeIfAbsent(operand, name -> new BitSet()).set(i);
      }
      needed.set(i, !constant);
      for (String output : node.outputs()) {
        makers.put(output, i);
        before.put(output, needed);
        if (constant) {
          constants.add(output);
        }
      }
    }
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      BitSet following = new BitSet();
      node.outputs().forEach(output -> following.or(behindOf(output)));
      following.set(i);
      computed(node).forEach(operand -> behindOf(operand).or(following));
    }
  }

  private BitSet behindOf(String value) {
    return behind.computeIfAbsent(value, name -> new BitSet());
  }

  /** The operands of a node that depend on the graph's input. */
  List<String> computed(Node node) {
    return node.inputs().stream().filter(value -> !constants.contains(value)).toList();
  }

  /** Whether a node computes something of the graph's input. */
  boolean isComputed(Node node) {
    return !constants.contains(node.output());
  }

  /** The places of the nodes that a node reads, or that read it. */
  BitSet neighbours(int place) {
    BitSet neighbours = new BitSet();
    Node node = graph.nodes().get(place);
    for (String operand : computed(node)) {
      Integer maker = makers.get(operand);
      if (maker != null) {
        neighbours.set(maker);
      }
    }
    node.outputs().forEach(output -> neighbours.or(readers.getOrDefault(output, new BitSet())));
    return neighbours;
  }

  /** Everything that can cross a cut: the input and what is computed of it, in order. */
  List<String> values() {
    List<String> values = new ArrayList<>(graph.inputs());
    graph.nodes().stream().filter(this::isComputed).forEach(n -> values.addAll(n.outputs()));
    return values;
  }

  private @Nullable Node maker(String value) {
    Integer index = makers.get(value);
    return index == null ? null : graph.nodes().get(index);
  }

  /** The places of the nodes between two cuts. */
  BitSet region(Cuts cuts) {
    BitSet region = (BitSet) behindOf(cuts.input()).clone();
    region.and(before.getOrDefault(cuts.output(), new BitSet()));
    return region;
  }

  /**
   * Why two values are no cuts.
   *
   * @return null if they are
   */
  @Nullable String problem(Cuts cuts) {
    String output = graph.outputs().get(0);
    BitSet region = region(cuts);
    if (region.isEmpty()) {
      return "'" + cuts.output() + "' is not computed of '" + cuts.input() + "'";
    }
    for (String cut : List.of(cuts.input(), cuts.output())) {
      if (!CutCost.canCross(graph.value(cut).tensor())) {
        return "'" + cut + "' is " + graph.value(cut).type() + ", which no frame [C, H, W] holds";
      }
    }
    Integer end = makers.get(output);
    if (!cuts.output().equals(output) && (end == null || !behindOf(cuts.output()).get(end))) {
      return "the network's output is not computed of '" + cuts.output() + "'";
    }
    Node last = maker(cuts.output());
    if (last != null && last.op() instanceof HostTail && !cuts.output().equals(output)) {
      return "'"
          + cuts.output()
          + "' is a result of '"
          + last.op().mnemonic()
          + "', which the host computes";
    }
    return leak(cuts, region);
  }

  /** A value beside the cuts by which the region is connected with the rest; null if none is. */
  private @Nullable String leak(Cuts cuts, BitSet region) {
    for (int i = region.nextSetBit(0); i >= 0; i = region.nextSetBit(i + 1)) {
      Node node = graph.nodes().get(i);
      for (String operand : computed(node)) {
        Integer maker = makers.get(operand);
        if (!operand.equals(cuts.input()) && (maker == null || !region.get(maker))) {
          return "'" + node.name() + "' between the cuts also reads '" + operand + "'";
        }
      }
      for (String result : node.outputs()) {
        if (result.equals(cuts.output())) {
          continue;
        }
        if (graph.outputs().contains(result)) {
          return "'" + result + "' between the cuts is the network's output";
        }
        BitSet outside = (BitSet) readers.getOrDefault(result, new BitSet()).clone();
        outside.andNot(region);
        if (!outside.isEmpty()) {
          Node reader = graph.nodes().get(outside.nextSetBit(0));
          return "'" + result + "' between the cuts is also read by '" + reader.name() + "'";
        }
      }
    }
    return null;
  }

  /** The three parts; the cuts have no {@link #problem}. */
  SplitGraph split(Cuts cuts) {
    BitSet region = region(cuts);
    BitSet first = before.getOrDefault(cuts.input(), new BitSet());
    BitSet live = before.getOrDefault(graph.outputs().get(0), new BitSet());
    List<Node> head = new ArrayList<>();
    List<Node> middle = new ArrayList<>();
    List<Node> last = new ArrayList<>();
    BitSet behindRegion = (BitSet) live.clone();
    behindRegion.andNot(region);
    behindRegion.andNot(first);
    for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
      (region.get(i) ? middle : behindRegion.get(i) ? last : head).add(graph.nodes().get(i));
    }
    Set<String> kept = new LinkedHashSet<>();
    for (Node node : last) {
      for (String operand : computed(node)) {
        Integer maker = makers.get(operand);
        boolean own = maker != null && behindRegion.get(maker);
        if (!own && !operand.equals(cuts.output())) {
          kept.add(kept(operand));
        }
      }
    }
    String output = graph.outputs().get(0);
    List<String> tailInputs = new ArrayList<>(List.of(cuts.output()));
    tailInputs.addAll(kept);
    // The first output of the head goes to the accelerator; if the tail reads it too, it is there
    // again among the others.
    List<String> headOutputs = new ArrayList<>(List.of(cuts.input()));
    kept.stream().filter(value -> !graph.inputs().contains(value)).forEach(headOutputs::add);
    return new SplitGraph(
        cuts,
        head.isEmpty() ? null : part(".head", graph.inputs(), head, headOutputs),
        part("", List.of(cuts.input()), middle, List.of(cuts.output())),
        cuts.output().equals(output) ? null : part(".tail", tailInputs, last, List.of(output)));
  }

  /**
   * What is kept of a value: of dequantized codes the codes, which kernels of the tail may read.
   */
  private String kept(String value) {
    Node maker = maker(value);
    return maker != null && maker.op() instanceof Dequantize ? maker.input() : value;
  }

  private Graph part(String suffix, List<String> inputs, List<Node> nodes, List<String> outputs) {
    Graph.Builder builder = Graph.builder(graph.name() + suffix, Level.NN);
    inputs.forEach(input -> builder.input(input, graph.value(input).type()));
    nodes.forEach(node -> add(builder, node));
    outputs.forEach(builder::output);
    return builder.build();
  }

  /** Copies a node, and the constants and nodes of constants that it reads. */
  private void add(Graph.Builder builder, Node node) {
    for (String operand : node.inputs()) {
      if (builder.isDefined(operand)) {
        continue;
      }
      Node maker = maker(operand);
      if (maker == null) {
        builder.constant(operand, graph.constant(operand));
      } else {
        add(builder, maker);
      }
    }
    builder.node(node);
  }
}

package io.nn2fpga.fold;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operators;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.op.WeightMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Nodes of an int-level graph that share one folding: a node that has foldings and those after it
 * that follow its lanes. A node that is not the only reader of what it follows is a group of its
 * own. FIFOs stand between groups.
 *
 * @param graph the int-level graph
 * @param nodes in topological order; the first one has the foldings
 * @param foldings what the first node offers; empty if the group follows the lanes of what it reads
 */
public record LayerGroup(Graph graph, List<Node> nodes, List<Folding> foldings) {

  /** Copies the lists. */
  public LayerGroup {
    nodes = List.copyOf(nodes);
    foldings = List.copyOf(foldings);
  }

  /** The groups of a graph, in topological order; every node is in one. */
  public static List<LayerGroup> of(Graph graph) {
    List<List<Node>> groups = new ArrayList<>();
    List<List<Folding>> foldings = new ArrayList<>();
    Map<String, List<Node>> groupOf = new HashMap<>();
    for (Node node : graph.nodes()) {
      List<Folding> own = operator(node).foldings(new LayerNode(graph, node));
      boolean follows = own.isEmpty() && graph.isReadOnce(node.input());
      List<Node> group = follows ? groupOf.get(node.input()) : null;
      if (group == null) {
        group = new ArrayList<>();
        groups.add(group);
        foldings.add(own);
      }
      group.add(node);
      for (String output : node.outputs()) {
        groupOf.put(output, group);
      }
    }
    List<LayerGroup> result = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      result.add(
          new LayerGroup(
              graph, groups.get(i), withRequantizers(graph, groups.get(i), foldings.get(i))));
    }
    return result;
  }

  /** Each folding with each requantizer that one of the nodes offers. */
  private static List<Folding> withRequantizers(
      Graph graph, List<Node> nodes, List<Folding> foldings) {
    Set<Requantizer> offered = new TreeSet<>();
    for (Node node : nodes) {
      offered.addAll(operator(node).requantizers(new LayerNode(graph, node)));
    }
    List<Folding> all = new ArrayList<>();
    for (Requantizer requantizer : offered) {
      foldings.forEach(folding -> all.add(folding.with(requantizer)));
    }
    return all;
  }

  /** The name of the first node. */
  public String name() {
    return nodes.get(0).name();
  }

  /** Int-level values that come from outside, in order of use; constants left out. */
  public List<String> inputs() {
    Set<String> inside = new LinkedHashSet<>();
    Set<String> outside = new LinkedHashSet<>();
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        if (!graph.isConstant(input) && !inside.contains(input)) {
          outside.add(input);
        }
      }
      inside.addAll(node.outputs());
    }
    return List.copyOf(outside);
  }

  /** Int-level values that other groups or the graph's outputs read, in order of definition. */
  public List<String> outputs() {
    List<String> result = new ArrayList<>();
    for (Node node : nodes) {
      for (String output : node.outputs()) {
        boolean read = graph.outputs().contains(output);
        for (Node reader : graph.readers(output)) {
          read |= nodes.stream().noneMatch(n -> n.name().equals(reader.name()));
        }
        if (read) {
          result.add(output);
        }
      }
    }
    return result;
  }

  /** Whether a flow-level actor belongs to this group: it is named after one of its nodes. */
  public boolean owns(String actor) {
    return nodes.stream().anyMatch(n -> actor.equals(n.name()) || actor.startsWith(n.name() + "."));
  }

  /** Whether it can be folded so, whatever registers it has and wherever its weights are. */
  public boolean offers(Folding folding) {
    return foldings.contains(folding.pipelined(0).in(WeightMemory.ROM));
  }

  /** Whether {@link Folding#pipeline} makes a difference to this group, folded so. */
  public boolean pipelines(Folding folding) {
    return nodes.stream().anyMatch(n -> operator(n).pipelines(new LayerNode(graph, n), folding));
  }

  /** Whether {@link Folding#memory} makes a difference to this group. */
  public boolean choosesMemory() {
    return operator(nodes.get(0)).choosesMemory(new LayerNode(graph, nodes.get(0)));
  }

  /** Bits of the constants that the first node reads. */
  long constantBits() {
    long bits = 0;
    for (String input : nodes.get(0).inputs()) {
      if (graph.isConstant(input)) {
        TensorType type = graph.value(input).tensor();
        bits += (long) type.size() * ((IntegerElement) type.element()).bits();
      }
    }
    return bits;
  }

  /** Adds the actors of all nodes to a flow graph. */
  void lower(Folding folding, FlowBuilder builder) {
    Node head = nodes.get(0);
    operator(head).lower(new LayerNode(graph, head), folding, builder);
    for (Node node : nodes.subList(1, nodes.size())) {
      Folding follow = Folding.FOLLOW.with(folding.requantizer()).pipelined(folding.pipeline());
      operator(node).lower(new LayerNode(graph, node), follow, builder);
    }
  }

  private static LayerOperator operator(Node node) {
    return Operators.layer((IntegerOperation) node.op());
  }
}

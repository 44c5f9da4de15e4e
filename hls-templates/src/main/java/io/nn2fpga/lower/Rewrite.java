package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A graph in the course of being changed: its nodes in order, its constants by name. */
final class Rewrite {
  private final Graph graph;
  private final List<Node> nodes;
  private final Map<String, Tensor> constants;
  private boolean changed;

  Rewrite(Graph graph) {
    this.graph = graph;
    nodes = new ArrayList<>(graph.nodes());
    constants = new LinkedHashMap<>(graph.constants());
  }

  /** The nodes as they are now; a copy. */
  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** The node that computes a value, or null for inputs and constants. */
  @Nullable Node producer(String value) {
    return nodes.stream().filter(n -> n.outputs().contains(value)).findFirst().orElse(null);
  }

  /** The only node that reads a value, or null if there are others or it is a graph output. */
  @Nullable Node onlyReader(String value) {
    List<Node> readers = nodes.stream().filter(n -> n.inputs().contains(value)).toList();
    return readers.size() == 1 && !graph.outputs().contains(value) ? readers.get(0) : null;
  }

  boolean isConstant(String value) {
    return constants.containsKey(value);
  }

  FloatTensor constant(String value) {
    if (constants.get(value) instanceof FloatTensor tensor) {
      return tensor;
    }
    throw new IllegalStateException("no float constant '" + value + "'");
  }

  /** A constant of real numbers or codes. */
  Tensor anyConstant(String value) {
    return java.util.Objects.requireNonNull(constants.get(value), value);
  }

  /** Adds a constant under a name that is like {@code name} and not taken. */
  String addConstant(String name, Tensor tensor) {
    String free = name;
    for (int i = 2; constants.containsKey(free) || graph.values().containsKey(free); i++) {
      free = name + "_" + i;
    }
    constants.put(free, tensor);
    return free;
  }

  /** Replaces a node by a constant of its result's name. */
  void makeConstant(Node node, Tensor tensor) {
    remove(node);
    constants.put(node.output(), tensor);
  }

  void replace(Node node, Node replacement) {
    nodes.set(nodes.indexOf(node), replacement);
    changed = true;
  }

  void remove(Node node) {
    nodes.remove(node);
    changed = true;
  }

  /** The new graph without constants that nothing reads; the old instance if nothing changed. */
  Graph graph() {
    if (!changed) {
      return graph;
    }
    Graph.Builder builder = Graph.builder(graph.name(), graph.level());
    graph.inputs().forEach(input -> builder.input(input, graph.value(input).type()));
    for (Node node : nodes) {
      for (String operand : node.inputs()) {
        Tensor constant = constants.get(operand);
        if (constant != null && !builder.isDefined(operand)) {
          builder.constant(operand, constant);
        }
      }
      builder.node(node);
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ops.concat.Concat;
import io.nn2fpga.ops.matmul.MatMul;
import io.nn2fpga.ops.reshape.Reshape;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a concatenation or a matrix product that reads a value more than once a value of its own
 * for each operand: a reshape to the same frame, which costs the FIFO that the operand needs. Their
 * actors take one operand while the other waits, and would wait for themselves behind a fork.
 */
final class SeparateOperands implements Pass {

  @Override
  public String name() {
    return "separate-operands";
  }

  @Override
  public String description() {
    return "Gives each operand of a concatenation or a matrix product a stream of its own.";
  }

  @Override
  public Graph run(Graph graph) {
    if (graph.nodes().stream().noneMatch(SeparateOperands::repeats)) {
      return graph;
    }
    Graph.Builder builder = Graph.builder(graph.name(), Level.INT);
    graph.inputs().forEach(input -> builder.input(input, graph.value(input).type()));
    graph.constants().forEach(builder::constant);
    for (Node node : graph.nodes()) {
      builder.node(repeats(node) ? separated(graph, node, builder) : node);
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }

  private static boolean repeats(Node node) {
    return (node.op() instanceof Concat || node.op() instanceof MatMul)
        && node.inputs().stream().distinct().count() < node.inputs().size();
  }

  private static Node separated(Graph graph, Node node, Graph.Builder builder) {
    List<String> operands = new ArrayList<>();
    for (String operand : node.inputs()) {
      if (operands.contains(operand)) {
        TensorType frame = graph.value(operand).tensor();
        Reshape same = new Reshape(frame.extent(0), frame.extent(1), frame.extent(2));
        String name = node.name() + ".again" + operands.size();
        operands.add(builder.node(name, same, List.of(operand), node.source()));
      } else {
        operands.add(operand);
      }
    }
    return new Node(node.name(), node.op(), operands, node.outputs(), node.source());
  }
}

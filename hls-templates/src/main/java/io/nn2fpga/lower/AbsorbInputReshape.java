package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ops.reshape.Reshape;
import io.nn2fpga.pass.Pass;
import java.util.List;
import java.util.Map;

/**
 * Takes the input in the frame that its first reshape makes of it. The elements and their order are
 * the same, but a stream of the reshaped frame can bring more than one pixel's channels a beat:
 * {@code [28, 28, 1]} takes 784 cycles at least, {@code [1, 1, 784]} as few as one.
 */
final class AbsorbInputReshape implements Pass {

  @Override
  public String name() {
    return "absorb-input-reshape";
  }

  @Override
  public String description() {
    return "Takes the input in the frame that a reshape at its only reader makes of it.";
  }

  @Override
  public Graph run(Graph graph) {
    String input = graph.inputs().get(0);
    List<Node> readers = graph.readers(input);
    boolean absorbs =
        readers.size() == 1
            && readers.get(0).op() instanceof Reshape
            && !graph.outputs().contains(input)
            && !graph.outputs().contains(readers.get(0).output());
    return absorbs ? without(graph, readers.get(0)) : graph;
  }

  private static Graph without(Graph graph, Node reshape) {
    Graph.Builder builder = Graph.builder(graph.name(), Level.INT);
    String input = reshape.input();
    builder.input(input, graph.value(reshape.output()).type());
    graph.constants().forEach(builder::constant);
    Map<String, String> renamed = Map.of(reshape.output(), input);
    for (Node node : graph.nodes()) {
      if (!node.equals(reshape)) {
        List<String> operands =
            node.inputs().stream().map(n -> renamed.getOrDefault(n, n)).toList();
        builder.node(new Node(node.name(), node.op(), operands, node.outputs(), node.source()));
      }
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }
}

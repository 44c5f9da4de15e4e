package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes nodes in the form that has hardware: the mean or maximum of each plane as a pool, a pick
 * of neighbours as a slice.
 */
final class CanonicalForms implements Pass {

  @Override
  public String name() {
    return "canonical-forms";
  }

  @Override
  public String description() {
    return "Writes means and maxima of planes as pools, picks of neighbours as slices.";
  }

  @Override
  public Graph run(Graph graph) {
    if (graph.nodes().stream().allMatch(node -> form(graph, node) == null)) {
      return graph;
    }
    Graph.Builder builder = Graph.builder(graph.name(), graph.level());
    graph.inputs().forEach(input -> builder.input(input, graph.value(input).type()));
    for (Node node : graph.nodes()) {
      for (String operand : node.inputs()) {
        if (graph.isConstant(operand) && !builder.isDefined(operand)) {
          builder.constant(operand, graph.constant(operand));
        }
      }
      add(graph, builder, node, form(graph, node));
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }

  private static void add(Graph graph, Graph.Builder builder, Node node, @Nullable Operation form) {
    if (form == null) {
      builder.node(node);
      return;
    }
    TensorType wanted = graph.value(node.output()).tensor();
    List<TensorType> operand = List.of(graph.value(node.input()).tensor());
    if (form.inferTypes(List.copyOf(operand)).get(0).equals(wanted)) {
      builder.node(new Node(node.name(), form, node.inputs(), node.outputs(), node.source()));
      return;
    }
    String whole = node.output() + "." + form.mnemonic();
    for (int i = 2; graph.values().containsKey(whole); i++) {
      whole = node.output() + "." + form.mnemonic() + "_" + i;
    }
    builder.node(new Node(node.name(), form, node.inputs(), List.of(whole), node.source()));
    builder.node(
        new Node(
            node.name() + ".reshape",
            new Reshape(wanted.shape()),
            List.of(whole),
            node.outputs(),
            node.source()));
  }

  /** The operation to write, or null if the node stays as it is. */
  private static @Nullable Operation form(Graph graph, Node node) {
    TensorType x = graph.value(node.input()).tensor();
    if (node.op() instanceof Reduce reduce
        && x.shape().size() == 3
        && reduce.axes().equals(List.of(1, 2))) {
      if (reduce.function() == ReduceFunction.MEAN) {
        return new GlobalAveragePool();
      }
      return reduce.function() == ReduceFunction.MAX
          ? new MaxPool(x.shape().subList(1, 3), List.of(1, 1), List.of(0, 0, 0, 0))
          : null;
    }
    return node.op() instanceof Gather gather ? slice(gather, x) : null;
  }

  private static @Nullable Slice slice(Gather gather, TensorType x) {
    List<Integer> indices = gather.indices();
    for (int i = 1; i < indices.size(); i++) {
      if (indices.get(i) != indices.get(i - 1) + 1) {
        return null;
      }
    }
    int rank = x.shape().size();
    List<Integer> starts = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> shape = new ArrayList<>(x.shape());
    starts.set(gather.axis(), indices.get(0));
    shape.set(gather.axis(), indices.size());
    return new Slice(starts, Collections.nCopies(rank, 1), shape);
  }
}

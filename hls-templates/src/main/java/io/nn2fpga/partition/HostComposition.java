package io.nn2fpga.partition;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.lower.HostGraphs;
import io.nn2fpga.lower.QuantizedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A region that was lowered, with all that the host does: what lowering left to it of the region
 * itself, and the parts of the network before and behind the cuts.
 */
final class HostComposition {
  private HostComposition() {}

  /** The whole network of a lowered region. */
  static QuantizedModel of(QuantizedModel region, SplitGraph split) {
    HostGraphs inner = region.host();
    return region.with(
        new HostGraphs(
            distinct(joined(split.head(), inner.head())),
            joined(inner.tail(), split.tail()),
            inner.readsCodes(),
            split.head() == null && inner.headIsEncoding(),
            split.tail() == null && inner.tailIsSteps(),
            inner.kernels(),
            inner.observed()));
  }

  /** An output that is given twice is one. */
  private static @Nullable Graph distinct(@Nullable Graph graph) {
    return graph == null
        ? null
        : new Graph(
            graph.name(),
            graph.level(),
            graph.inputs(),
            graph.outputs().stream().distinct().toList(),
            graph.nodes(),
            graph.values(),
            graph.constants());
  }

  private static @Nullable Graph joined(@Nullable Graph first, @Nullable Graph second) {
    return first == null ? second : second == null ? first : join(first, second);
  }

  /**
   * One graph after another, whose first input is the first output of the one before it. Its
   * further inputs become inputs, the further outputs of the one before it outputs.
   */
  static Graph join(Graph first, Graph second) {
    Graph.Builder builder = Graph.builder(first.name(), Level.NN);
    first.inputs().forEach(input -> builder.input(input, first.value(input).type()));
    List<String> others = second.inputs().subList(1, second.inputs().size());
    others.forEach(input -> builder.input(input, second.value(input).type()));
    first.constants().forEach(builder::constant);
    first.nodes().forEach(builder::node);
    Map<String, String> names = new HashMap<>();
    others.forEach(input -> names.put(input, input));
    names.put(second.inputs().get(0), first.outputs().get(0));
    second
        .constants()
        .forEach(
            (name, tensor) -> {
              boolean same = first.isConstant(name) && first.constant(name).equals(tensor);
              names.put(name, same ? name : builder.constant(fresh(builder, name), tensor));
            });
    for (Node node : second.nodes()) {
      List<String> operands = node.inputs().stream().map(v -> name(names, v)).toList();
      List<String> results = new ArrayList<>();
      for (String output : node.outputs()) {
        String name = fresh(builder, output);
        names.put(output, name);
        results.add(name);
      }
      builder.node(new Node(node.name(), node.op(), operands, results, node.source()));
    }
    second.outputs().forEach(output -> builder.output(name(names, output)));
    first.outputs().stream().skip(1).forEach(builder::output);
    return builder.build();
  }

  private static String name(Map<String, String> names, String value) {
    String name = names.get(value);
    if (name == null) {
      throw new IllegalStateException("'" + value + "' is not defined");
    }
    return name;
  }

  private static String fresh(Graph.Builder builder, String name) {
    String free = name;
    for (int i = 2; builder.isDefined(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}

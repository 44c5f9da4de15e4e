package io.nn2fpga.nn;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs an nn graph of one input by evaluating its nodes in order. */
public final class NnInterpreter implements FloatExecutor {
  private final Graph graph;
  private final Set<String> observed;

  /** An interpreter that observes every value that is not a constant. */
  public NnInterpreter(Graph graph) {
    this(graph, graph.values().keySet().stream().filter(n -> !graph.isConstant(n)).toList());
  }

  /**
   * An interpreter.
   *
   * @param graph an nn graph with one input
   * @param observed names of the values to return
   */
  public NnInterpreter(Graph graph, Collection<String> observed) {
    if (graph.level() != Level.NN || graph.inputs().size() != 1) {
      throw new IllegalArgumentException(
          graph.name() + ": " + graph.level() + " graph of " + graph.inputs().size() + " inputs");
    }
    observed.forEach(graph::value);
    this.graph = graph;
    this.observed = new LinkedHashSet<>(observed);
  }

  @Override
  public Map<String, FloatTensor> run(FloatTensor input) {
    String inputName = graph.inputs().get(0);
    if (!input.type().equals(graph.value(inputName).type())) {
      throw new IllegalArgumentException(
          input.type() + " for input " + graph.value(inputName).type());
    }
    Map<String, Tensor> tensors = new HashMap<>(graph.constants());
    tensors.put(inputName, input);
    for (Node node : graph.nodes()) {
      List<Tensor> operands = node.inputs().stream().map(n -> tensor(tensors, n)).toList();
      List<FloatTensor> results = ((NnOperation) node.op()).evaluate(operands);
      for (int i = 0; i < results.size(); i++) {
        tensors.put(node.outputs().get(i), results.get(i));
      }
    }
    Map<String, FloatTensor> seen = new LinkedHashMap<>();
    for (String name : observed) {
      seen.put(name, (FloatTensor) tensor(tensors, name));
    }
    return seen;
  }

  private static Tensor tensor(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("'" + name + "' is read before it is computed");
    }
    return tensor;
  }

  @Override
  public void close() {
    // holds nothing
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs an nn graph by evaluating its nodes in order. */
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
   * @param graph an nn graph
   * @param observed names of the values to return
   */
  public NnInterpreter(Graph graph, Collection<String> observed) {
    if (graph.level() != Level.NN) {
      throw new IllegalArgumentException(graph.name() + ": " + graph.level() + " graph");
    }
    observed.forEach(graph::value);
    this.graph = graph;
    this.observed = new LinkedHashSet<>(observed);
  }

  /**
   * Runs one sample through a graph of one input of real numbers.
   *
   * @return every observed value; codes as the numbers that they are
   */
  @Override
  public Map<String, FloatTensor> run(FloatTensor input) {
    if (graph.inputs().size() != 1) {
      throw new IllegalStateException(graph.name() + " has inputs " + graph.inputs());
    }
    Map<String, FloatTensor> seen = new LinkedHashMap<>();
    run(Map.of(graph.inputs().get(0), input))
        .forEach((name, tensor) -> seen.put(name, numbers(tensor)));
    return seen;
  }

  /**
   * Runs one sample.
   *
   * @param inputs a tensor for each of the graph's inputs, of its type
   * @return every observed value, real or codes
   * @throws IllegalArgumentException if an input is missing or of another type
   */
  public Map<String, Tensor> run(Map<String, ? extends Tensor> inputs) {
    Map<String, Tensor> tensors = new HashMap<>(graph.constants());
    for (String name : graph.inputs()) {
      Tensor input = inputs.get(name);
      if (input == null || !input.type().equals(graph.value(name).type())) {
        throw new IllegalArgumentException(
            (input == null ? "nothing" : input.type())
                + " for input "
                + name
                + ", "
                + graph.value(name).type());
      }
      tensors.put(name, input);
    }
    for (Node node : graph.nodes()) {
      List<Tensor> operands = node.inputs().stream().map(n -> tensor(tensors, n)).toList();
      List<? extends Tensor> results = ((NnOperation) node.op()).evaluate(operands);
      for (int i = 0; i < results.size(); i++) {
        tensors.put(node.outputs().get(i), results.get(i));
      }
    }
    Map<String, Tensor> seen = new LinkedHashMap<>();
    for (String name : observed) {
      seen.put(name, tensor(tensors, name));
    }
    return seen;
  }

  /** Codes as real numbers; exact to 24 bits. */
  private static FloatTensor numbers(Tensor tensor) {
    if (tensor instanceof FloatTensor floats) {
      return floats;
    }
    int[] codes = ((IntTensor) tensor).data();
    float[] numbers = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      numbers[i] = codes[i];
    }
    return new FloatTensor(new TensorType(tensor.type().shape(), FloatElement.F32), numbers);
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

package io.nn2fpga.nn;

import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
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
import org.jspecify.annotations.Nullable;

/** Runs an nn graph by evaluating its nodes in order. */
public final class NnInterpreter implements TensorExecutor {
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
   * Runs one sample through a graph of one input.
   *
   * @param input real numbers, or the codes that the graph takes as the numbers that they are
   * @return every observed value; codes as the numbers that they are
   */
  @Override
  public Map<String, FloatTensor> run(FloatTensor input) {
    if (graph.inputs().size() != 1) {
      throw new IllegalStateException(graph.name() + " has inputs " + graph.inputs());
    }
    Map<String, FloatTensor> seen = new LinkedHashMap<>();
    String name = graph.inputs().get(0);
    run(Map.of(name, input)).forEach((value, tensor) -> seen.put(value, numbers(tensor)));
    return seen;
  }

  @Override
  public Map<String, Tensor> run(Map<String, ? extends Tensor> inputs) {
    Map<String, Tensor> tensors = new HashMap<>(graph.constants());
    for (String name : graph.inputs()) {
      tensors.put(name, input(graph, name, inputs.get(name)));
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

  /**
   * What is given for an input, as a tensor of its type.
   *
   * @throws IllegalArgumentException if it is missing or of another type
   */
  static Tensor input(Graph graph, String name, @Nullable Tensor given) {
    Tensor input = ofType(graph.value(name).tensor(), given);
    if (input == null || !input.type().equals(graph.value(name).type())) {
      throw new IllegalArgumentException(
          (input == null ? "nothing" : input.type())
              + " for input "
              + name
              + ", "
              + graph.value(name).type());
    }
    return input;
  }

  private static @Nullable Tensor ofType(TensorType type, @Nullable Tensor input) {
    if (!(type.element() instanceof IntegerElement)
        || !(input instanceof FloatTensor numbers)
        || !numbers.type().shape().equals(type.shape())) {
      return input;
    }
    int[] codes = new int[numbers.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) numbers.data()[i];
    }
    return new IntTensor(type, codes);
  }

  /** Codes as real numbers; exact to 24 bits. */
  static FloatTensor numbers(Tensor tensor) {
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

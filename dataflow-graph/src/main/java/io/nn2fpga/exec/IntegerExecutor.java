package io.nn2fpga.exec;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs graphs of {@link IntegerOperation}s: at the int level the definition of correct, at the flow
 * level the values of the frames that the streams carry.
 *
 * <p>Immutable; frames may be run from any number of threads.
 */
public final class IntegerExecutor {

  /** One node with its operands and results as places in the array of values. */
  @SuppressWarnings("ArrayRecordComponent") // private, never compared
  private record Step(Node node, IntegerOperation operation, int[] operands, int[] results) {}

  private final Graph graph;
  private final List<Step> steps = new ArrayList<>();
  private final List<String> names;
  private final @Nullable Tensor[] constants;
  private final int input;
  private final int output;

  /**
   * Prepares a graph.
   *
   * @throws IllegalArgumentException if it has not one input and at least one output, or a node
   *     that is not an {@link IntegerOperation}
   */
  public IntegerExecutor(Graph graph) {
    if (graph.inputs().size() != 1 || graph.outputs().isEmpty()) {
      throw new IllegalArgumentException(
          graph.name() + " has inputs " + graph.inputs() + ", outputs " + graph.outputs());
    }
    this.graph = graph;
    names = List.copyOf(graph.values().keySet());
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    constants = new @Nullable Tensor[names.size()];
    graph.constants().forEach((name, tensor) -> constants[place(places, name)] = tensor);
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof IntegerOperation operation)) {
        throw new IllegalArgumentException(node.name() + ": " + node.op().mnemonic());
      }
      steps.add(
          new Step(node, operation, places(places, node.inputs()), places(places, node.outputs())));
    }
    input = place(places, graph.inputs().get(0));
    output = place(places, graph.outputs().get(0));
  }

  /**
   * Runs one frame.
   *
   * @param input the frame, {@code [H, W, C]}
   * @return every value of the graph but the constants, by name, in order of definition
   * @throws IllegalArgumentException if the frame is not of the input's shape
   */
  public Map<String, IntTensor> run(IntTensor input) {
    @Nullable Tensor[] values = execute(input);
    Map<String, IntTensor> result = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (constants[i] == null && values[i] instanceof IntTensor tensor) {
        result.put(names.get(i), tensor);
      }
    }
    return result;
  }

  /**
   * Runs frames on all cores.
   *
   * @return the graph's first output for each frame, in the frames' order
   * @throws IllegalArgumentException if a frame is not of the input's shape
   */
  public List<IntTensor> runAll(List<IntTensor> frames) {
    return IntStream.range(0, frames.size())
        .parallel()
        .mapToObj(i -> runOutput(frames.get(i)))
        .toList();
  }

  /** Runs one frame on this thread and gives the graph's first output only. */
  public IntTensor runOutput(IntTensor frame) {
    if (execute(frame)[output] instanceof IntTensor tensor) {
      return tensor;
    }
    throw new IllegalStateException("no value for output " + names.get(output));
  }

  private @Nullable Tensor[] execute(IntTensor frame) {
    TensorType expected = frameOf(graph.value(names.get(input)).type());
    if (frame.type().size() != expected.size()) {
      throw new IllegalArgumentException("frame " + frame.type() + " for input " + expected);
    }
    @Nullable Tensor[] values = constants.clone();
    // A frame of another shape has the same elements in the same order: NHWC.
    values[input] =
        frame.type().shape().equals(expected.shape())
            ? frame
            : new IntTensor(new TensorType(expected.shape(), frame.type().element()), frame.data());
    for (Step step : steps) {
      List<Tensor> operands = new ArrayList<>(step.operands.length);
      for (int place : step.operands) {
        Tensor operand = values[place];
        if (operand == null) {
          throw new IllegalStateException(step.node.name() + " reads what is not computed yet");
        }
        operands.add(operand);
      }
      List<IntTensor> results = step.operation.evaluate(operands);
      for (int i = 0; i < step.results.length; i++) {
        values[step.results[i]] = results.get(i);
      }
    }
    return values;
  }

  private static TensorType frameOf(Type type) {
    return type instanceof StreamType stream ? stream.frame() : (TensorType) type;
  }

  private static int[] places(Map<String, Integer> places, List<String> names) {
    int[] result = new int[names.size()];
    Arrays.setAll(result, i -> place(places, names.get(i)));
    return result;
  }

  private static int place(Map<String, Integer> places, String name) {
    Integer place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("'" + name + "' is not defined");
    }
    return place;
  }
}

package io.nn2fpga.ops;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** One layer with weights, as int-level node and as flow graph, for tests that compare both. */
public final class LoweredLayer {
  private final LayerNode layer;
  private final Graph flow;

  private LoweredLayer(LayerNode layer, Graph flow) {
    this.layer = layer;
    this.flow = flow;
  }

  /** A graph of one node {@code layer} that reads {@code x} and {@code weights}. */
  public static LayerNode node(IntegerOperation op, TensorType x, IntTensor weights) {
    Graph.Builder graph = Graph.builder("model", Level.INT);
    graph.input("x", x);
    graph.constant("weights", weights);
    Node node = new Node("layer", op, List.of("x", "weights"), List.of("acc"), "");
    graph.node(node);
    graph.output("acc");
    return new LayerNode(graph.build(), node);
  }

  /**
   * Lowers a layer.
   *
   * @param inputLanes lanes of the stream that brings {@code x}
   */
  public static LoweredLayer lower(
      LayerOperator operator, LayerNode layer, Folding folding, int inputLanes) {
    return lower(operator, layer, folding, StreamType.of(layer.input(0), inputLanes));
  }

  /**
   * Lowers a layer.
   *
   * @param input the stream that brings {@code x}
   */
  public static LoweredLayer lower(
      LayerOperator operator, LayerNode layer, Folding folding, StreamType input) {
    FlowBuilder builder = new FlowBuilder("model", Operators.structural());
    builder.input("x", input);
    operator.lower(layer, folding, builder);
    builder.output("acc");
    return new LoweredLayer(layer, builder.build());
  }

  /** The flow graph. */
  public Graph flow() {
    return flow;
  }

  /** What the integer operation makes of a frame. */
  public IntTensor expected(IntTensor x) {
    return ((IntegerOperation) layer.node().op()).evaluate(List.of(x, layer.constant(1))).get(0);
  }

  /** What the actors make of it, one after the other, as a frame of the layer's own type. */
  public IntTensor actual(IntTensor x) {
    Map<String, Tensor> values = new HashMap<>(flow.constants());
    values.put("x", x);
    for (Node node : flow.nodes()) {
      List<Tensor> operands = node.inputs().stream().map(values::get).toList();
      values.put(node.output(), ((IntegerOperation) node.op()).evaluate(operands).get(0));
    }
    IntTensor result = (IntTensor) Objects.requireNonNull(values.get(flow.outputs().get(0)));
    return new IntTensor(layer.output(), result.data());
  }

  /** Simulated cycles a frame in steady state. */
  public long simulatedInterval() {
    return FlowSimulator.run(flow, 6).interval(6);
  }

  /** The largest of the actors' declared intervals. */
  public long declaredInterval() {
    return flow.nodes().stream().mapToLong(n -> Actor.of(flow, n).interval()).max().orElseThrow();
  }

  /** Random elements of a type, its extremes included. */
  public static IntTensor random(TensorType type, int seed) {
    Random random = new Random(seed);
    IntegerElement element = (IntegerElement) type.element();
    int[] data = new int[type.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (int) (element.min() + random.nextInt(1 << element.bits()));
    }
    data[0] = (int) element.min();
    data[data.length - 1] = (int) element.max();
    return new IntTensor(type, data);
  }
}

package io.nn2fpga.op;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel in its place: the types of its streams and its constants.
 *
 * @param name the node's name
 * @param kernel the node's operation
 * @param inputs types of the input streams
 * @param outputs types of the output streams
 * @param constants constant operands, in the node's order
 */
public record Actor(
    String name,
    Kernel kernel,
    List<StreamType> inputs,
    List<StreamType> outputs,
    List<Tensor> constants) {

  /** Copies the lists. */
  public Actor {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    constants = List.copyOf(constants);
  }

  /** The actor that a node of a flow graph is. */
  public static Actor of(Graph graph, Node node) {
    List<StreamType> inputs = new ArrayList<>();
    List<Tensor> constants = new ArrayList<>();
    for (String operand : node.inputs()) {
      if (graph.isConstant(operand)) {
        constants.add(graph.constant(operand));
      } else {
        inputs.add(graph.value(operand).stream());
      }
    }
    List<StreamType> outputs = node.outputs().stream().map(n -> graph.value(n).stream()).toList();
    return new Actor(node.name(), (Kernel) node.op(), inputs, outputs, constants);
  }

  /** The first input stream. */
  public StreamType input() {
    return inputs.get(0);
  }

  /** The first output stream. */
  public StreamType output() {
    return outputs.get(0);
  }

  /** {@link Kernel#module} of this actor. */
  public ModuleInstance module() {
    return kernel.module(this);
  }

  /** {@link Kernel#hls} of this actor. */
  public HlsInstance hls() {
    return kernel.hls(this);
  }

  /** {@link Kernel#timing} of this actor. */
  public TimingMachine timing() {
    return kernel.timing(this);
  }

  /** {@link Kernel#interval} of this actor. */
  public long interval() {
    return kernel.interval(this);
  }

  /** {@link Kernel#inventory} of this actor. */
  public io.nn2fpga.cost.Inventory inventory() {
    return kernel.inventory(this);
  }
}

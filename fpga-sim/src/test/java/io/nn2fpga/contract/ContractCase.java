package io.nn2fpga.contract;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One parameter set of a kernel.
 *
 * @param name a Verilog identifier, unique among the operator's cases
 * @param kernel the kernel
 * @param inputs types of its streams
 * @param constants its constant operands
 * @param frames how many frames go through, back to back; at least 4
 * @param seed of the random elements and of the stall patterns
 */
public record ContractCase(
    String name,
    Kernel kernel,
    List<StreamType> inputs,
    List<? extends Tensor> constants,
    int frames,
    int seed) {

  /** Checks the number of frames and the name. */
  public ContractCase {
    inputs = List.copyOf(inputs);
    constants = List.copyOf(constants);
    if (frames < 4) {
      throw new IllegalArgumentException(name + ": " + frames + " frames measure no interval");
    }
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("'" + name + "' is no Verilog identifier");
    }
  }

  /** A case of a kernel with one input. */
  public static ContractCase of(
      String name, Kernel kernel, StreamType input, List<? extends Tensor> constants, int frames) {
    return new ContractCase(name, kernel, List.of(input), constants, frames, name.hashCode() | 1);
  }

  /** The flow graph that holds only the kernel. */
  public Graph graph() {
    Graph.Builder graph = Graph.builder(name, Level.FLOW);
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      operands.add(graph.input("in" + i, inputs.get(i)));
    }
    for (int i = 0; i < constants.size(); i++) {
      operands.add(graph.constant("constant" + i, constants.get(i)));
    }
    List<io.nn2fpga.ir.Type> operandTypes = operands.stream().map(graph::type).toList();
    int results = kernel.inferTypes(operandTypes).size();
    List<String> outputs = IntStream.range(0, results).mapToObj(i -> "out" + i).toList();
    graph.node(new Node("dut", kernel, operands, outputs, ""));
    outputs.forEach(graph::output);
    return graph.build();
  }

  /** The kernel in its place. */
  public Actor actor() {
    Graph graph = graph();
    return Actor.of(graph, graph.nodes().get(0));
  }

  /** Start of the stall pattern of a stream; never 0. */
  public int stallSeed(boolean input, int index) {
    return ((seed * 31 + (input ? 1 : 2) + 97 * index) & 0x7fffffff) | 1;
  }
}

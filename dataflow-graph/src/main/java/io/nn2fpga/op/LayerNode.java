package io.nn2fpga.op;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;

/**
 * A node of an int-level graph, in its place.
 *
 * @param graph the int-level graph
 * @param node one of its nodes
 */
public record LayerNode(Graph graph, Node node) {
  /** Type of an operand. */
  public TensorType input(int index) {
    return graph.value(node.inputs().get(index)).tensor();
  }

  /** Type of the only result. */
  public TensorType output() {
    return graph.value(node.output()).tensor();
  }

  /** A constant operand, by its index among all operands. */
  public Tensor constant(int index) {
    return graph.constant(node.inputs().get(index));
  }
}

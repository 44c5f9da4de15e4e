package io.nn2fpga.nn;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/** How much work a node of an nn graph is. */
public final class Products {
  private Products() {}

  /**
   * The products of a node, MACs for one inference: each weight once a place of the result that it
   * takes part in. Only operators that multiply elements of two operands have any.
   */
  public static long of(Graph graph, Node node) {
    List<TensorType> operands =
        node.inputs().stream().map(name -> graph.value(name).tensor()).toList();
    TensorType result = graph.value(node.output()).tensor();
    if (node.op() instanceof LinearOp linear) {
      TensorType weights = operands.get(linear.weightOperand());
      return (long) weights.size() * (result.size() / result.extent(linear.channelAxis()));
    }
    if (node.op() instanceof ConvTranspose) {
      TensorType x = operands.get(0);
      return (long) operands.get(1).size() * (x.size() / x.extent(0));
    }
    return node.op() instanceof MatMul ? (long) result.size() * operands.get(0).extent(-1) : 0;
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes what follows from constants alone. Weights and biases of linear operators keep their
 * codes.
 */
final class FoldConstants implements Pass {

  @Override
  public String name() {
    return "fold-constants";
  }

  @Override
  public String description() {
    return "Computes what follows from constants, but keeps the codes of weights and biases.";
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      boolean constant = node.inputs().stream().allMatch(rewrite::isConstant);
      if (constant && node.outputs().size() == 1 && !isWeights(graph, node)) {
        List<Tensor> operands = new ArrayList<>();
        node.inputs().forEach(operand -> operands.add(rewrite.anyConstant(operand)));
        rewrite.makeConstant(node, ((NnOperation) node.op()).evaluate(operands).get(0));
      }
    }
    return rewrite.graph();
  }

  private static boolean isWeights(Graph graph, Node node) {
    List<Node> readers = graph.readers(node.output());
    return node.op() instanceof Dequantize
        && !readers.isEmpty()
        && readers.stream()
            .allMatch(
                reader -> reader.op() instanceof LinearOp && !reader.input().equals(node.output()));
  }
}

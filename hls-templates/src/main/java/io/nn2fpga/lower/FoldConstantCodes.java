package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.pass.Pass;
import java.util.List;

/**
 * Computes the constants of a float model whose weights are stored as codes. A model with codes of
 * its own keeps them: they are what its integer form is made of.
 */
final class FoldConstantCodes implements Pass {

  @Override
  public String name() {
    return "fold-constant-codes";
  }

  @Override
  public String description() {
    return "Makes constants of weights that a float model stores as codes.";
  }

  @Override
  public Graph run(Graph graph) {
    boolean quantized =
        graph.values().values().stream()
            .anyMatch(
                value ->
                    !graph.isConstant(value.name())
                        && ((TensorType) value.type()).element() instanceof IntegerElement);
    if (quantized) {
      return graph;
    }
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Dequantize dequantize
          && node.inputs().stream().allMatch(graph::isConstant)) {
        List<Tensor> operands = node.inputs().stream().map(graph::constant).toList();
        FloatTensor floats = dequantize.evaluate(operands).get(0);
        rewrite.makeConstant(node, floats);
      }
    }
    return rewrite.graph();
  }
}

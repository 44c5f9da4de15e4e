package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.DynamicQuantize;
import io.nn2fpga.pass.Pass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a network of real numbers of one whose operators quantize them as they come: a circuit's
 * scales are chosen once, by calibration.
 */
final class RemoveDynamicQuantizers implements Pass {

  @Override
  public String name() {
    return "remove-dynamic-quantizers";
  }

  @Override
  public String description() {
    return "Takes away what chooses scales from each sample: a circuit's scales are fixed.";
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite(graph);
    Map<String, String> sources = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof DynamicQuantize && !graph.outputs().contains(node.output())) {
        sources.put(node.output(), sources.getOrDefault(node.input(), node.input()));
        rewrite.remove(node);
        continue;
      }
      List<String> inputs = node.inputs().stream().map(i -> sources.getOrDefault(i, i)).toList();
      if (!inputs.equals(node.inputs())) {
        rewrite.replace(
            node, new Node(node.name(), node.op(), inputs, node.outputs(), node.source()));
      }
    }
    return rewrite.graph();
  }
}

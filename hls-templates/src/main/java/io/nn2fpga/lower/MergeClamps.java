package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.pass.Pass;
import java.util.Objects;

/** Makes one clip of a clamp and the clamp that alone reads it. */
final class MergeClamps implements Pass {

  @Override
  public String name() {
    return "merge-clamps";
  }

  @Override
  public String description() {
    return "Makes one clip of two clamps in a row.";
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      Node first = rewrite.producer(node.input());
      if (node.op() instanceof Clamp outer
          && first != null
          && first.op() instanceof Clamp inner
          && Objects.equals(rewrite.onlyReader(node.input()), node)) {
        Clip both = new Clip(within(inner.lo(), outer), within(inner.hi(), outer));
        rewrite.remove(first);
        rewrite.replace(
            node, new Node(node.name(), both, first.inputs(), node.outputs(), node.source()));
      }
    }
    return rewrite.graph();
  }

  private static double within(double bound, Clamp outer) {
    return Math.min(outer.hi(), Math.max(outer.lo(), bound));
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.pass.Pass;
import java.util.Set;

/**
 * Makes the network channels first throughout: transpositions move behind the element-wise nodes
 * that follow them, until they meet their inverse and vanish, or a node that has to see the new
 * order. Those that move axes of extent 1 only become reshapes. An input that is channels last is
 * transposed at once, and only there, which tells the lowering to take it as it is.
 */
final class AbsorbTransposes implements Pass {

  @Override
  public String name() {
    return "absorb-transposes";
  }

  @Override
  public String description() {
    return "Moves transpositions behind element-wise nodes until they cancel.";
  }

  @Override
  public Graph run(Graph graph) {
    if (graph.nodes().stream().allMatch(n -> Transpositions.order(graph, n) == null)) {
      return graph;
    }
    TransposeWalk trial = new TransposeWalk(graph, Set.of());
    trial.run();
    Graph result = new TransposeWalk(graph, trial.written()).run();
    return result.equals(graph) ? graph : result;
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.pass.Pass;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves clamps before the max pools, flattens and reshapes that they follow, so that they meet the
 * requantization that they become part of. Clamping is monotone: the results are the same. Where
 * others read what the pool reads, no requantization could take the clamp in: it stays.
 */
final class HoistClamps implements Pass {

  @Override
  public String name() {
    return "hoist-clamps";
  }

  @Override
  public String description() {
    return "Moves ReLU and Clip before the max pools and reshapes that they follow.";
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite(graph);
    for (Node clamp : graph.nodes()) {
      if (clamp.op() instanceof Clamp) {
        hoist(rewrite, clamp);
      }
    }
    return rewrite.graph();
  }

  private static void hoist(Rewrite rewrite, Node clamp) {
    Node current = clamp;
    Node before = preserving(rewrite, current);
    while (before != null) {
      String between = current.output() + ".before-" + before.name();
      Node moved =
          new Node(
              current.name(), current.op(), before.inputs(), List.of(between), current.source());
      Node after =
          new Node(
              before.name(), before.op(), List.of(between), current.outputs(), before.source());
      rewrite.replace(before, moved);
      rewrite.replace(current, after);
      current = moved;
      before = preserving(rewrite, current);
    }
  }

  /** What a clamp may move before: not the input's transposition, which has to stay the first. */
  private static @Nullable Node preserving(Rewrite rewrite, Node clamp) {
    Node before = rewrite.producer(clamp.input());
    return before != null
            && before.op() instanceof ScalePreserving
            && !(before.op() instanceof Transpose && rewrite.producer(before.input()) == null)
            && Objects.equals(rewrite.onlyReader(clamp.input()), clamp)
            && Objects.equals(rewrite.onlyReader(before.input()), before)
        ? before
        : null;
  }
}

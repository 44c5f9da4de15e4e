package io.nn2fpga.fold;

import io.nn2fpga.cost.DeviceFamily.Spram;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.WeightMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which layers have their weights in SPRAM: none if the network fits without, else those with the
 * most weights, as few as it takes.
 */
public final class SpramChoice {
  private SpramChoice() {}

  static FoldingPlan solve(FoldingProblem problem) {
    try {
      return FoldingSolver.within(problem);
    } catch (DiagnosticException first) {
      // The last that is tried fails by the least.
      DiagnosticException tooLarge = first;
      if (tooLarge.diagnostics().get(0).code() != Code.DOES_NOT_FIT) {
        throw tooLarge;
      }
      Set<String> layers = new LinkedHashSet<>();
      for (LayerGroup group : candidates(problem)) {
        layers.add(group.name());
        FoldingProblem next = problem.withSpram(layers);
        if (candidates(next).stream()
            .anyMatch(g -> layers.contains(g.name()) && foldings(g, next).isEmpty())) {
          break;
        }
        try {
          return FoldingSolver.within(next);
        } catch (DiagnosticException still) {
          if (still.diagnostics().get(0).code() != Code.DOES_NOT_FIT) {
            throw still;
          }
          tooLarge = still;
        }
      }
      throw tooLarge;
    }
  }

  /** Layers that can, at most one a block, those with the most weights first. */
  private static List<LayerGroup> candidates(FoldingProblem problem) {
    List<LayerGroup> groups = new ArrayList<>(LayerGroup.of(problem.graph()));
    groups.removeIf(group -> group.foldings().isEmpty() || !group.choosesMemory());
    groups.sort(Comparator.comparingLong(group -> -group.constantBits()));
    return groups.subList(0, Math.min(groups.size(), spram(problem).blocks()));
  }

  /** The foldings of a layer whose weights fit its share of the blocks. */
  static List<Folding> foldings(LayerGroup group, FoldingProblem problem) {
    int share = spram(problem).blocks() / problem.spram().size();
    List<Folding> fitting = new ArrayList<>();
    for (Folding folding : problem.foldings(group)) {
      Folding there = folding.in(WeightMemory.SPRAM);
      if (blocks(Streaming.alone(group, there), spram(problem)) <= share) {
        fitting.add(there);
      }
    }
    return fitting;
  }

  /** Blocks that the weights of a flow graph take. */
  public static long blocks(Graph flow, Spram spram) {
    long blocks = 0;
    for (Node node : flow.nodes()) {
      for (MemoryImage image : Actor.of(flow, node).module().memories()) {
        if (image.loaded()) {
          blocks += spram.blocks(image.words().length, image.wordBits());
        }
      }
    }
    return blocks;
  }

  private static Spram spram(FoldingProblem problem) {
    return Objects.requireNonNull(problem.family().spram());
  }
}

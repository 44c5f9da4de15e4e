package io.nn2fpga.fold;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.LinearExprBuilder;
import com.google.ortools.sat.Literal;
import io.nn2fpga.cost.Resources;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The integer program at a given interval: exactly one option a layer, of those that are no slower.
 *
 * <p>At a given interval being faster is worth nothing, so of the options that are fast enough only
 * those remain that no other one equals or beats in every resource: of hundreds a layer, a dozen.
 *
 * <p>Deterministic: one worker, a fixed seed, and limits in the solver's own time unit (about a
 * second on a slow core) rather than in seconds.
 */
final class OptionModel {
  /** Steps in which a share of the board is minimized. */
  static final long SHARE_STEPS = 10_000;

  /** One of a layer's options, and its variable. */
  private record Candidate(int index, LayerOption option, BoolVar chosen) {}

  private final CpModel model = new CpModel();
  private final List<List<Candidate>> layers = new ArrayList<>();

  /** What a search ended with. */
  enum Status {
    /** A choice was found, and none is better. */
    OPTIMAL,
    /** A choice was found; within the limit no better one. */
    FOUND,
    /** There is none. */
    NONE,
    /** Within the limit none was found. */
    UNKNOWN
  }

  /**
   * A result.
   *
   * @param status whether there are picks, and what is known of them
   * @param picks index of the option by layer; empty if none was found
   */
  record Solution(Status status, List<Integer> picks) {
    Solution {
      picks = List.copyOf(picks);
    }

    boolean found() {
      return status == Status.OPTIMAL || status == Status.FOUND;
    }
  }

  /**
   * A model of the options with at most {@code interval} cycles.
   *
   * @param options by layer, fastest first
   */
  OptionModel(List<List<LayerOption>> options, long interval) {
    for (List<LayerOption> layer : options) {
      List<Candidate> candidates = new ArrayList<>();
      for (int index : LayerOption.leanest(layer, interval)) {
        String name = "layer" + layers.size() + "option" + index;
        candidates.add(new Candidate(index, layer.get(index), model.newBoolVar(name)));
      }
      model.addExactlyOne(candidates.stream().map(Candidate::chosen).toArray(Literal[]::new));
      layers.add(candidates);
    }
  }

  /** Demands that all kinds of resources together stay within a budget. */
  OptionModel within(Resources budget) {
    return within(budget, EnumSet.allOf(Resources.Kind.class));
  }

  /** Demands the same of these kinds only. */
  OptionModel within(Resources budget, Set<Resources.Kind> kinds) {
    for (Resources.Kind kind : kinds) {
      model.addLessOrEqual(sum(o -> parts(o.resources(), kind)), parts(budget, kind));
    }
    return this;
  }

  /** Any choice. */
  Solution any(double limit) {
    return solve(limit);
  }

  /** The least resources, each kind weighed by how much of it the board has. */
  Solution leanest(Resources available, double limit) {
    model.minimize(sum(o -> weight(o.resources(), available)));
    return solve(limit);
  }

  /**
   * The smallest share of the board, in {@link #SHARE_STEPS}, in which something fits; kinds that
   * the board does not have count as one.
   */
  Solution smallestShare(Resources available, double limit) {
    IntVar share = model.newIntVar(0, Long.MAX_VALUE >> 24, "share");
    for (Resources.Kind kind : Resources.Kind.values()) {
      long all = Math.max(1, parts(available, kind));
      model.addLessOrEqual(
          sum(o -> parts(o.resources(), kind) * SHARE_STEPS),
          LinearExpr.newBuilder().addTerm(share, all));
    }
    model.minimize(LinearExpr.newBuilder().add(share));
    return solve(limit);
  }

  private interface Amount {
    long of(LayerOption option);
  }

  private LinearExprBuilder sum(Amount amount) {
    LinearExprBuilder sum = LinearExpr.newBuilder();
    for (List<Candidate> layer : layers) {
      layer.forEach(c -> sum.addTerm(c.chosen, amount.of(c.option)));
    }
    return sum;
  }

  /** In parts of a block RAM: the solver counts in integers. */
  private static long parts(Resources resources, Resources.Kind kind) {
    return Math.round(Resources.BRAM36_PARTS * resources.of(kind));
  }

  private static long weight(Resources resources, Resources available) {
    double sum = 0;
    for (Resources.Kind kind : Resources.Kind.values()) {
      sum += resources.of(kind) / Math.max(1, available.of(kind));
    }
    return Math.round(sum * 1e7);
  }

  private Solution solve(double limit) {
    if (layers.stream().anyMatch(List::isEmpty)) {
      return new Solution(Status.NONE, List.of());
    }
    CpSolver solver = new CpSolver();
    solver.getParameters().setNumWorkers(1);
    solver.getParameters().setRandomSeed(1);
    // Its handler stays after the solver is gone and then aborts the JVM on Ctrl-C.
    solver.getParameters().setCatchSigintSignal(false);
    solver.getParameters().setMaxDeterministicTime(limit);
    CpSolverStatus status = solver.solve(model);
    return switch (status) {
      case OPTIMAL -> new Solution(Status.OPTIMAL, picks(solver));
      case FEASIBLE -> new Solution(Status.FOUND, picks(solver));
      case INFEASIBLE -> new Solution(Status.NONE, List.of());
      case UNKNOWN -> new Solution(Status.UNKNOWN, List.of());
      default -> throw new IllegalStateException("the solver ended with " + status);
    };
  }

  private List<Integer> picks(CpSolver solver) {
    List<Integer> picks = new ArrayList<>();
    for (List<Candidate> layer : layers) {
      layer.stream().filter(c -> solver.booleanValue(c.chosen)).forEach(c -> picks.add(c.index));
    }
    return picks;
  }
}

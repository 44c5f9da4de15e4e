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
import org.jspecify.annotations.Nullable;

/**
 * The integer program: exactly one option a layer. Deterministic: one worker, a fixed seed, and
 * limits in the solver's own time unit rather than in seconds.
 */
final class OptionModel {
  /** About half a minute on a slow core; networks of 20 layers take a tenth. */
  private static final double DETERMINISTIC_LIMIT = 30;

  /** Steps in which a share of the board is minimized. */
  static final long SHARE_STEPS = 10_000;

  private final List<List<LayerOption>> layers;
  private final CpModel model = new CpModel();
  private final List<List<BoolVar>> chosen = new ArrayList<>();
  private CpSolverStatus status = CpSolverStatus.UNKNOWN;

  /**
   * A result.
   *
   * @param picks index of the option by layer
   * @param objective value of what was minimized
   * @param bound proven lower bound of it
   */
  record Solution(List<Integer> picks, long objective, long bound) {
    Solution {
      picks = List.copyOf(picks);
    }
  }

  OptionModel(List<List<LayerOption>> layers) {
    this.layers = layers;
    for (int l = 0; l < layers.size(); l++) {
      List<BoolVar> options = new ArrayList<>();
      for (int o = 0; o < layers.get(l).size(); o++) {
        options.add(model.newBoolVar("layer" + l + "option" + o));
      }
      model.addExactlyOne(options.toArray(new Literal[0]));
      chosen.add(options);
    }
  }

  /** Demands that all kinds of resources together stay within a budget. */
  OptionModel within(Resources budget) {
    return within(budget, EnumSet.allOf(Resources.Kind.class));
  }

  /** Demands the same of these kinds only. */
  OptionModel within(Resources budget, Set<Resources.Kind> kinds) {
    for (Resources.Kind kind : kinds) {
      model.addLessOrEqual(sum(o -> halves(o.resources(), kind)), halves(budget, kind));
    }
    return this;
  }

  /** Forbids options slower than {@code interval} cycles. */
  OptionModel atMost(long interval) {
    for (int l = 0; l < layers.size(); l++) {
      for (int o = 0; o < layers.get(l).size(); o++) {
        if (layers.get(l).get(o).interval() > interval) {
          model.addEquality(chosen.get(l).get(o), 0);
        }
      }
    }
    return this;
  }

  /** The smallest interval of the slowest layer; null if nothing fits. */
  @Nullable Solution fastest() {
    long slowest =
        layers.stream().flatMap(List::stream).mapToLong(LayerOption::interval).max().orElse(1);
    IntVar interval = model.newIntVar(1, slowest, "interval");
    for (int l = 0; l < layers.size(); l++) {
      LinearExprBuilder own = LinearExpr.newBuilder();
      for (int o = 0; o < layers.get(l).size(); o++) {
        own.addTerm(chosen.get(l).get(o), layers.get(l).get(o).interval());
      }
      model.addLessOrEqual(own, interval);
    }
    return minimize(LinearExpr.newBuilder().add(interval));
  }

  /** Some choice; null if there is none, or none was found within the solver's limit. */
  @Nullable Solution any() {
    return solve();
  }

  /** The least resources, each kind weighed by how much of it the board has. */
  @Nullable Solution leanest(Resources available) {
    return minimize(sum(o -> weight(o.resources(), available)));
  }

  /**
   * The smallest share of the board, in {@link #SHARE_STEPS}, in which something fits; kinds that
   * the board does not have count as one.
   */
  @Nullable Solution smallestShare(Resources available) {
    IntVar share = model.newIntVar(0, Long.MAX_VALUE >> 24, "share");
    for (Resources.Kind kind : Resources.Kind.values()) {
      long all = Math.max(1, halves(available, kind));
      model.addLessOrEqual(
          sum(o -> halves(o.resources(), kind) * SHARE_STEPS),
          LinearExpr.newBuilder().addTerm(share, all));
    }
    return minimize(LinearExpr.newBuilder().add(share));
  }

  private interface Amount {
    long of(LayerOption option);
  }

  private LinearExprBuilder sum(Amount amount) {
    LinearExprBuilder sum = LinearExpr.newBuilder();
    for (int l = 0; l < layers.size(); l++) {
      for (int o = 0; o < layers.get(l).size(); o++) {
        sum.addTerm(chosen.get(l).get(o), amount.of(layers.get(l).get(o)));
      }
    }
    return sum;
  }

  /** Twice the amount: block RAM comes in halves, the solver counts in integers. */
  private static long halves(Resources resources, Resources.Kind kind) {
    return Math.round(2 * resources.of(kind));
  }

  private static long weight(Resources resources, Resources available) {
    double sum = 0;
    for (Resources.Kind kind : Resources.Kind.values()) {
      sum += resources.of(kind) / Math.max(1, available.of(kind));
    }
    return Math.round(sum * 1e7);
  }

  private @Nullable Solution minimize(LinearExprBuilder objective) {
    model.minimize(objective);
    Solution solution = solve();
    if (solution == null && status != CpSolverStatus.INFEASIBLE) {
      throw new IllegalStateException("the solver ended with " + status);
    }
    return solution;
  }

  private @Nullable Solution solve() {
    CpSolver solver = new CpSolver();
    solver.getParameters().setNumWorkers(1);
    solver.getParameters().setRandomSeed(1);
    // Its handler stays after the solver is gone and then aborts the JVM on Ctrl-C.
    solver.getParameters().setCatchSigintSignal(false);
    solver.getParameters().setMaxDeterministicTime(DETERMINISTIC_LIMIT);
    status = solver.solve(model);
    if (status != CpSolverStatus.OPTIMAL && status != CpSolverStatus.FEASIBLE) {
      return null;
    }
    List<Integer> picks = new ArrayList<>();
    for (List<BoolVar> options : chosen) {
      for (int o = 0; o < options.size(); o++) {
        if (solver.booleanValue(options.get(o))) {
          picks.add(o);
        }
      }
    }
    long bound = (long) Math.ceil(solver.bestObjectiveBound() - 1e-6);
    return new Solution(picks, Math.round(solver.objectiveValue()), bound);
  }
}

package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the folding of every layer: the smallest interval of the slowest layer within a budget,
 * then the least resources at that interval; or, with a target rate, the least resources that reach
 * it.
 *
 * <p>Layers are evaluated alone. What stands between them (converters, FIFOs) is known only with
 * the choice, so it is added afterwards, and if the whole then exceeds the budget the layers are
 * solved again within what remains.
 */
public final class FoldingSolver {
  /** The rest between layers changes little from one round to the next. */
  private static final int ROUNDS = 4;

  private final FoldingProblem problem;
  private final List<LayerGroup> groups;
  private final List<List<LayerOption>> options = new ArrayList<>();

  private FoldingSolver(FoldingProblem problem) {
    this.problem = problem;
    this.groups = LayerGroup.of(problem.graph());
    for (LayerGroup group : groups) {
      options.add(LayerOption.of(group, problem.family()));
    }
  }

  /**
   * Solves a problem; the same problem always has the same answer.
   *
   * @throws DiagnosticException DOES_NOT_FIT or TARGET_UNREACHABLE, with what is over, by how much,
   *     and the nearest setting that works
   */
  public static FoldingPlan solve(FoldingProblem problem) {
    SolverLibrary.load();
    return new FoldingSolver(problem).solve();
  }

  private FoldingPlan solve() {
    Resources between = Resources.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      Resources rest = less(problem.budget(), between);
      OptionModel.Solution fastest = new OptionModel(options).within(rest).fastest();
      if (fastest == null) {
        throw new FoldingFailure(problem, groups, options, between).doesNotFit();
      }
      long interval = allowed(fastest, between);
      OptionModel.Solution leanest =
          new OptionModel(options).within(rest).atMost(interval).leanest(problem.available());
      if (leanest == null) {
        throw new IllegalStateException("no leanest choice at interval " + interval);
      }
      FoldingPlan plan = plan(leanest.picks(), fastest.bound());
      if (plan.resources().fitsIn(problem.budget())) {
        return plan;
      }
      between = max(between, less(plan.resources(), alone(leanest.picks())));
    }
    throw new FoldingFailure(problem, groups, options, between).doesNotFit();
  }

  /** The interval to reach: the target's if there is one, else the fastest. */
  private long allowed(OptionModel.Solution fastest, Resources between) {
    Double target = problem.targetFps();
    if (target == null) {
      return fastest.objective();
    }
    long allowed = (long) Math.floor(problem.clockMhz() * 1e6 / target + 1e-6);
    if (fastest.objective() > allowed) {
      throw new FoldingFailure(problem, groups, options, between)
          .targetUnreachable(allowed, fastest.objective());
    }
    return allowed;
  }

  private FoldingPlan plan(List<Integer> picks, long lowerBound) {
    Map<String, Folding> foldings = new LinkedHashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      LayerOption option = options.get(g).get(picks.get(g));
      if (!option.folding().equals(Folding.FOLLOW)) {
        foldings.put(groups.get(g).name(), option.folding());
      }
    }
    Schedule schedule = new Schedule(problem.board(), problem.clockMhz(), foldings, Map.of());
    Graph flow = Streaming.lower(problem.graph(), schedule);
    FlowCost cost = FlowCost.of(flow, problem.family());
    List<FoldingPlan.Layer> layers = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      LayerOption option = options.get(g).get(picks.get(g));
      LayerGroup group = groups.get(g);
      layers.add(
          new FoldingPlan.Layer(
              group.name(),
              option.folding(),
              LayerOption.slowest(flow, group::owns),
              cost.of(group),
              options.get(g).size()));
    }
    long interval = LayerOption.slowest(flow, actor -> true);
    return new FoldingPlan(schedule, interval, lowerBound, layers, cost.total());
  }

  private Resources alone(List<Integer> picks) {
    Resources sum = Resources.NONE;
    for (int g = 0; g < groups.size(); g++) {
      sum = sum.plus(options.get(g).get(picks.get(g)).resources());
    }
    return sum;
  }

  private static Resources less(Resources a, Resources b) {
    return new Resources(
        Math.max(0, a.lut() - b.lut()),
        Math.max(0, a.ff() - b.ff()),
        Math.max(0, a.dsp() - b.dsp()),
        Math.max(0, a.bram36() - b.bram36()),
        Math.max(0, a.uram() - b.uram()));
  }

  private static Resources max(Resources a, Resources b) {
    return new Resources(
        Math.max(a.lut(), b.lut()),
        Math.max(a.ff(), b.ff()),
        Math.max(a.dsp(), b.dsp()),
        Math.max(a.bram36(), b.bram36()),
        Math.max(a.uram(), b.uram()));
  }
}

package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Code;
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
 * it. Serial requantizers, which take few resources and many cycles, are considered where there is
 * no choice without them.
 *
 * <p>Layers are evaluated alone. What stands between them (converters, FIFOs) is known only with
 * the choice, so it is added afterwards, and if the whole then exceeds the budget the layers are
 * solved again within what remains.
 */
public final class FoldingSolver {
  /** The rest between layers changes little from one round to the next. */
  private static final int ROUNDS = 4;

  /** Of the search for the least resources, in the solver's unit, see {@link OptionModel}. */
  private static final double LEANEST_LIMIT = 2;

  private final FoldingProblem problem;
  private final List<LayerGroup> groups;
  private final List<LayerOptions> layers = new ArrayList<>();

  /** Of the interval, whatever is between the layers. */
  private long lowerBound;

  /** Of the interval, with what is known to be between the layers; where the search starts. */
  private long knownBound;

  private FoldingSolver(FoldingProblem problem) {
    this.problem = problem;
    this.groups = LayerGroup.of(problem.graph());
    for (LayerGroup group : groups) {
      layers.add(new LayerOptions(group, problem));
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
    try {
      return anyMemory(problem);
    } catch (DiagnosticException tooLarge) {
      Code code = tooLarge.diagnostics().get(0).code();
      if (problem.serial() || (code != Code.DOES_NOT_FIT && code != Code.TARGET_UNREACHABLE)) {
        throw tooLarge;
      }
      return anyMemory(problem.withSerial());
    }
  }

  private static FoldingPlan anyMemory(FoldingProblem problem) {
    return problem.family().spram() == null || !problem.spram().isEmpty()
        ? within(problem)
        : SpramChoice.solve(problem);
  }

  /** Solves a problem with the weights where it says. */
  static FoldingPlan within(FoldingProblem problem) {
    return new FoldingSolver(problem).solve();
  }

  private FoldingPlan solve() {
    Resources between = Resources.NONE;
    for (int round = 0; round < ROUNDS; round++) {
      Choice choice = choose(between);
      Schedule schedule = schedule(choice);
      Graph flow = Streaming.lower(problem.graph(), schedule);
      FlowCost cost = FlowCost.of(flow, problem.family());
      between = max(between, less(cost.total(), alone(choice.options())));
      if (cost.total().fitsIn(problem.budget())) {
        return plan(choice, schedule, flow, cost, between);
      }
    }
    throw new FoldingFailure(problem, groups, fronts(), between).doesNotFit();
  }

  /**
   * What was chosen.
   *
   * @param options by layer
   * @param lowerBound of the interval of any choice within the budget
   */
  private record Choice(List<LayerOption> options, long lowerBound) {}

  /**
   * Solves until each chosen option is as fast as it was taken for. Unmeasured intervals are lower
   * bounds, so the optimum over them bounds that over the true ones, and a choice that needs no
   * correction is optimal for both.
   */
  private Choice choose(Resources between) {
    while (true) {
      FastestChoice fastest = fastest(between);
      long interval = allowed(fastest, between);
      OptionModel.Solution leanest =
          new OptionModel(fronts(), interval)
              .within(less(problem.budget(), between))
              .leanest(problem.available(), LEANEST_LIMIT);
      // At the fastest interval a choice is known, whether or not the search finds a leaner one.
      List<LayerOption> options = options(leanest.found() ? leanest.picks() : fastest.picks());
      if (!tooSlow(options, interval)) {
        return new Choice(options, lowerBound);
      }
    }
  }

  private FastestChoice fastest(Resources between) {
    FastestChoice fastest = FastestChoice.of(fronts(), less(problem.budget(), between), knownBound);
    if (fastest == null) {
      throw new FoldingFailure(problem, groups, fronts(), between).doesNotFit();
    }
    // Options only turn out to be slower, and what is between layers only to take more.
    knownBound = Math.max(knownBound, fastest.bound());
    if (between.equals(Resources.NONE)) {
      lowerBound = knownBound;
    }
    return fastest;
  }

  private boolean tooSlow(List<LayerOption> options, long interval) {
    return LayerOptions.measuredSlower(layers, options, interval);
  }

  private List<List<LayerOption>> fronts() {
    return LayerOptions.fronts(layers);
  }

  private List<LayerOption> options(List<Integer> picks) {
    return LayerOptions.picked(layers, picks);
  }

  /** The interval to reach: the target's if there is one, else the fastest. */
  private long allowed(FastestChoice fastest, Resources between) {
    Double target = problem.targetFps();
    if (target == null) {
      return fastest.interval();
    }
    long allowed = (long) Math.floor(problem.clockMhz() * 1e6 / target + 1e-6);
    if (fastest.interval() > allowed) {
      throw new FoldingFailure(problem, groups, fronts(), between)
          .targetUnreachable(allowed, reachable(fastest, between));
    }
    return allowed;
  }

  /** The smallest interval, by options that were measured: what the user is told to ask for. */
  private long reachable(FastestChoice first, Resources between) {
    FastestChoice fastest = first;
    while (tooSlow(options(fastest.picks()), fastest.interval())) {
      fastest = fastest(between);
    }
    return fastest.interval();
  }

  private Schedule schedule(Choice choice) {
    Map<String, Folding> foldings = new LinkedHashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      LayerOption option = choice.options().get(g);
      if (!option.folding().equals(Folding.FOLLOW)) {
        foldings.put(groups.get(g).name(), option.folding());
      }
    }
    return new Schedule(problem.board(), problem.clockMhz(), foldings, Map.of());
  }

  private FoldingPlan plan(
      Choice choice, Schedule schedule, Graph flow, FlowCost cost, Resources between) {
    List<FoldingPlan.Layer> planned = new ArrayList<>();
    long interval = 1;
    for (int g = 0; g < groups.size(); g++) {
      LayerGroup group = groups.get(g);
      Folding folding = choice.options().get(g).folding();
      long own = LayerInterval.of(flow, group);
      interval = Math.max(interval, own);
      planned.add(
          new FoldingPlan.Layer(
              group.name(), folding, own, cost.of(group), layers.get(g).front().size()));
    }
    Resources forLayers = less(problem.budget(), between);
    FoldingLimit limit =
        new LimitSearch(problem.graph(), groups, layers, forLayers).below(interval);
    return new FoldingPlan(schedule, interval, choice.lowerBound(), planned, cost.total(), limit);
  }

  private static Resources alone(List<LayerOption> options) {
    Resources sum = Resources.NONE;
    for (LayerOption option : options) {
      sum = sum.plus(option.resources());
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

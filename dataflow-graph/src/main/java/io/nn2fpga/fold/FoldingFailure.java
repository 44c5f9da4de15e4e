package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says why there is no schedule, by how much it fails, and the nearest setting that works. */
final class FoldingFailure {
  /** In the solver's unit, see {@link OptionModel}. */
  private static final double LIMIT = 2;

  private final FoldingProblem problem;
  private final List<LayerGroup> groups;
  private final List<List<LayerOption>> options;
  private final Resources between;

  /**
   * A failure to explain.
   *
   * @param between what converters and FIFOs between the layers take
   */
  FoldingFailure(
      FoldingProblem problem,
      List<LayerGroup> groups,
      List<List<LayerOption>> options,
      Resources between) {
    this.problem = problem;
    this.groups = groups;
    this.options = options;
    this.between = between;
  }

  /** Even the slowest choice exceeds the budget. */
  DiagnosticException doesNotFit() {
    OptionModel.Solution choice = leanestAt(Long.MAX_VALUE);
    Resources least = sum(choice);
    double share = share(least);
    String hint =
        share <= 1
            ? "the smallest folding fits with --utilization " + hundredths(share)
            : "choose a larger board, fewer bits, or a smaller network; "
                + largestUser(choice, scarcest(least));
    return failure(
        Code.DOES_NOT_FIT,
        "the network does not fit "
            + percent(problem.utilization())
            + " % of "
            + problem.board()
            + ": "
            + over(least),
        hint);
  }

  /** The rate asked for needs an interval that no choice within the budget has. */
  DiagnosticException targetUnreachable(long allowed, long reached) {
    List<Integer> slow = new ArrayList<>();
    for (int l = 0; l < groups.size(); l++) {
      if (options.get(l).get(0).interval() > allowed) {
        slow.add(l);
      }
    }
    slow.sort(Comparator.comparingLong(l -> -options.get(l).get(0).interval()));
    String reason;
    String more = "";
    if (slow.isEmpty()) {
      Resources least = sum(leanestAt(allowed));
      reason = over(least) + " at " + percent(problem.utilization()) + " % of the board";
      if (share(least) <= 1) {
        more = ", or --utilization " + hundredths(share(least));
      }
    } else {
      int layer = slow.get(0);
      reason =
          "layer '"
              + groups.get(layer).name()
              + "' takes "
              + options.get(layer).get(0).interval()
              + " cycles at its widest folding, "
              + allowed
              + " are allowed";
    }
    return failure(
        Code.TARGET_UNREACHABLE,
        String.format(
            Locale.ROOT,
            "%s frames a second at %s MHz cannot be reached: %s",
            number(problem.targetFps() == null ? 0 : problem.targetFps()),
            number(problem.clockMhz()),
            reason),
        "the nearest that works is --target-fps "
            + (long) Math.floor(problem.framesPerSecond(reached))
            + more);
  }

  /** What the choice takes that needs the smallest share of the board at an interval. */
  private OptionModel.Solution leanestAt(long interval) {
    OptionModel.Solution least =
        new OptionModel(options, interval).smallestShare(problem.available(), LIMIT);
    if (!least.found()) {
      throw new IllegalStateException("no choice at interval " + interval);
    }
    return least;
  }

  private Resources of(OptionModel.Solution choice, int layer) {
    return options.get(layer).get(choice.picks().get(layer)).resources();
  }

  private Resources sum(OptionModel.Solution choice) {
    Resources sum = between;
    for (int l = 0; l < groups.size(); l++) {
      sum = sum.plus(of(choice, l));
    }
    return sum;
  }

  /** The kind of which the largest share of the board is used. */
  private Resources.Kind scarcest(Resources used) {
    return Arrays.stream(Resources.Kind.values())
        .max(Comparator.comparingDouble(kind -> share(used, kind)))
        .orElseThrow();
  }

  private String largestUser(OptionModel.Solution choice, Resources.Kind kind) {
    int largest = 0;
    for (int l = 1; l < groups.size(); l++) {
      if (of(choice, l).of(kind) > of(choice, largest).of(kind)) {
        largest = l;
      }
    }
    return String.format(
        Locale.ROOT,
        "of %s, layer '%s' takes most: %s",
        kind.label(),
        groups.get(largest).name(),
        number(of(choice, largest).of(kind)));
  }

  private double share(Resources used) {
    return share(used, scarcest(used));
  }

  private double share(Resources used, Resources.Kind kind) {
    return used.of(kind) / Math.max(1, problem.available().of(kind));
  }

  private String over(Resources used) {
    Resources budget = problem.budget();
    List<String> parts = new ArrayList<>();
    for (Resources.Kind kind : Resources.Kind.values()) {
      if (used.of(kind) > budget.of(kind)) {
        parts.add(
            number(used.of(kind))
                + " "
                + kind.label()
                + " needed, "
                + number(budget.of(kind))
                + " allowed");
      }
    }
    return parts.isEmpty()
        ? "the layers leave no room for what connects them"
        : String.join("; ", parts);
  }

  private static String percent(double share) {
    return String.valueOf((long) Math.ceil(share * 100 - 1e-9));
  }

  private static String hundredths(double share) {
    return String.format(Locale.ROOT, "%.2f", Math.ceil(share * 100 - 1e-9) / 100);
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static DiagnosticException failure(Code code, String message, String hint) {
    return new DiagnosticException(Diagnostic.of(code, message, hint));
  }
}

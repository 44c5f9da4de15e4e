package io.nn2fpga.pnr;

import io.nn2fpga.cost.Resources.Kind;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A design after place and route.
 *
 * @param top the top level, with its clock
 * @param seed of the placer
 * @param report nextpnr's report
 * @param holdViolations paths that are too short, at any clock
 * @param critical the path that limits the clock
 * @param used what it takes of the resources that nextpnr counts, with the board's shell
 * @param directory where nextpnr's files are
 */
public record RoutedDesign(
    BoardTop top,
    int seed,
    NextpnrReport report,
    int holdViolations,
    CriticalPath critical,
    Map<Kind, Double> used,
    Path directory) {
  /** What rounding of periods to picoseconds may make of a constraint. */
  private static final double ROUNDING = 1e-3;

  /** Copies the map. */
  public RoutedDesign {
    used = Map.copyOf(used);
  }

  /**
   * The clock of the accelerator at which its longest path would be just fast enough, in MHz. Where
   * only the link's own clock is missed, it is below the accelerator's by the same part.
   */
  public double fmaxMhz() {
    NextpnrReport.Clock clock = report.limiting(top.linkClockMhz());
    boolean own = Math.abs(clock.constraintMhz() / top.clockMhz() - 1) < ROUNDING;
    return !own && !clock.met() && top.linkClockMhz() > 0
        ? top.clockMhz() * clock.achievedMhz() / clock.constraintMhz()
        : clock.achievedMhz();
  }

  /** Whether a lower clock, or a shorter path, would make it work. */
  public boolean tooSlow() {
    return !report.met() && holdViolations == 0;
  }

  /** Whether it works at its clock: no path is too long, none too short. */
  public boolean met() {
    return report.met() && holdViolations == 0 && routedFor(top.clocks());
  }

  /** Whether each clock that is needed is one that the tool was told of. */
  private boolean routedFor(List<Double> needed) {
    List<Double> told =
        report.clocks().stream()
            .map(NextpnrReport.Clock::constraintMhz)
            .sorted(Comparator.reverseOrder())
            .toList();
    boolean all = told.size() >= needed.size();
    for (int i = 0; all && i < needed.size(); i++) {
      all = told.get(i) >= needed.get(i) * (1 - ROUNDING);
    }
    return all;
  }
}

package io.nn2fpga.pnr;

import io.nn2fpga.cost.Resources.Kind;
import java.nio.file.Path;
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

  /** The clock at which its longest path would be just fast enough, in MHz. */
  public double fmaxMhz() {
    return report.tightest().achievedMhz();
  }

  /** Whether a lower clock, or a shorter path, would make it work. */
  public boolean tooSlow() {
    return !report.met() && holdViolations == 0;
  }

  /** Whether it works at its clock: no path is too long, none too short. */
  public boolean met() {
    return report.met()
        && holdViolations == 0
        && report.clocks().stream()
            .anyMatch(c -> c.constraintMhz() >= top.clockMhz() * (1 - ROUNDING));
  }
}

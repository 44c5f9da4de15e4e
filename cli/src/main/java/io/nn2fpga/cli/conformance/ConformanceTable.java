package io.nn2fpga.cli.conformance;

import io.nn2fpga.cli.conformance.CaseResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results counted by operator. */
public final class ConformanceTable {
  /** What the columns of {@link #rows} are. */
  public static final List<String> HEAD =
      List.of("operator", "cases", "passed", "bound", "unsupported", "failed", "crashed");

  private final List<CaseResult> results;

  /** A table of these results. */
  public ConformanceTable(List<CaseResult> results) {
    this.results = List.copyOf(results);
  }

  /** A row for each operator, by name. */
  public List<List<String>> rows() {
    Map<String, List<CaseResult>> byOperator = new TreeMap<>();
    results.forEach(r -> byOperator.computeIfAbsent(r.operator(), o -> new ArrayList<>()).add(r));
    List<List<String>> rows = new ArrayList<>();
    byOperator.forEach((operator, cases) -> rows.add(row(operator, cases)));
    return rows;
  }

  /** The sums of all rows. */
  public List<String> total() {
    return row("all", results);
  }

  private static List<String> row(String operator, List<CaseResult> cases) {
    List<String> row = new ArrayList<>(List.of(operator, String.valueOf(cases.size())));
    row.add(count(cases, Outcome.PASSED));
    row.add(
        String.valueOf(
            cases.stream()
                .filter(c -> c.outcome() == Outcome.PASSED && !c.bound().isEmpty())
                .count()));
    row.add(count(cases, Outcome.UNSUPPORTED));
    row.add(count(cases, Outcome.FAILED));
    row.add(count(cases, Outcome.CRASHED));
    return row;
  }

  private static String count(List<CaseResult> cases, Outcome outcome) {
    return String.valueOf(cases.stream().filter(c -> c.outcome() == outcome).count());
  }
}

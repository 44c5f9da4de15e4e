package io.nn2fpga.bench;

import io.nn2fpga.cli.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The table of docs/boards.md: one row a board, those that were not built again kept. */
final class BoardTable {
  private static final String BEGIN =
      "<!-- bench boards: written by './nn2fpga bench boards --update' -->\n";
  private static final String END = "<!-- /bench boards -->\n";
  private static final String HEAD =
      """
      | board | model | Fmax | clock | of the FPGA, with the shell | cycles a frame | frames/s | through the link | build |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """;

  private final Map<String, String> rows = new TreeMap<>();

  /** The rows of a document. */
  static BoardTable of(String document) {
    BoardTable table = new BoardTable();
    for (String line : between(document).lines().toList()) {
      if (line.startsWith("| `")) {
        table.rows.put(line.substring(3, line.indexOf('`', 3)), line);
      }
    }
    return table;
  }

  private static String between(String document) {
    int from = document.indexOf(BEGIN);
    int to = document.indexOf(END);
    if (from < 0 || to < from) {
      throw new IllegalStateException("no table of bench boards in the document");
    }
    return document.substring(from + BEGIN.length(), to);
  }

  /** Adds a row, over an earlier one of the same board. */
  void put(String board, String row) {
    rows.put(board, row);
  }

  /** The row of a build: frames a second are those of the clock in the bitstream. */
  static String row(BoardCase built, Report report, double throughLink, double seconds) {
    Report.Routing routing = Objects.requireNonNull(report.routing());
    Report.Cycles cycles = report.performance().cyclesPerFrame();
    double frames = report.performance().framesPerSecond();
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | %.1f MHz | %.2f MHz | %s | %,d | %,.0f | %,.0f | %.0f s |",
        built.target(),
        built.title(),
        routing.fmaxMhz(),
        routing.clockMhz(),
        used(report.resources().total()),
        cycles.measured() == null ? cycles.predicted() : cycles.measured(),
        frames,
        throughLink,
        seconds);
  }

  private static String used(Report.Total total) {
    List<String> kinds = new ArrayList<>();
    total
        .byKind()
        .forEach(
            (kind, amount) -> {
              Double routed = amount.routed();
              if (routed != null && routed > 0 && amount.available() > 0) {
                kinds.add(
                    String.format(
                        Locale.ROOT, "%s %.0f %%", kind, 100 * routed / amount.available()));
              }
            });
    return String.join(", ", kinds);
  }

  /** The rows, by board. */
  String markdown() {
    return HEAD + String.join("\n", rows.values()) + "\n";
  }

  /** The document with this table in it. */
  String in(String document) {
    int from = document.indexOf(BEGIN) + BEGIN.length();
    return document.substring(0, from)
        + "\n"
        + markdown()
        + "\n"
        + document.substring(document.indexOf(END));
  }
}

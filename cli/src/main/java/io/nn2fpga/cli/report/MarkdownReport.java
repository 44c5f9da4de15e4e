package io.nn2fpga.cli.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The report for a pull request or a wiki: the text report's lines, and the layers as a table. */
public final class MarkdownReport {
  private MarkdownReport() {}

  /** The whole text, with a final newline. */
  public static String render(Report report) {
    StringBuilder text = new StringBuilder();
    text.append("# ")
        .append(escaped(report.model().name()))
        .append(" on ")
        .append(escaped(report.board().name()))
        .append("\n\n");
    for (TextReport.Line line : TextReport.lines(report)) {
      text.append("- **").append(line.head()).append("**: ").append(escaped(line.text()));
      text.append('\n');
    }
    List<LayerColumns.Column> columns = LayerColumns.of(report);
    text.append("\n").append(row(columns.stream().map(c -> c.name().replace('_', ' ')).toList()));
    text.append(row(columns.stream().map(c -> "---").toList()));
    for (Report.Layer layer : report.layers()) {
      text.append(
          row(
              columns.stream()
                  .map(c -> Objects.requireNonNullElse(c.value().apply(layer), "").toString())
                  .map(MarkdownReport::escaped)
                  .toList()));
    }
    return text.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** Without a meaning in Markdown or the HTML that it lets through. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1").replaceAll("\\R", " ");
  }
}

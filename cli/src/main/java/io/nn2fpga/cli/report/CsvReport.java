package io.nn2fpga.cli.report;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The layers as comma-separated values (RFC 4180, lines ended by a line feed), a row a layer. */
public final class CsvReport {
  private CsvReport() {}

  /** The whole text: the columns' names, then the rows. */
  public static String render(Report report) {
    List<LayerColumns.Column> columns = LayerColumns.of(report);
    StringBuilder text = new StringBuilder();
    text.append(line(columns.stream().map(LayerColumns.Column::name).toList()));
    for (Report.Layer layer : report.layers()) {
      text.append(line(columns.stream().map(c -> text(c.value().apply(layer))).toList()));
    }
    return text.toString();
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static String line(List<String> cells) {
    return cells.stream().map(CsvReport::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}

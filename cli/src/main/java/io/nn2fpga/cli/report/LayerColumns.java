package io.nn2fpga.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every figure of a layer as a column, for the formats that other programs read. */
final class LayerColumns {
  private LayerColumns() {}

  /**
   * A column.
   *
   * @param name a word, with its unit or what it is if the word does not say so
   * @param value null where there is none
   */
  record Column(String name, Function<Report.Layer, @Nullable Object> value) {}

  /** All columns; a synthesized amount has one only if there are any. */
  static List<Column> of(Report report) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("layer", Report.Layer::name));
    columns.add(new Column("operator", Report.Layer::operator));
    columns.add(new Column("source", Report.Layer::source));
    columns.add(new Column("input", l -> dimensions(l.input())));
    columns.add(new Column("output", l -> dimensions(l.output())));
    columns.add(new Column("macs", Report.Layer::macs));
    columns.add(new Column("weight_bits", Report.Layer::weightBits));
    columns.add(new Column("activation_bits", Report.Layer::activationBits));
    columns.add(new Column("pe", Report.Layer::pe));
    columns.add(new Column("simd", Report.Layer::simd));
    columns.add(new Column("px", Report.Layer::px));
    columns.add(new Column("interval_predicted", Report.Layer::interval));
    columns.add(new Column("interval_measured", Report.Layer::measuredInterval));
    boolean synthesized = report.layers().stream().anyMatch(l -> l.synthesized() != null);
    for (String kind : report.layers().get(0).estimated().keySet()) {
      columns.add(new Column(kind + "_estimated", l -> amount(l.estimated(), kind)));
      if (synthesized) {
        columns.add(new Column(kind + "_synthesized", l -> amount(l.synthesized(), kind)));
      }
    }
    return columns;
  }

  /** For example {@code 28x28x8}. */
  static String dimensions(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }

  /** Whole amounts without a point: only block RAM comes in halves. */
  private static @Nullable Object amount(@Nullable Map<String, Double> amounts, String kind) {
    Double amount = amounts == null ? null : amounts.get(kind);
    return amount != null && amount == Math.rint(amount) ? (Object) amount.longValue() : amount;
  }
}

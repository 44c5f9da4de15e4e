package io.nn2fpga.cli.page;

import io.nn2fpga.cli.diagram.Diagrams;
import io.nn2fpga.cli.diagram.LayerDiagram;
import io.nn2fpga.cli.page.View.Cell;
import io.nn2fpga.cli.page.View.Head;
import io.nn2fpga.cli.page.View.Row;
import io.nn2fpga.cli.page.View.Table;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.Report.Layer;
import io.nn2fpga.template.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The page's tables with a row a layer. */
final class LayerTables {
  private static final String NUMBER = "number";
  private static final String METER = "meter";

  private final Report report;
  private final boolean synthesized;

  LayerTables(Report report) {
    this.report = report;
    this.synthesized = report.layers().stream().anyMatch(l -> l.synthesized() != null);
  }

  private record Column(Head head, Function<Layer, Object> content) {}

  /** What was built for each layer, and what each layer does with its cycles and its numbers. */
  List<Table> all() {
    return List.of(
        table(
            "layers",
            "Layers",
            new Markup(
                "Intervals are cycles a frame: predicted for the layer on its own, and measured"
                    + " on its output in the whole network, where the slowest layer sets the"
                    + " pace. Resources are "
                    + (synthesized ? "estimated | synthesized." : "estimates, not synthesized.")),
            layers(),
            ""),
        table(
            "activity",
            "Cycles and numbers",
            new Markup(
                "How each layer spends a frame's cycles in steady state:"
                    + "<span class=\"key\"></span>busy, for its own interval"
                    + "<span class=\"key starved\"></span>starved, waiting for its input"
                    + "<span class=\"key blocked\"></span>blocked, waiting for its reader."
                    + " The requantization error is the largest before rounding, in output"
                    + " steps."),
            activity(),
            "activity-"));
  }

  private Table table(String id, String title, Markup remark, List<Column> columns, String prefix) {
    List<Row> rows = new ArrayList<>();
    for (int l = 0; l < report.layers().size(); l++) {
      Layer layer = report.layers().get(l);
      String anchor = LayerDiagram.anchor(l);
      boolean slowest = layer.name().equals(report.performance().bottleneck());
      rows.add(
          new Row(
              prefix + anchor,
              anchor,
              slowest ? "slowest" : "",
              layer.name(),
              prefix.isEmpty() ? note(layer) : "",
              columns.stream()
                  .map(c -> new Cell(c.content().apply(layer), c.head().look()))
                  .toList()));
    }
    List<Head> heads = new ArrayList<>();
    heads.add(new Head("Layer", "", ""));
    columns.forEach(c -> heads.add(c.head()));
    return new Table(id, title, remark, heads, rows);
  }

  /** What the layer is, and where the model's file has it as far as its name does not say. */
  private static String note(Layer layer) {
    String source = layer.source().replace(", node '" + layer.name() + "'", "");
    return layer.operator() + (source.isEmpty() ? "" : " from " + source);
  }

  private List<Column> layers() {
    List<Column> columns = new ArrayList<>();
    columns.add(text("Input → output", "", LayerTables::shapes));
    columns.add(number("MACs", "", l -> Figures.count(l.macs())));
    columns.add(number("Bits", "weight | act.", LayerTables::bits));
    columns.add(number("PE", "", l -> Figures.orNone(l.pe())));
    columns.add(number("SIMD", "", l -> Figures.orNone(l.simd())));
    columns.add(number("PX", "", l -> Figures.orNone(l.px())));
    columns.add(
        number(
            "Interval",
            "pred. | meas.",
            l -> Figures.count(l.interval()) + " | " + Figures.orNone(l.measuredInterval())));
    columns.add(new Column(new Head("Share", "of the interval", METER), this::share));
    for (String kind : report.resources().total().byKind().keySet()) {
      columns.add(number(kind, synthesized ? "est. | synth." : "", l -> resources(l, kind)));
    }
    return columns;
  }

  private List<Column> activity() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(new Head("Cycles", "", METER), l -> parts(l.activity())));
    columns.add(number("Busy", "", l -> Figures.percent(l.activity().busy(), 0)));
    columns.add(number("Starved", "", l -> Figures.percent(l.activity().starved(), 0)));
    columns.add(number("Blocked", "", l -> Figures.percent(l.activity().blocked(), 0)));
    columns.add(
        number(
            "Accumulator",
            "bits",
            l -> shown(l.quantization(), q -> String.valueOf(q.accumulatorBits()))));
    columns.add(
        number("Shift", "bits", l -> shown(l.quantization(), q -> String.valueOf(q.shift()))));
    columns.add(
        number(
            "Requantization",
            "largest error",
            l ->
                shown(
                    l.quantization(),
                    q -> String.format(Locale.ROOT, "%.4f", q.requantizationError()))));
    return columns;
  }

  private static Column text(String head, String note, Function<Layer, Object> content) {
    return new Column(new Head(head, note, ""), content);
  }

  private static Column number(String head, String note, Function<Layer, Object> content) {
    return new Column(new Head(head, note, NUMBER), content);
  }

  private static <T> String shown(@Nullable T value, Function<T, String> text) {
    return value == null ? Figures.NONE : text.apply(value);
  }

  private static String shapes(Layer layer) {
    return Diagrams.dimensions(layer.input()) + " → " + Diagrams.dimensions(layer.output());
  }

  private static String bits(Layer layer) {
    return Figures.orNone(layer.weightBits()) + " | " + layer.activationBits();
  }

  private String resources(Layer layer, String kind) {
    String key = kind.toLowerCase(Locale.ROOT);
    String estimate = Figures.amount(layer.estimated().get(key));
    Map<String, Double> measured = layer.synthesized();
    return synthesized
        ? estimate + " | " + (measured == null ? Figures.NONE : Figures.amount(measured.get(key)))
        : estimate;
  }

  private Markup share(Layer layer) {
    double share = (double) layer.interval() / report.performance().cyclesPerFrame().predicted();
    return new Markup(
        "<span>"
            + Figures.percent(share, 1)
            + "</span><div class=\"bar\" aria-hidden=\"true\"><i style=\"width:"
            + Figures.width(share)
            + "%\"></i></div>");
  }

  private static Markup parts(Report.Activity activity) {
    return new Markup(
        "<div class=\"bar parts\" aria-hidden=\"true\">"
            + part("busy", activity.busy())
            + part("starved", activity.starved())
            + part("blocked", activity.blocked())
            + "</div>");
  }

  private static String part(String look, double share) {
    return "<i class=\"" + look + "\" style=\"width:" + Figures.width(share) + "%\"></i>";
  }
}

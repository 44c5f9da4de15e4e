package io.nn2fpga.cli.report;

import io.nn2fpga.cli.report.Report.Amount;
import io.nn2fpga.cli.report.Report.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The report as the terminal and {@code report.txt} show it; at most 100 columns. */
public final class TextReport {
  private TextReport() {}

  /** The whole text, with a final newline. */
  public static String render(Report report) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s on %s (%s): %,d MACs, %,d parameters",
        report.model().name(),
        report.board().name(),
        report.board().part(),
        report.model().macs(),
        report.model().parameters());
    text.append('\n').append(layers(report.layers())).append('\n');
    text.append(layerResources(report.layers())).append('\n');
    accuracy(text, report);
    verification(text, report.verification());
    performance(text, report.performance());
    resources(text, report.resources());
    if (!report.model().hostTail().isEmpty()) {
      line(text, "on the host   %s", String.join(", ", report.model().hostTail()));
    }
    for (Report.NotRun notRun : report.notRun()) {
      line(text, "not run       %s: %s", notRun.what(), notRun.why());
    }
    return text.toString();
  }

  private static void accuracy(StringBuilder text, Report report) {
    Report.Accuracy accuracy = report.accuracy();
    if (accuracy == null) {
      line(text, "accuracy      not measured: no test data");
      return;
    }
    Report.Top1 before = accuracy.float_();
    Report.Top1 after = accuracy.integer();
    if (before != null && after != null) {
      line(
          text,
          "accuracy      top-1 float %.2f %%, integer %.2f %%, same class %.2f %%, %,d samples",
          100 * before.top1(),
          100 * after.top1(),
          100 * accuracy.agreement(),
          accuracy.samples());
    } else {
      line(
          text,
          "accuracy      same class as float %.2f %%, %,d samples (no labels)",
          100 * accuracy.agreement(),
          accuracy.samples());
    }
  }

  private static void verification(StringBuilder text, Report.Verification verification) {
    line(
        text,
        "verified      HLS C++ %s; Verilog %s",
        exactness(verification.hls().bitExact(), verification.hls().samples()),
        exactness(verification.rtl().bitExact(), verification.rtl().samples()));
  }

  private static String exactness(@Nullable Boolean exact, int samples) {
    if (exact == null) {
      return "not run";
    }
    return (exact ? "equal to the integer reference" : "DIFFERS from the integer reference")
        + " on "
        + samples
        + " samples";
  }

  private static void performance(StringBuilder text, Report.Performance performance) {
    line(text, "interval      %s cycles a frame", cycles(performance.cyclesPerFrame()));
    line(text, "latency       %s cycles", cycles(performance.latencyCycles()));
    String fmax =
        performance.fmaxMhz() == null
            ? "a target, not routed"
            : String.format(Locale.ROOT, "routed: %.1f MHz", performance.fmaxMhz());
    line(
        text,
        "rate          %,.0f frames/s at %.0f MHz (%s); slowest layer %s",
        performance.framesPerSecond(),
        performance.clockMhz(),
        fmax,
        performance.bottleneck());
  }

  private static String cycles(Report.Cycles cycles) {
    Long measured = cycles.measured();
    return measured == null
        ? String.format(Locale.ROOT, "%,d (predicted)", cycles.predicted())
        : String.format(Locale.ROOT, "%,d measured, %,d predicted", measured, cycles.predicted());
  }

  private static void resources(StringBuilder text, Report.Resources resources) {
    Report.Total total = resources.total();
    line(text, "estimated     %s", shares(total, Amount::estimated));
    if (resources.leftOut() != null) {
      line(
          text,
          "synthesized   %s",
          shares(total, a -> a.synthesized() == null ? 0 : a.synthesized()));
      line(text, "              %s", resources.leftOut());
    }
  }

  private static String shares(Report.Total total, ToDoubleFunction<Amount> used) {
    return String.join(
        ", ",
        share("LUT", total.lut(), used),
        share("FF", total.ff(), used),
        share("DSP", total.dsp(), used),
        share("BRAM36", total.bram36(), used),
        share("URAM", total.uram(), used));
  }

  private static String share(String kind, Amount amount, ToDoubleFunction<Amount> used) {
    double number = used.applyAsDouble(amount);
    String share =
        amount.available() == 0
            ? ""
            : String.format(Locale.ROOT, " (%.1f %%)", 100 * number / amount.available());
    return kind + " " + amount(number) + share;
  }

  private static String layers(List<Layer> layers) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("layer", false, Layer::name));
    columns.add(new Column("operator", false, Layer::operator));
    columns.add(new Column("output", true, l -> dims(l.output())));
    columns.add(new Column("MACs", true, l -> String.format(Locale.ROOT, "%,d", l.macs())));
    columns.add(new Column("bits", true, TextReport::bits));
    columns.add(new Column("PE", true, l -> orDash(l.pe())));
    columns.add(new Column("SIMD", true, l -> orDash(l.simd())));
    columns.add(new Column("interval", true, l -> String.format(Locale.ROOT, "%,d", l.interval())));
    return new Table(columns).render(layers);
  }

  private static String layerResources(List<Layer> layers) {
    boolean synthesized = layers.stream().allMatch(l -> l.synthesized() != null);
    List<Column> columns = new ArrayList<>();
    String title = synthesized ? "estimated | synthesized" : "estimated";
    columns.add(new Column(title, false, Layer::name));
    for (String kind : List.of("lut", "ff", "dsp", "bram36", "uram")) {
      columns.add(new Column(kind.toUpperCase(Locale.ROOT), true, l -> amounts(l, kind)));
    }
    return new Table(columns).render(layers);
  }

  private static String amounts(Layer layer, String kind) {
    Map<String, Double> synthesized = layer.synthesized();
    String estimated = amount(layer.estimated().getOrDefault(kind, 0.0));
    return synthesized == null
        ? estimated
        : estimated + " | " + amount(synthesized.getOrDefault(kind, 0.0));
  }

  /** Half a block RAM is a RAM of 18 kbit. */
  private static String amount(double number) {
    return String.format(Locale.ROOT, number == Math.rint(number) ? "%,.0f" : "%,.1f", number);
  }

  private static String bits(Layer layer) {
    Integer weightBits = layer.weightBits();
    return (weightBits == null ? "" : "w" + weightBits) + "a" + layer.activationBits();
  }

  private static String dims(List<Integer> shape) {
    return String.join("x", shape.stream().map(String::valueOf).toList());
  }

  private static String orDash(@Nullable Integer number) {
    return number == null ? "-" : String.valueOf(number);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private record Column(String title, boolean right, Function<Layer, String> cell) {}

  private record Table(List<Column> columns) {
    String render(List<Layer> rows) {
      StringBuilder text = new StringBuilder();
      int[] widths = new int[columns.size()];
      for (int i = 0; i < widths.length; i++) {
        Column column = columns.get(i);
        widths[i] =
            rows.stream()
                .mapToInt(row -> column.cell().apply(row).length())
                .reduce(column.title().length(), Math::max);
      }
      appendRow(text, widths, Column::title);
      for (Layer row : rows) {
        appendRow(text, widths, column -> column.cell().apply(row));
      }
      return text.toString();
    }

    private void appendRow(StringBuilder text, int[] widths, Function<Column, String> cell) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String value = cell.apply(columns.get(i));
        String space = " ".repeat(widths[i] - value.length());
        row.append(i == 0 ? "" : "  ")
            .append(columns.get(i).right() ? space + value : value + space);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
  }
}

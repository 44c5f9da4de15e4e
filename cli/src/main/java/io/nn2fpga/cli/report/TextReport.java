package io.nn2fpga.cli.report;

import io.nn2fpga.cli.report.Report.Amount;
import io.nn2fpga.cli.report.Report.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
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
    for (Line line : lines(report)) {
      line(text, "%-13s %s", line.head(), line.text());
    }
    return text.toString();
  }

  /** A finding below the table. */
  record Line(String head, String text) {
    private static Line of(String head, String format, Object... values) {
      return new Line(head, String.format(Locale.ROOT, format, values));
    }
  }

  /** What is said below the table of layers. */
  static List<Line> lines(Report report) {
    List<Line> lines = new ArrayList<>();
    Report.Partition partition = report.partition();
    if (partition != null) {
      lines.add(partition(partition));
    }
    Report.Method method = report.method();
    if (method != null) {
      lines.add(new Line("quantized", ranges(method)));
      lines.add(new Line("biases", biases(method)));
    }
    lines.add(accuracy(report.accuracy()));
    Report.Precision precision = report.precision();
    if (precision != null) {
      lines.add(precision(precision));
    }
    lines.add(verification(report.verification()));
    lines.addAll(performance(report.performance()));
    lines.addAll(resources(report.resources()));
    lines.addAll(routed(report));
    if (!report.model().hostTail().isEmpty()) {
      lines.add(new Line("on the host", String.join(", ", report.model().hostTail())));
    }
    for (Report.NotRun notRun : report.notRun()) {
      lines.add(new Line("not run", notRun.what() + ": " + notRun.why()));
    }
    return lines;
  }

  private static String ranges(Report.Method method) {
    return method.calibrator()
        + ", "
        + method.weights()
        + " weights, "
        + method.activations()
        + " activations"
        + (method.powerOfTwoScales() ? ", power-of-two scales" : "")
        + (method.equalize() ? ", equalized" : "");
  }

  /** What was done to biases. */
  public static String biases(Report.Method method) {
    return method.biasCorrection()
        ? "corrected for each channel's mean error"
        : "as the model has them";
  }

  private static Line accuracy(Report.@Nullable Accuracy accuracy) {
    if (accuracy == null) {
      return new Line("accuracy", "not measured: no test data");
    }
    Report.Top1 before = accuracy.float_();
    Report.Top1 after = accuracy.integer();
    if (before == null || after == null) {
      return Line.of(
          "accuracy",
          "same class as float %.2f %%, %,d samples (no labels)",
          100 * accuracy.agreement(),
          accuracy.samples());
    }
    return Line.of(
        "accuracy",
        "top-1 float %.2f %%, integer %.2f %%, same class %.2f %%, %,d samples",
        100 * before.top1(),
        100 * after.top1(),
        100 * accuracy.agreement(),
        accuracy.samples());
  }

  private static Line partition(Report.Partition found) {
    long macs = found.hostMacs() + found.acceleratorMacs();
    return Line.of(
        "partition",
        "the host computes %.1f %% of %,d MACs; a frame is %,d bytes there, %,d back",
        macs == 0 ? 0.0 : 100.0 * found.hostMacs() / macs,
        macs,
        found.input().bytes(),
        found.output().bytes());
  }

  private static Line precision(Report.Precision found) {
    return Line.of(
        "precision",
        "%.1f %% of the start's cost, loss %.2f of %.2f points (%s, %,d samples)",
        100 * found.chosen().cost() / found.start().cost(),
        found.chosen().loss(),
        found.maxLoss(),
        found.metric(),
        found.samples());
  }

  private static Line verification(Report.Verification verification) {
    return Line.of(
        "verified",
        "HLS C++ %s; Verilog %s",
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

  private static List<Line> performance(Report.Performance performance) {
    Double fmax = performance.fmaxMhz();
    return List.of(
        Line.of("interval", "%s cycles a frame", cycles(performance.cyclesPerFrame())),
        Line.of("latency", "%s cycles", cycles(performance.latencyCycles())),
        Line.of(
            "rate",
            "%,.0f frames/s at %.0f MHz (%s)",
            performance.framesPerSecond(),
            performance.clockMhz(),
            fmax == null
                ? "a target, not routed"
                : String.format(Locale.ROOT, "routed: %.1f MHz", fmax)),
        Line.of(
            "bottleneck",
            "%s: %.1f %% of the interval",
            ShortName.of(performance.bottleneck()),
            100 * performance.bottleneckShare()),
        new Line("limited by", performance.limit()),
        new Line("bound", performance.bound()));
  }

  private static String cycles(Report.Cycles cycles) {
    Long measured = cycles.measured();
    return measured == null
        ? String.format(Locale.ROOT, "%,d (predicted)", cycles.predicted())
        : String.format(Locale.ROOT, "%,d measured, %,d predicted", measured, cycles.predicted());
  }

  private static List<Line> resources(Report.Resources resources) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("estimated", shares(resources.total(), Amount::estimated)));
    if (resources.leftOut() != null) {
      lines.add(
          new Line(
              "synthesized",
              shares(resources.total(), a -> a.synthesized() == null ? 0 : a.synthesized())));
      lines.add(new Line("", resources.leftOut()));
    }
    return lines;
  }

  private static List<Line> routed(Report report) {
    List<Line> lines = new ArrayList<>();
    Map<String, Amount> kinds = report.resources().total().byKind();
    if (report.resources().total().lut().routed() != null) {
      lines.add(
          new Line(
              "routed",
              kinds.entrySet().stream()
                  .map(kind -> count(kind.getKey(), kind.getValue().routed()))
                  .collect(
                      Collectors.joining(
                          ", ",
                          "",
                          report.routing() == null
                              ? " (the accelerator alone)"
                              : " (with the board's shell)"))));
    }
    Report.Routing routing = report.routing();
    if (routing != null) {
      lines.addAll(routing(routing));
    }
    Report.Link link = report.board().link();
    if (link != null) {
      lines.add(Line.of("link", "%s, %,d bits/s", link.kind(), link.rate()));
    }
    String bitstream = report.bitstream().path();
    if (bitstream != null) {
      lines.add(new Line("bitstream", bitstream));
      Report.BitstreamCheck check = report.bitstream().check();
      lines.add(
          new Line(
              "checked",
              check == null
                  ? "nothing behind the generated Verilog"
                  : check.samples() + " samples: " + check.words()));
    }
    return lines;
  }

  private static List<Line> routing(Report.Routing routing) {
    Report.CriticalPath path = routing.criticalPath();
    String asked =
        routing.clockMhz() < routing.targetMhz() * 0.999
            ? String.format(Locale.ROOT, " (lower than the %.2f asked for)", routing.targetMhz())
            : "";
    String changed =
        changed("registers added in ", routing.pipelined())
            + changed("requantizers made serial in ", routing.serial());
    return List.of(
        Line.of(
            "clock",
            "%.2f MHz%s, kept after place and route, which reached %.2f; seed %d, %d tried%s",
            routing.clockMhz(),
            asked,
            routing.fmaxMhz(),
            routing.seed(),
            routing.attempts().size(),
            changed),
        Line.of(
            "longest path",
            "%.2f ns, %.0f %% of it wires, through %s",
            path.delayNs(),
            100 * path.routingNs() / Math.max(path.delayNs(), Double.MIN_VALUE),
            path.through().stream().map(ShortName::of).collect(Collectors.joining(", "))));
  }

  private static String changed(String what, List<String> layers) {
    return layers.isEmpty() ? "" : "; " + what + String.join(", ", layers);
  }

  private static String count(String kind, @Nullable Double amount) {
    return kind + (amount == null ? " -" : String.format(Locale.ROOT, " %,.0f", Math.ceil(amount)));
  }

  private static String shares(Report.Total total, ToDoubleFunction<Amount> used) {
    return total.byKind().entrySet().stream()
        .map(kind -> share(kind.getKey(), kind.getValue(), used))
        .collect(Collectors.joining(", "));
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
    columns.add(new Column("layer", false, layer -> ShortName.of(layer.name())));
    columns.add(new Column("operator", false, Layer::operator));
    columns.add(new Column("output", true, l -> LayerColumns.dimensions(l.output())));
    columns.add(new Column("MACs", true, l -> String.format(Locale.ROOT, "%,d", l.macs())));
    columns.add(new Column("bits", true, TextReport::bits));
    columns.add(new Column("PE", true, l -> orDash(l.pe())));
    columns.add(new Column("SIMD", true, l -> orDash(l.simd())));
    columns.add(new Column("PX", true, l -> orDash(l.px())));
    columns.add(new Column("interval", true, l -> String.format(Locale.ROOT, "%,d", l.interval())));
    return new Table(columns).render(layers);
  }

  private static String layerResources(List<Layer> layers) {
    boolean synthesized = layers.stream().allMatch(l -> l.synthesized() != null);
    List<Column> columns = new ArrayList<>();
    String title = synthesized ? "estimated | synthesized" : "estimated";
    columns.add(new Column(title, false, layer -> ShortName.of(layer.name())));
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

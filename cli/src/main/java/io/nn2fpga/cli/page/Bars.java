package io.nn2fpga.cli.page;

import io.nn2fpga.cli.page.View.Bar;
import io.nn2fpga.cli.page.View.Search;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.StageTimes;
import io.nn2fpga.cli.report.TextReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The page's bars. */
final class Bars {
  private final Report report;

  Bars(Report report) {
    this.report = report;
  }

  List<Bar> resources() {
    String budget = Figures.width(report.resources().utilization());
    List<Bar> bars = new ArrayList<>();
    report
        .resources()
        .total()
        .byKind()
        .forEach(
            (kind, amount) -> {
              double taken = taken(amount);
              boolean has = amount.available() > 0;
              bars.add(
                  new Bar(
                      kind,
                      has
                          ? String.format(Locale.ROOT, "%.1f", 100 * taken / amount.available())
                          : "0",
                      has ? List.of(budget) : List.of(),
                      Figures.amount(amount.estimated())
                          + (synthesized() ? " | " + Figures.amount(amount.synthesized()) : "")
                          + (routed() ? " | " + figure(amount.routed()) : "")
                          + " of "
                          + Figures.amount(amount.available()),
                      has ? Figures.percent(taken / amount.available(), 1) : "none on this board"));
            });
    return bars;
  }

  String resourcesNote() {
    String note = "Estimated, not synthesized.";
    if (synthesized() || routed()) {
      note =
          "Estimated"
              + (synthesized() ? " | synthesized" : "")
              + (routed()
                  ? " | routed, "
                      + (report.routing() == null ? "the accelerator alone" : "with the shell")
                  : "")
              + ".";
    }
    return note
        + " The mark is the folding's budget: "
        + Figures.percent(report.resources().utilization(), 0)
        + " of the board.";
  }

  /** What a search for bits found; empty if there was none. */
  List<Search> precision() {
    Report.Precision found = report.precision();
    if (found == null) {
      return List.of();
    }
    List<Bar> bars = new ArrayList<>();
    for (Report.PrecisionPoint point : found.curve()) {
      double share = point.cost() / found.start().cost();
      bars.add(
          new Bar(
              String.format(Locale.ROOT, "%.2f ± %.2f points", point.loss(), point.standardError()),
              Figures.width(Math.min(1, share)),
              List.of(),
              Figures.percent(share, 1),
              String.format(
                  Locale.ROOT,
                  "w%.1f a%.1f bits%s",
                  point.weightBits(),
                  point.activationBits(),
                  point.equals(found.chosen()) ? ", chosen" : "")));
    }
    String note =
        String.format(
            Locale.ROOT,
            "Networks of mixed precision: %s, in percent of the start, against the loss (%s) on %s"
                + " samples, of which %.2f points are allowed.",
            found.unit(),
            found.metric(),
            Figures.count(found.samples()),
            found.maxLoss());
    return List.of(new Search(note, bars));
  }

  private static String figure(@Nullable Double amount) {
    return amount == null ? "-" : Figures.amount(amount);
  }

  /** What the tool says that came furthest. */
  private static double taken(Report.Amount amount) {
    Double routed = amount.routed();
    Double synthesized = amount.synthesized();
    if (routed != null) {
      return routed;
    }
    return synthesized == null ? amount.estimated() : synthesized;
  }

  private boolean synthesized() {
    return report.resources().total().byKind().values().stream()
        .anyMatch(amount -> amount.synthesized() != null);
  }

  private boolean routed() {
    return report.resources().total().byKind().values().stream()
        .anyMatch(amount -> amount.routed() != null);
  }

  /** The kind of resource that the largest share of is taken. */
  Bar fullest() {
    return resources().stream()
        .reduce((a, b) -> Double.parseDouble(b.width()) > Double.parseDouble(a.width()) ? b : a)
        .orElseThrow();
  }

  List<Bar> accuracy() {
    List<Bar> bars = new ArrayList<>();
    Report.Accuracy accuracy = report.accuracy();
    if (accuracy != null) {
      Report.Top1 before = accuracy.float_();
      Report.Top1 after = accuracy.integer();
      if (before != null && after != null) {
        bars.add(share("Float, top-1", before.top1()));
        bars.add(share("Integer, top-1", after.top1()));
      }
      bars.add(share("Same class", accuracy.agreement()));
    }
    return bars;
  }

  private static Bar share(String name, double share) {
    return new Bar(name, Figures.width(share), List.of(), Figures.percent(share, 2), "");
  }

  String accuracyNote() {
    Report.Accuracy accuracy = report.accuracy();
    if (accuracy == null) {
      return "Not measured: no test data was given.";
    }
    Report.Method method = report.method();
    return Figures.count(accuracy.samples())
        + (accuracy.float_() == null ? " samples without labels." : " labelled samples.")
        + (method == null ? "" : " Biases are " + TextReport.biases(method) + ".");
  }

  static List<Bar> times(StageTimes times) {
    double longest = times.stages().stream().mapToDouble(StageTimes.Stage::seconds).max().orElse(1);
    List<Bar> bars = new ArrayList<>();
    for (StageTimes.Stage stage : times.stages()) {
      bars.add(time(stage.name(), stage.seconds(), longest));
    }
    return bars;
  }

  private static Bar time(String name, double seconds, double longest) {
    return new Bar(name, Figures.width(seconds / longest), List.of(), seconds(seconds), "");
  }

  /** Seconds as people read them. */
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f s", seconds);
  }
}

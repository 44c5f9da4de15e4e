package io.nn2fpga.cli.page;

import io.nn2fpga.cli.diagram.Diagrams;
import io.nn2fpga.cli.page.View.Badge;
import io.nn2fpga.cli.page.View.Bar;
import io.nn2fpga.cli.page.View.Stat;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.Report.Performance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The top of the page: what was built, whether it is right, how fast it is, whether it fits. */
final class Headline {
  private final Report report;
  private final Performance performance;

  Headline(Report report) {
    this.report = report;
    this.performance = report.performance();
  }

  String subtitle() {
    Report.Model model = report.model();
    return String.format(
        Locale.ROOT,
        "%s (%s) · input %s, output %s · %,d MACs and %,d parameters",
        report.board().title(),
        report.board().part(),
        Diagrams.dimensions(model.input()),
        Diagrams.dimensions(model.output()),
        model.macs(),
        model.parameters());
  }

  List<Badge> badges() {
    List<Badge> badges = new ArrayList<>();
    Report.RtlCheck rtl = report.verification().rtl();
    badges.add(badge("Verilog", rtl.bitExact(), rtl.samples()));
    Report.Check hls = report.verification().hls();
    badges.add(badge("HLS C++", hls.bitExact(), hls.samples()));
    Long measured = performance.cyclesPerFrame().measured();
    if (measured != null) {
      boolean equal = measured == performance.cyclesPerFrame().predicted();
      badges.add(
          equal
              ? new Badge("cycles measured = predicted", "good")
              : new Badge("cycles measured differ from predicted", "bad"));
    }
    String hostTail = String.join(", ", report.model().hostTail());
    if (!hostTail.isEmpty()) {
      badges.add(new Badge("on the host: " + hostTail, "quiet"));
    }
    return badges;
  }

  private static Badge badge(String name, @Nullable Boolean exact, int samples) {
    if (exact == null) {
      return new Badge(name + " not run", "quiet");
    }
    return exact
        ? new Badge(name + " bit-exact on " + samples + " samples", "good")
        : new Badge(name + " differs from the reference", "bad");
  }

  List<Stat> stats() {
    List<Stat> stats = new ArrayList<>();
    String clock = Figures.amount(performance.clockMhz()) + " MHz";
    Double fmax = performance.fmaxMhz();
    stats.add(
        new Stat(
            "Rate",
            Figures.count(performance.framesPerSecond()),
            "frames/s",
            fmax == null
                ? "at " + clock + ", a target: not routed"
                : "at " + clock + ", routed for " + Figures.amount(fmax) + " MHz"));
    stats.add(cycles("Interval", performance.cyclesPerFrame(), "from frame to frame"));
    stats.add(cycles("Latency", performance.latencyCycles(), "first input to last output"));
    Report.Accuracy accuracy = report.accuracy();
    Report.Top1 integer = accuracy == null ? null : accuracy.integer();
    if (accuracy != null) {
      double share = integer == null ? accuracy.agreement() : integer.top1();
      stats.add(
          new Stat(
              integer == null ? "Same class as float" : "Top-1, integer",
              String.format(Locale.ROOT, "%.2f", 100 * share),
              "%",
              Figures.count(accuracy.samples()) + " samples"));
    }
    Bar fullest = new Bars(report).fullest();
    stats.add(new Stat("Fit", fullest.width(), "%", "of the board's " + fullest.name()));
    return stats;
  }

  private Stat cycles(String name, Report.Cycles cycles, String what) {
    Long measured = cycles.measured();
    double value = measured == null ? cycles.predicted() : measured;
    return new Stat(
        name,
        Figures.count(value),
        "cycles",
        Figures.time(value, performance.clockMhz())
            + ", "
            + what
            + (measured == null ? ", predicted" : ", measured"));
  }
}

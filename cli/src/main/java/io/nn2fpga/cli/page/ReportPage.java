package io.nn2fpga.cli.page;

import io.nn2fpga.cli.diagram.LayerDiagram;
import io.nn2fpga.cli.page.View.Fact;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.Report.Performance;
import io.nn2fpga.template.Markup;
import io.nn2fpga.template.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report as one HTML file without any reference to another: style, script and drawing are in
 * it. The template escapes every text that is inserted.
 */
public final class ReportPage {
  private static final Template PAGE = Template.loadMarkup(ReportPage.class, "page.html.vm");
  private static final Markup STYLE = Markup.load(ReportPage.class, "page.css");
  private static final Markup SCRIPT = Markup.load(ReportPage.class, "page.js");

  private final PageContent content;
  private final Report report;
  private final Performance performance;

  private ReportPage(PageContent content) {
    this.content = content;
    this.report = content.report();
    this.performance = report.performance();
  }

  /** The page's text. */
  public static String render(PageContent content) {
    return new ReportPage(content).render();
  }

  private String render() {
    Map<String, Object> values = new HashMap<>();
    values.put("version", content.version());
    values.put("report", report);
    values.put("css", STYLE);
    values.put("script", SCRIPT);
    values.put("graph", new Markup(content.graph()));
    values.put("command", content.command());
    values.put("schedule", content.schedule());
    Headline headline = new Headline(report);
    values.put("subtitle", headline.subtitle());
    values.put("badges", headline.badges());
    values.put("stats", headline.stats());
    values.put("bottleneckLink", "#" + LayerDiagram.anchor(bottleneck()));
    values.put("bottleneckShare", Figures.percent(performance.bottleneckShare(), 1));
    values.put("limitingResource", performance.limit());
    values.put("bound", performance.bound());
    Bars bars = new Bars(report);
    values.put("resources", bars.resources());
    values.put("resourcesNote", bars.resourcesNote());
    values.put("accuracy", bars.accuracy());
    values.put("accuracyNote", bars.accuracyNote());
    values.put("precision", new Bars(report).precision());
    values.put("verification", verification());
    values.put("divisions", Divisions.of(report.partition()));
    values.put("tables", new LayerTables(report).all());
    values.put("totalTime", Bars.seconds(content.times().totalSeconds()));
    values.put("times", Bars.times(content.times()));
    values.put("runs", runs());
    return PAGE.render(values);
  }

  private int bottleneck() {
    for (int l = 0; l < report.layers().size(); l++) {
      if (report.layers().get(l).name().equals(performance.bottleneck())) {
        return l;
      }
    }
    throw new IllegalStateException("no layer " + performance.bottleneck());
  }

  private List<Fact> verification() {
    Report.RtlCheck rtl = report.verification().rtl();
    Report.Check hls = report.verification().hls();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Verilog", exactness(rtl.bitExact(), rtl.samples()), ""));
    facts.add(new Fact("HLS C++", exactness(hls.bitExact(), hls.samples()), ""));
    facts.add(new Fact("Interval", cycles(performance.cyclesPerFrame()), ""));
    facts.add(new Fact("Latency, last output", cycles(performance.latencyCycles()), ""));
    facts.add(new Fact("Latency, first output", cycles(performance.firstOutputCycles()), ""));
    Report.Routing routing = report.routing();
    if (routing != null) {
      Report.CriticalPath path = routing.criticalPath();
      facts.add(
          new Fact(
              "Clock",
              Figures.amount(routing.clockMhz())
                  + " MHz of "
                  + Figures.amount(routing.targetMhz())
                  + " asked for, reached "
                  + Figures.amount(routing.fmaxMhz()),
              ""));
      if (!routing.pipelined().isEmpty()) {
        facts.add(new Fact("Registers added", String.join(", ", routing.pipelined()), ""));
      }
      if (!routing.serial().isEmpty()) {
        facts.add(new Fact("Requantizers made serial", String.join(", ", routing.serial()), ""));
      }
      facts.add(
          new Fact(
              "Longest path",
              Figures.amount(path.delayNs()) + " ns through " + String.join(", ", path.through()),
              ""));
    }
    String bitstream = report.bitstream().path();
    if (bitstream != null) {
      Report.BitstreamCheck check = report.bitstream().check();
      facts.add(new Fact("Bitstream", bitstream, ""));
      facts.add(
          new Fact(
              "Checked",
              check == null
                  ? "nothing behind the generated Verilog"
                  : check.samples() + " samples: " + check.words(),
              ""));
    }
    return facts;
  }

  private static String exactness(@Nullable Boolean exact, int samples) {
    if (exact == null) {
      return "not run";
    }
    return (exact ? "equal" : "DIFFERS") + ", " + samples + " samples";
  }

  private static String cycles(Report.Cycles cycles) {
    return Figures.count(cycles.predicted())
        + " predicted, "
        + (cycles.measured() == null ? "not" : Figures.count(cycles.measured()))
        + " measured";
  }

  private List<Fact> runs() {
    List<Fact> facts = new ArrayList<>();
    for (Report.ToolRun tool : report.tools()) {
      facts.add(new Fact(tool.name() + " " + tool.version(), tool.purpose(), "ran"));
    }
    for (Report.NotRun notRun : report.notRun()) {
      facts.add(new Fact(notRun.what(), "not run: " + notRun.why(), "not"));
    }
    return facts;
  }
}

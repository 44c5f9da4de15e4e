package io.nn2fpga.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.diagram.Diagram;
import io.nn2fpga.cli.diagram.SvgDrawing;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.SampleReports;
import io.nn2fpga.cli.report.StageTimes;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static String page(Report report) {
    Diagram graph =
        new Diagram(
            "Layers of " + SampleReports.NASTY,
            List.of(
                new Diagram.Box(
                    "a",
                    Diagram.Kind.COMPUTE,
                    SampleReports.NASTY,
                    List.of(SampleReports.NASTY),
                    new Diagram.Meter(1, SampleReports.NASTY, true),
                    "layer-0"),
                new Diagram.Box("b", Diagram.Kind.OTHER, "b", List.of(), null, "layer-1")),
            List.of(new Diagram.Link("a", "b", SampleReports.NASTY)));
    return ReportPage.render(
        new PageContent(
            report,
            StageTimes.of(Map.of("import", 1.5)),
            SvgDrawing.of(graph),
            "layers:\n  " + SampleReports.NASTY + ":\n    pe: 8\n",
            "./nn2fpga build '" + SampleReports.NASTY + "'",
            "1.2.3"));
  }

  @Test
  void isOneWellFormedFileThatStandsAlone() {
    for (Report report :
        List.of(SampleReports.measured(), SampleReports.synthesized(), SampleReports.predicted())) {
      Document page = PageChecks.parse(page(report));
      PageChecks.standsAlone(page);
      PageChecks.isAccessible(page);
    }
  }

  @Test
  void showsTheReportsFigures() {
    for (Report report :
        List.of(SampleReports.measured(), SampleReports.synthesized(), SampleReports.predicted())) {
      PageChecks.shows(PageChecks.parse(page(report)), report);
    }
  }

  @Test
  void aSearchForBitsIsACurve() {
    Document page = PageChecks.parse(page(SampleReports.measured()));
    assertThat(page.select("#precision th[scope=row]").eachText())
        .containsExactly("0.00 ± 0.10 points", "0.80 ± 0.20 points");
    assertThat(page.select("#precision td.number").eachText())
        .containsExactly("100.0 %w8.0 a8.0 bits", "25.0 %w4.0 a5.0 bits, chosen");
    assertThat(PageChecks.parse(page(SampleReports.predicted())).select("#precision")).isEmpty();
  }

  @Test
  void aDividedNetworkListsWhatTheHostComputesAndWhy() {
    Document page = PageChecks.parse(page(SampleReports.measured()));
    assertThat(page.select("#partition .bars td.number").eachText())
        .containsExactly("100,000 MACs, 63.5 %", "57,440 MACs, 36.5 %");
    assertThat(page.select("#cuts dd").eachText())
        .containsExactly(
            SampleReports.NASTY + ": 1×28×28 codes of 8 bits, 784 bytes a frame",
            "b: 64 codes of 8 bits, 64 bytes a frame");
    assertThat(page.select("#host tbody tr > *").eachText())
        .containsExactly(
            SampleReports.NASTY,
            "standardize",
            "behind",
            "–",
            "no hardware form " + SampleReports.NASTY);
    assertThat(PageChecks.parse(page(SampleReports.predicted())).select("#partition")).isEmpty();
  }

  @Test
  void aNameIsNeverMarkup() {
    Document page = PageChecks.parse(page(SampleReports.measured()));
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("h1").get(0).text())
        .isEqualTo("net " + SampleReports.NASTY + " on zcu104");
    assertThat(page.select("#command").get(0).text()).contains(SampleReports.NASTY);
    assertThat(page.select("#schedule").get(0).wholeText()).contains(SampleReports.NASTY);
    assertThat(page.select("svg .label").text()).isEqualTo(SampleReports.NASTY);
    assertThat(page.select("svg title").eachText()).contains(SampleReports.NASTY);
  }

  @Test
  void synthesizedAmountsStandBesideTheEstimates() {
    Document page = PageChecks.parse(page(SampleReports.synthesized()));
    assertThat(page.select("#layers-note").text()).contains("estimated | synthesized");
    assertThat(page.select("#layer-0 td").eachText())
        .containsSubsequence("5,277 | 5,100", "2,725 | 2,600", "208 | 200", "0.5 | 0.5", "0 | 0");
    assertThat(page.select("#layer-1 td").eachText()).contains("5,277 | –");
    assertThat(PageChecks.parse(page(SampleReports.measured())).select("#layer-0 td").eachText())
        .containsSubsequence("5,277", "2,725", "208", "0.5", "0");
  }

  @Test
  void saysWhatWasNotRun() {
    Document page = PageChecks.parse(page(SampleReports.predicted()));
    assertThat(page.select(".badge").eachText())
        .containsExactly("Verilog not run", "HLS C++ not run", "on the host: softmax");
    assertThat(page.select("#runs .ran").text()).contains("verilator 5.006");
    assertThat(page.select("#runs .not").text()).contains("synthesis", "not run: no tool");
    assertThat(page.text()).contains("Not measured: no test data was given.");
    assertThat(page.text()).doesNotContain("null");
  }

  @Test
  void theSameContentGivesTheSameBytes() {
    assertThat(page(SampleReports.measured())).isEqualTo(page(SampleReports.measured()));
  }
}

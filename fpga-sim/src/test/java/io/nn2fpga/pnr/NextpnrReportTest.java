package io.nn2fpga.pnr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.cost.Resources.Kind;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as nextpnr 0.11 writes them, shortened. */
class NextpnrReportTest {
  private static final String TEXT =
      """
      {"critical_paths": [
        {"from": "posedge clk", "to": "async", "path": [
          {"type": "clk-to-q", "delay": 9.0, "from": {"cell": "a", "loc": [1, 2], "port": "Q"},
           "to": {"cell": "a", "loc": [1, 2], "port": "Q"}}]},
        {"from": "posedge clk", "to": "posedge clk", "path": [
          {"type": "clk-to-q", "delay": 0.5,
           "from": {"cell": "accelerator.u_mvu.u_mac_rows.valid_reg_DFF_Q", "port": "Q"},
           "to": {"cell": "accelerator.u_mvu.u_mac_rows.valid_reg_DFF_Q", "port": "Q"}},
          {"type": "routing", "delay": 1.25, "net": "n",
           "from": {"cell": "accelerator.u_mvu.u_mac_rows.valid_reg_DFF_Q", "port": "Q"},
           "to": {"cell": "accelerator.u_fifo.count_LUT", "port": "A"}},
          {"type": "setup", "delay": 0.25,
           "from": {"cell": "accelerator.u_fifo.count_LUT", "port": "A"},
           "to": {"cell": "u_link.ready_DFF", "port": "D"}}]}],
       "fmax": {"osc": {"achieved": 400.0, "constraint": 12.0},
                "clk": {"achieved": 47.5, "constraint": 48.0}},
       "utilization": {"ICESTORM_LC": {"available": 5280, "used": 910},
                       "ICESTORM_RAM": {"available": 30, "used": 12},
                       "SB_GB": {"available": 8, "used": 0}}}
      """;

  @TempDir Path directory;

  private NextpnrReport read(String text) throws IOException {
    return NextpnrReport.read(Files.writeString(directory.resolve("report.json"), text));
  }

  @Test
  void tellsTheClockThatIsMissed() throws IOException {
    NextpnrReport report = read(TEXT);

    assertThat(report.met()).isFalse();
    assertThat(report.tightest()).isEqualTo(new NextpnrReport.Clock("clk", 47.5, 48.0));
    assertThat(read(TEXT.replace("47.5", "48.0")).met()).isTrue();
    assertThat(read(TEXT.replace("400.0", "11.9")).tightest().name()).isEqualTo("clk");
  }

  /**
   * Beside a link whose own clock is the tightest, the accelerator's limits, unless that is kept.
   */
  @Test
  void aLinksOwnClockLimitsOnlyWhereItAloneIsMissed() throws IOException {
    String kept = TEXT.replace("\"constraint\": 48.0", "\"constraint\": 24.0");
    NextpnrReport report =
        read(
            kept.replace(
                "\"achieved\": 400.0, \"constraint\": 12.0",
                "\"achieved\": 50.0, \"constraint\": 48.0"));
    assertThat(report.tightest().name()).isEqualTo("osc");
    assertThat(report.limiting(48).name()).isEqualTo("clk");
    assertThat(report.limiting(0).name()).isEqualTo("osc");
    NextpnrReport missed =
        read(
            kept.replace(
                "\"achieved\": 400.0, \"constraint\": 12.0",
                "\"achieved\": 47.0, \"constraint\": 48.0"));
    assertThat(missed.limiting(48).name()).isEqualTo("osc");
    RoutedDesign routed = routed(missed, 24, 48);
    assertThat(routed.met()).isFalse();
    assertThat(routed.fmaxMhz()).isCloseTo(24 * 47 / 48.0, within(1e-9));
    assertThat(routed(report, 24, 48).met()).isTrue();
    assertThat(routed(report, 24, 48).fmaxMhz()).isEqualTo(47.5);
    // A tool that was never told of the link's clock has not kept it.
    assertThat(routed(read(kept), 24, 0).met()).isTrue();
    assertThat(routed(read(kept), 24, 48).met()).isFalse();
  }

  private RoutedDesign routed(NextpnrReport report, double mhz, double linkMhz) {
    BoardTop top = new BoardTop("top", List.of(), "pins", mhz, linkMhz);
    CriticalPath path = CriticalPath.of(report.criticalPath(report.tightest()), PnrDesigns.small());
    return new RoutedDesign(top, 1, report, 0, path, Map.of(), directory);
  }

  @Test
  void countsResourcesInTheBoardsUnits() throws IOException {
    assertThat(FlowTools.ICE40.resources(read(TEXT)))
        .containsEntry(Kind.LUT, 910.0)
        .containsEntry(Kind.BRAM36, 1.5)
        .containsEntry(Kind.DSP, 0.0)
        .doesNotContainKey(Kind.FF);
  }

  @Test
  void namesTheActorsOfTheLongestPath() throws IOException {
    CriticalPath path =
        CriticalPath.of(read(TEXT).criticalPath(read(TEXT).tightest()), PnrDesigns.small());

    assertThat(path.delayNs()).isEqualTo(2.0);
    assertThat(path.routingNs()).isEqualTo(1.25);
    assertThat(path.actors()).containsExactly("mvu", "fifo", CriticalPath.SHELL);
    assertThat(path.from()).isEqualTo("accelerator.u_mvu.u_mac_rows.valid_reg_DFF_Q");
    assertThat(path.to()).isEqualTo("u_link.ready_DFF");
  }

  @Test
  void doesNotTakeAShellsCellForAnActors() {
    assertThat(CriticalPath.actor("u_engine.u_mvu.x", PnrDesigns.small()))
        .isEqualTo(CriticalPath.SHELL);
    assertThat(CriticalPath.actor("accelerator.m_tvalid", PnrDesigns.small()))
        .isEqualTo(CriticalPath.SHELL);
    assertThat(CriticalPath.actor("accelerator.u_mvu", PnrDesigns.small())).isEqualTo("mvu");
  }

  @Test
  void refusesWhatIsNoReport() {
    assertThatThrownBy(() -> read("{\"utilization\": {}}"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("error[tool-failed]: nextpnr left no readable report");
    assertThatThrownBy(() -> NextpnrReport.read(directory.resolve("none.json")))
        .isInstanceOf(DiagnosticException.class);
  }
}

package io.nn2fpga.sim.amd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.cost.Resources;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Reports as the tools lay them out, after published ones; the figures are made up. */
class AmdReportsTest {
  private static final String TIMING =
      """
      ------------------------------------------------------------------------------------------------
      | Design Timing Summary
      | ---------------------
      ------------------------------------------------------------------------------------------------

          WNS(ns)      TNS(ns)  TNS Failing Endpoints  TNS Total Endpoints      WHS(ns)      THS(ns)
          -------      -------  ---------------------  -------------------      -------      -------
            0.521        0.000                      0                 1696        0.057        0.000


      All user specified timing constraints are met.


      ------------------------------------------------------------------------------------------------
      | Clock Summary
      | -------------
      ------------------------------------------------------------------------------------------------

      Clock     Waveform(ns)         Period(ns)      Frequency(MHz)
      -----     ------------         ----------      --------------
      clk_pl_0  {0.000 2.667}        5.333           187.512
      """;

  @Test
  void timingGivesTheClockThatTheWorstPathAllows() {
    VivadoReports.Timing timing = Objects.requireNonNull(VivadoReports.timing(TIMING));
    assertThat(timing).isEqualTo(new VivadoReports.Timing(0.521, 5.333));
    assertThat(timing.fmaxMhz()).isCloseTo(1e3 / 4.812, within(1e-9));
    String missed = TIMING.replace("  0.521", " -0.417").replace("clk_pl_0 ", "clk_fpga_0 ");
    assertThat(Objects.requireNonNull(VivadoReports.timing(missed)).worstSlackNs())
        .isEqualTo(-0.417);
    assertThat(VivadoReports.timing("")).isNull();
    String pll =
        TIMING.replace(
            "clk_pl_0  {0.000 2.667}        5.333           187.512",
            """
            clk       {0.000 5.000}        10.000          100.000
              made    {0.000 10.000}       20.000          50.000""");
    assertThat(VivadoReports.timing(pll)).isEqualTo(new VivadoReports.Timing(0.521, 20));
    assertThat(VivadoReports.timing(pll.replace("made", "other")))
        .isEqualTo(new VivadoReports.Timing(0.521, 10));
  }

  @Test
  void utilizationIsTakenFromTheRowOfTheInstance() {
    String report =
        """
        +---------------------+----------+------------+------------+---------+------+-------+--------+--------+------+------------+
        |       Instance      |  Module  | Total LUTs | Logic LUTs | LUTRAMs | SRLs |  FFs  | RAMB36 | RAMB18 | URAM | DSP Blocks |
        +---------------------+----------+------------+------------+---------+------+-------+--------+--------+------+------------+
        | system_wrapper      |    (top) |      31840 |      29011 |    2400 |  429 | 40112 |     21 |      7 |    2 |        130 |
        |   accelerator       | a_shell  |      25102 |      23000 |    2000 |  102 | 30011 |     17 |      4 |    2 |        128 |
        |     (u_accelerator) | mnist    |          4 |          4 |       0 |    0 |     0 |      0 |      0 |    0 |          0 |
        |     u_accelerator   | mnist    |      24910 |      22900 |    1910 |  100 | 29800 |     17 |      3 |    2 |        128 |
        +---------------------+----------+------------+------------+---------+------+-------+--------+--------+------+------------+
        """;
    assertThat(VivadoReports.utilization(report, "u_accelerator"))
        .isEqualTo(new Resources(24_910, 29_800, 128, 18.5, 2));
    assertThat(VivadoReports.utilization(report, "u_other")).isNull();
  }

  @Test
  void columnsThatAFamilyLacksCountAsNothing() {
    String report =
        """
        | Instance      | Module | Total LUTs | Logic LUTs | LUTRAMs | SRLs | FFs | RAMB36 | RAMB18 | DSP48 Blocks |
        | u_accelerator |  mnist |        491 |        400 |      91 |    0 | 298 |      1 |      1 |           12 |
        """;
    assertThat(VivadoReports.utilization(report, "u_accelerator"))
        .isEqualTo(new Resources(491, 298, 12, 1.5, 0));
  }

  @Test
  void hlsReportTellsIntervalClockAndResources() {
    String report =
        """
        <profile>
          <UserAssignments><Part>xczu7ev-ffvc1156-2-e</Part></UserAssignments>
          <PerformanceEstimates>
            <SummaryOfTimingAnalysis>
              <EstimatedClockPeriod>3.650</EstimatedClockPeriod>
            </SummaryOfTimingAnalysis>
            <SummaryOfOverallLatency>
              <Best-caseLatency>2301</Best-caseLatency>
              <Interval-min>784</Interval-min>
              <Interval-max>812</Interval-max>
            </SummaryOfOverallLatency>
          </PerformanceEstimates>
          <AreaEstimates>
            <Resources>
              <BRAM_18K>11</BRAM_18K><DSP>20</DSP><FF>30</FF><LUT>40</LUT><URAM>1</URAM>
            </Resources>
            <AvailableResources><BRAM_18K>624</BRAM_18K><LUT>230400</LUT></AvailableResources>
          </AreaEstimates>
        </profile>
        """;
    assertThat(HlsReport.of(report))
        .isEqualTo(new HlsReport(812L, 3.65, new Resources(40, 30, 20, 5.5, 1)));
    HlsReport unknown = Objects.requireNonNull(HlsReport.of(report.replace(">812<", ">undef<")));
    assertThat(unknown.interval()).isNull();
    assertThat(HlsReport.of("")).isNull();
  }
}

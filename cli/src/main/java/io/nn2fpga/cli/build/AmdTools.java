package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.sim.amd.HlsReport;
import io.nn2fpga.sim.amd.VitisHlsRun;
import io.nn2fpga.sim.amd.VivadoReports;
import io.nn2fpga.sim.amd.VivadoRun;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolStatus;
import io.nn2fpga.sim.tool.ToolVersion;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs AMD's tools on a build's projects, where they are installed, and says what was not run. */
final class AmdTools {
  private static final String VIVADO_WORK = "Vivado synthesis, place and route, bitstream";
  private static final String HLS_WORK = "Vitis HLS synthesis";
  private static final String VIVADO_COMMAND = "cd vivado && vivado -mode batch -source build.tcl";
  private static final String HLS_COMMAND = "cd hls && vitis_hls -f run_hls.tcl";

  private final Toolbox tools;
  private final StageLog log;
  private final AmdSteps steps;

  AmdTools(Toolbox tools, StageLog log, AmdSteps steps) {
    this.tools = tools;
    this.log = log;
    this.steps = steps;
  }

  /**
   * What came of it.
   *
   * @param vivado null if it was not run
   * @param ran the tools that ran
   * @param notRun what was not run, with the command that does
   * @param problems why a tool that ran stopped early; the build is whole without it
   */
  record Outcome(
      @Nullable VivadoRun vivado,
      List<Report.ToolRun> ran,
      List<Report.NotRun> notRun,
      List<Diagnostic> problems) {}

  /** Runs what is asked for and installed; a board of another flow has nothing to run. */
  Outcome run(Board board, Path directory, String design) {
    Outcome outcome = new Outcome(null, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (board.zynq() == null) {
      return outcome;
    }
    if (runs(
        Tool.VITIS_HLS,
        steps.vitisHls() != AmdSteps.VitisHls.NONE,
        HLS_WORK,
        HLS_COMMAND,
        outcome)) {
      runVitisHls(directory, design, outcome);
    }
    if (runs(
        Tool.VIVADO,
        steps.vivado() != AmdSteps.Vivado.NONE,
        VIVADO_WORK,
        VIVADO_COMMAND,
        outcome)) {
      return new Outcome(
          runVivado(directory, design, outcome),
          outcome.ran(),
          outcome.notRun(),
          outcome.problems());
    }
    return outcome;
  }

  /** Whether a tool runs; where it does not, the reason and the command are noted. */
  private boolean runs(Tool tool, boolean asked, String what, String command, Outcome outcome) {
    ToolStatus status = tools.status(tool);
    Diagnostic problem = status.problem();
    if (asked && problem == null) {
      ToolVersion version = status.version();
      outcome
          .ran()
          .add(
              new Report.ToolRun(
                  tool.program(), version == null ? "unknown" : version.text(), tool.purpose()));
      return true;
    }
    String reason = asked && problem != null ? problem.message() : "not asked for";
    outcome.notRun().add(new Report.NotRun(what, reason + "; in the build directory: " + command));
    return false;
  }

  private VivadoRun runVivado(Path directory, String design, Outcome outcome) {
    return log.run(
        "vivado",
        () -> {
          log.detail("to " + steps.vivado() + ", which may take hours");
          VivadoRun run = VivadoRun.of(tools, directory, design, steps.vivado().toString());
          Diagnostic problem = run.problem();
          VivadoReports.Timing timing = run.timing();
          if (problem != null) {
            outcome.problems().add(problem);
            outcome.notRun().add(new Report.NotRun(VIVADO_WORK, problem.message()));
            log.detail("FAILED: " + problem.message());
          } else if (timing == null) {
            outcome
                .notRun()
                .add(
                    new Report.NotRun(
                        "Vivado place and route, bitstream",
                        "--vivado=synth; in the build directory: " + VIVADO_COMMAND));
            log.detail("synthesized");
          } else {
            log.detail(
                String.format(
                    Locale.ROOT,
                    "routed for %.1f MHz, %s",
                    timing.fmaxMhz(),
                    Objects.requireNonNullElse(run.bitstream(), "no bitstream")));
          }
          return run;
        });
  }

  private void runVitisHls(Path directory, String design, Outcome outcome) {
    log.run(
        "vitis hls",
        () -> {
          VitisHlsRun run = VitisHlsRun.of(tools, directory, design, steps.vitisHls().toString());
          Diagnostic problem = run.problem();
          HlsReport report = run.report();
          if (problem != null) {
            outcome.problems().add(problem);
            outcome.notRun().add(new Report.NotRun(HLS_WORK, problem.message()));
            log.detail("FAILED: " + problem.message());
          } else if (report != null) {
            Resources used = report.resources();
            log.detail(
                String.format(
                    Locale.ROOT,
                    "%s cycles a frame at %.1f MHz, LUT %,d, FF %,d, DSP %,d, BRAM36 %.1f, by its"
                        + " estimate",
                    Objects.requireNonNullElse(report.interval(), "an unknown number of"),
                    1e3 / report.periodNs(),
                    used.lut(),
                    used.ff(),
                    used.dsp(),
                    used.bram36()));
          }
          return run;
        });
  }
}

package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.amd.AmdMachine;
import io.nn2fpga.sim.amd.HlsReport;
import io.nn2fpga.sim.amd.VitisHlsRun;
import io.nn2fpga.sim.amd.VitisRun;
import io.nn2fpga.sim.amd.VivadoReports;
import io.nn2fpga.sim.amd.VivadoRun;
import io.nn2fpga.sim.tool.RemoteHost;
import io.nn2fpga.sim.tool.Tool;
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

  private static final String VITIS_WORK = "packaging and linking of the kernel, card binary";
  private static final String VITIS_COMMAND = "sh vitis/build.sh";

  private final AmdMachine machine;
  private final StageLog log;
  private final AmdSteps steps;
  private final String place;

  AmdTools(Toolbox tools, StageLog log, AmdSteps steps) {
    AmdSteps.Remote remote = steps.remote();
    this.machine =
        remote == null
            ? AmdMachine.here(tools)
            : AmdMachine.remote(tools, new RemoteHost(tools, remote.host(), remote.setup()));
    this.log = log;
    this.steps = steps;
    this.place = remote == null ? "" : " on " + remote.host();
  }

  /**
   * Looks before anything takes time whether another machine can be reached.
   *
   * @throws DiagnosticException if it cannot, or {@code ssh} or {@code rsync} is missing here
   */
  void requireReachable(Toolbox tools, Board board) {
    boolean asked =
        steps.vivado() != AmdSteps.Vivado.NONE || steps.vitisHls() != AmdSteps.VitisHls.NONE;
    if (steps.remote() == null) {
      return;
    }
    if (board.flow().open()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "--remote is for AMD's tools, which " + board.name() + " does not need",
              "leave it out"));
    }
    tools.require(Tool.SSH);
    tools.require(Tool.RSYNC);
    if (asked) {
      machine.status(Tool.VIVADO);
    }
  }

  /**
   * What came of it.
   *
   * @param fmaxMhz the clock that the routed design keeps; null if it was not routed
   * @param accelerator what the routed accelerator takes; null if that is not known
   * @param bitstream path in the build directory; null if none was made
   * @param ran the tools that ran
   * @param notRun what was not run, with the command that does
   * @param problems why a tool that ran stopped early; the build is whole without it
   */
  record Outcome(
      @Nullable Double fmaxMhz,
      @Nullable Resources accelerator,
      @Nullable String bitstream,
      List<Report.ToolRun> ran,
      List<Report.NotRun> notRun,
      List<Diagnostic> problems) {

    private Outcome with(
        @Nullable Double reached, @Nullable Resources taken, @Nullable String file) {
      return new Outcome(reached, taken, file, ran, notRun, problems);
    }
  }

  /** Runs what is asked for and installed; a board of another flow has nothing to run. */
  Outcome run(Board board, Path directory, String design) {
    Outcome outcome =
        new Outcome(null, null, null, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (board.flow().open()) {
      return outcome;
    }
    if (runs(
        List.of(Tool.VITIS_HLS),
        steps.vitisHls() != AmdSteps.VitisHls.NONE,
        HLS_WORK,
        HLS_COMMAND,
        outcome)) {
      runVitisHls(directory, design, outcome);
    }
    boolean card = board.vitis() != null;
    boolean linked = card && steps.vivado() == AmdSteps.Vivado.BITSTREAM;
    if (!runs(
        linked ? List.of(Tool.VIVADO, Tool.VPP) : List.of(Tool.VIVADO),
        steps.vivado() != AmdSteps.Vivado.NONE,
        card ? VITIS_WORK : VIVADO_WORK,
        card ? VITIS_COMMAND : VIVADO_COMMAND,
        outcome)) {
      return outcome;
    }
    return card
        ? runVitis(directory, design, linked, outcome)
        : runVivado(directory, design, outcome);
  }

  /** Whether tools run; where they do not, the reason and the command are noted. */
  private boolean runs(
      List<Tool> needed, boolean asked, String what, String command, Outcome outcome) {
    String reason = asked ? null : "not asked for";
    for (Tool tool : asked ? needed : List.<Tool>of()) {
      Diagnostic problem = machine.status(tool).problem();
      if (reason == null && problem != null) {
        reason = problem.message();
      }
    }
    if (reason != null) {
      outcome
          .notRun()
          .add(new Report.NotRun(what, reason + "; in the build directory: " + command));
      return false;
    }
    for (Tool tool : needed) {
      ToolVersion version = machine.status(tool).version();
      outcome
          .ran()
          .add(
              new Report.ToolRun(
                  tool.program(), version == null ? "unknown" : version.text(), tool.purpose()));
    }
    return true;
  }

  private Outcome runVitis(Path directory, String design, boolean linked, Outcome outcome) {
    return log.run(
        "vitis",
        () -> {
          log.detail((linked ? "for the card, which may take hours" : "the kernel only") + place);
          VitisRun run = VitisRun.of(machine, directory, design, linked ? "hw" : "xo");
          Diagnostic problem = run.problem();
          if (problem != null) {
            failed(problem, VITIS_WORK, outcome);
          } else if (!linked) {
            outcome
                .notRun()
                .add(
                    new Report.NotRun(
                        "linking of the kernel, card binary",
                        "--vivado=synth; in the build directory: " + VITIS_COMMAND));
            log.detail("packaged");
          } else {
            Double clock = run.clockMhz();
            log.detail(
                "linked"
                    + (clock == null ? "" : String.format(Locale.ROOT, " for %.1f MHz", clock))
                    + ", "
                    + run.binary());
          }
          return outcome.with(run.clockMhz(), null, run.binary());
        });
  }

  private void failed(Diagnostic problem, String work, Outcome outcome) {
    outcome.problems().add(problem);
    outcome.notRun().add(new Report.NotRun(work, problem.message()));
    log.detail("FAILED: " + problem.message());
  }

  private Outcome runVivado(Path directory, String design, Outcome outcome) {
    return log.run(
        "vivado",
        () -> {
          log.detail("to " + steps.vivado() + ", which may take hours" + place);
          VivadoRun run = VivadoRun.of(machine, directory, design, steps.vivado().toString());
          Diagnostic problem = run.problem();
          VivadoReports.Timing timing = run.timing();
          if (problem != null) {
            failed(problem, VIVADO_WORK, outcome);
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
          return outcome.with(
              timing == null ? null : timing.fmaxMhz(), run.accelerator(), run.bitstream());
        });
  }

  private void runVitisHls(Path directory, String design, Outcome outcome) {
    log.run(
        "vitis hls",
        () -> {
          VitisHlsRun run = VitisHlsRun.of(machine, directory, design, steps.vitisHls().toString());
          Diagnostic problem = run.problem();
          HlsReport report = run.report();
          if (problem != null) {
            failed(problem, HLS_WORK, outcome);
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

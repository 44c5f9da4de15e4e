package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.gate.CheckDepth;
import io.nn2fpga.gate.GateCheck;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.pnr.FlowTools;
import io.nn2fpga.pnr.PlaceAndRoute;
import io.nn2fpga.pnr.RoutedDesign;
import io.nn2fpga.shell.FlashImage;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolStatus;
import io.nn2fpga.sim.tool.ToolVersion;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a bitstream of a verified design by its board's open flow, at the clock asked for or one
 * that is kept.
 */
final class OpenTools {
  private static final String WORK = "place and route, bitstream";
  private static final String CHECK = "check bitstream";

  private final Toolbox tools;
  private final StageLog log;
  private final boolean wanted;
  private final boolean checked;

  /**
   * The tools of open flows.
   *
   * @param wanted whether a bitstream is to be made
   * @param checked whether samples are run through what was made
   */
  OpenTools(Toolbox tools, StageLog log, boolean wanted, boolean checked) {
    this.tools = tools;
    this.log = log;
    this.wanted = wanted;
    this.checked = checked;
  }

  /**
   * What came of it.
   *
   * @param built the design that counts
   * @param routing what place and route found; null if not run
   * @param used of each kind of resource that nextpnr counts, with the board's shell
   * @param bitstream path in the build directory; null if none was made
   * @param check how far it was checked; null if it was not
   * @param ran the tools that ran
   * @param notRun what was not run, and why
   */
  record Outcome(
      BuiltDesign built,
      Report.@Nullable Routing routing,
      Map<Resources.Kind, Double> used,
      @Nullable String bitstream,
      Report.@Nullable BitstreamCheck check,
      List<Report.ToolRun> ran,
      List<Report.NotRun> notRun) {}

  /** Generates and verifies the design of another schedule, over the files of the last one. */
  interface Rebuild {
    BuiltDesign of(BuiltDesign before, Schedule schedule);
  }

  /** Whether a board's bitstream is made here. */
  boolean runs(Board board) {
    return wanted && board.flow().open();
  }

  /**
   * Says what is missing before anything takes time.
   *
   * @throws DiagnosticException with every tool of the board's flow that cannot be used
   */
  void require(Board board) {
    if (!runs(board)) {
      return;
    }
    Diagnostics problems = new Diagnostics();
    FlowTools.of(board).programs().forEach(tool -> require(problems, tool, "--no-bitstream"));
    if (checked) {
      GateCheck.programs(board).forEach(tool -> require(problems, tool, "--no-bitstream-check"));
    }
    problems.throwIfAny();
  }

  private void require(Diagnostics problems, Tool tool, String without) {
    Diagnostic problem = tools.status(tool).problem();
    if (problem != null) {
      problems.add(
          new Diagnostic(
              problem.code(),
              problem.message(),
              problem.at(),
              problem.hint() + ", or build with " + without));
    }
  }

  /**
   * Runs the flow of a board that has an open one.
   *
   * @param samples golden samples for the check of what was made
   */
  Outcome run(
      BuildRequest request,
      Path directory,
      QuantizedModel model,
      BuiltDesign verified,
      Supplier<List<Sample>> samples,
      Rebuild rebuild) {
    Board board = request.board();
    if (!runs(board)) {
      List<Report.NotRun> notRun =
          board.flow().open()
              ? List.of(new Report.NotRun(WORK, "switched off; the clock is a target"))
              : List.of();
      return new Outcome(verified, null, Map.of(), null, null, List.of(), notRun);
    }
    PlaceAndRoute flow =
        new PlaceAndRoute(
            tools, board, directory, log::detail, Runtime.getRuntime().availableProcessors());
    TimingClosure closure =
        new TimingClosure(log, request, directory, model, rebuild, flow, verified);
    RoutedDesign routed = closure.close();
    BuiltDesign built = closure.built();
    String bitstream =
        log.run(
            "bitstream",
            () -> {
              String path = flow.finish(routed, built.design().name());
              log.detail(path);
              return path;
            });
    List<Report.ToolRun> ran = new ArrayList<>();
    FlowTools.of(board).programs().forEach(tool -> ran.add(ran(tool)));
    List<Report.NotRun> notRun = new ArrayList<>();
    Report.BitstreamCheck check = null;
    if (!checked) {
      notRun.add(new Report.NotRun(CHECK, "switched off by --no-bitstream-check"));
    } else if (CheckDepth.of(board) == CheckDepth.NONE) {
      notRun.add(new Report.NotRun(CHECK, CheckDepth.NONE.words()));
    } else {
      check = check(board, directory, built, bitstream, samples.get());
      GateCheck.programs(board).forEach(tool -> ran.add(ran(tool)));
    }
    return new Outcome(
        built,
        closure.routing(routed, flow.attempts()),
        routed.used(),
        bitstream,
        check,
        ran,
        notRun);
  }

  private Report.BitstreamCheck check(
      Board board, Path directory, BuiltDesign built, String bitstream, List<Sample> samples) {
    return log.run(
        CHECK,
        () -> {
          GateCheck.Passed passed =
              new GateCheck(tools, board, directory)
                  .run(built.design(), built.sources().hash(), bitstream, samples);
          String words = words(passed, Files.exists(directory.resolve(FlashImage.FILE)));
          log.detail(
              String.format(
                  Locale.ROOT,
                  "%d samples, %,d cycles: %s",
                  passed.samples(),
                  passed.cycles(),
                  words));
          return new Report.BitstreamCheck(
              passed.depth().name().toLowerCase(Locale.ROOT),
              passed.samples(),
              passed.cycles(),
              words);
        });
  }

  private static String words(GateCheck.Passed passed, boolean flash) {
    return String.format(
        Locale.ROOT,
        "%s; in every cycle the pins are those of the verified Verilog, and so are %,d of the %,d"
            + " bits that flip-flops and block RAMs show (the others have no name in it)%s",
        passed.depth().words(),
        passed.compared(),
        passed.registers(),
        flash ? "; its weights come from a model of the flash" : "");
  }

  private Report.ToolRun ran(Tool tool) {
    ToolStatus status = tools.status(tool);
    ToolVersion version = status.version();
    return new Report.ToolRun(
        tool.program(), version == null ? "unknown" : version.text(), tool.purpose());
  }
}

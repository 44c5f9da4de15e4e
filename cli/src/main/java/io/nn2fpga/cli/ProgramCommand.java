package io.nn2fpga.cli;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.boards.OpenFlow;
import io.nn2fpga.cli.build.BuildDirectory;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Loads the bitstream of a build into the board that it was made for. */
@Command(
    name = "program",
    description = "Load a build's bitstream into its board, through openFPGALoader.",
    mixinStandardHelpOptions = true)
final class ProgramCommand implements Callable<Integer> {
  private static final String REPORT = "report/report.json";

  /** Writing a large flash through a slow cable takes minutes. */
  private static final Duration LIMIT = Duration.ofMinutes(30);

  @ParentCommand private @Nullable Main main;

  @Parameters(
      arity = "0..1",
      paramLabel = "BUILD_DIR",
      description = "A folder that 'nn2fpga build' wrote; default: the latest one in build/.")
  private @Nullable Path directory;

  @Option(
      names = "--flash",
      description = "Write the configuration flash, so that the board starts with it.")
  private boolean flash;

  @Option(
      names = "--board",
      paramLabel = "FILE",
      description = "The board's descriptor, if it is your own; it must be the one built for.")
  private @Nullable String descriptor;

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    Path named = directory == null ? ReportCommand.latest(session) : directory;
    Path folder = session.path(named);
    Report report =
        ReportJson.read(
            BuildDirectory.read(folder, named, REPORT), named.resolve(REPORT).toString());
    String bitstream = report.bitstream().path();
    if (bitstream == null || !Files.isRegularFile(folder.resolve(bitstream))) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.NO_BITSTREAM,
              bitstream == null
                  ? "this build made no bitstream"
                  : "its report names " + bitstream + ", which is not there",
              named.toString(),
              "build again without --no-bitstream; the report's lines 'not run' say what was"
                  + " missing"));
    }
    OpenFlow open = loader(report.board().name(), session);
    WeightsFile weights = WeightsFile.of(folder, named);
    if (weights != null) {
      load(
          session,
          folder,
          open,
          "weights",
          List.of("--write-flash", "--offset", String.valueOf(weights.offset()), weights.file()));
      session
          .out()
          .printf("%s is in the configuration flash, at %d%n", weights.file(), weights.offset());
    }
    load(
        session,
        folder,
        open,
        "program",
        flash ? List.of("--write-flash", bitstream) : List.of(bitstream));
    session
        .out()
        .printf(
            "%s is in the %s of %s%n",
            bitstream, flash ? "configuration flash" : "FPGA", report.board().title());
    return 0;
  }

  private static void load(
      Session session, Path folder, OpenFlow open, String step, List<String> arguments) {
    Toolbox tools = session.toolbox();
    List<String> command = new ArrayList<>();
    command.add(tools.require(Tool.OPENFPGALOADER).toString());
    command.addAll(open.loader());
    command.addAll(arguments);
    tools
        .runner()
        .run(
            ToolCommand.of(step, command, folder, LIMIT)
                .withLogs(folder.resolve("bitstream/logs")));
  }

  /** How openFPGALoader is told of a board. */
  private OpenFlow loader(String built, Session session) {
    String named = descriptor == null ? built : descriptor;
    Board board = named.endsWith(".json") ? Boards.load(session.path(Path.of(named))) : find(named);
    if (!board.name().equals(built)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNKNOWN_BOARD,
              "the build is for '" + built + "', not for '" + board.name() + "'",
              "name the descriptor of " + built));
    }
    OpenFlow open = board.open();
    if (open == null || open.loader().isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNKNOWN_BOARD,
              "it is not described how openFPGALoader loads " + built,
              "for boards of AMD use their tools; in a descriptor of your own, add 'open.loader'"));
    }
    return open;
  }

  private static Board find(String name) {
    try {
      return Boards.find(name);
    } catch (DiagnosticException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNKNOWN_BOARD,
              "no board '" + name + "' is described",
              "it was your own: give its file again, --board FILE.json"));
    }
  }
}

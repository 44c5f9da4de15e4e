package io.nn2fpga.bench;

import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.build.BuildOptions;
import io.nn2fpga.cli.build.BuildPipeline;
import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds a model for each board of an open flow, down to the bitstream. */
@Command(
    name = "boards",
    description = "Build a shared model's bitstream for each open-flow board, and tabulate them.",
    mixinStandardHelpOptions = true)
final class BoardsBenchmark implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--board",
      paramLabel = "BOARD",
      description = "Only this board; may be repeated.")
  private List<String> boards = List.of();

  @Option(
      names = "--link",
      paramLabel = "KIND",
      description = "Another link of these boards than their first: a row of its own.")
  private @Nullable String link;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "The shared models; by default models in $NN2FPGA_SHARED or in ../shared.")
  private @Nullable Path models;

  @Option(
      names = "--update",
      description = "Write the rows into docs/boards.md, in place of those of the same boards.")
  private boolean update;

  BoardsBenchmark(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path collection = collection();
    List<BoardCase> cases = chosen();
    Path document = session.directory().resolve("docs/boards.md");
    if (update) {
      BoardTable.of(read(document));
    }
    for (BoardCase chosen : cases) {
      Built built = build(chosen, collection);
      String row = built.row(chosen, throughLink(chosen, collection, built));
      session.out().println(row);
      session.out().flush();
      if (update) {
        String text = read(document);
        BoardTable table = BoardTable.of(text);
        table.put(chosen.target(), row);
        write(document, table.in(text));
      }
    }
    return 0;
  }

  /** What a build ended with. */
  record Built(Report report, Path directory, double seconds) {
    /**
     * Its row in the table.
     *
     * @param throughLink frames a second that the driver gets through the link
     */
    String row(BoardCase chosen, double throughLink) {
      return BoardTable.row(chosen, report, throughLink, seconds);
    }
  }

  /** Measures frames a second through the link of a build, on its simulated board. */
  double throughLink(BoardCase chosen, Path collection, Built built) {
    Report.Performance performance = built.report().performance();
    double fps =
        Math.min(performance.framesPerSecond(), LinkRate.of(built.directory()).framesPerSecond());
    int frames = LinkMeasurement.frames(performance.clockMhz() * 1e6 / fps);
    return LinkMeasurement.framesPerSecond(
        session, built.directory(), collection.resolve(chosen.data()), frames);
  }

  /** Builds one, with what earlier builds left in the cache of synthesized modules. */
  Built build(BoardCase chosen, Path collection) {
    BuildRequest request = chosen.request(collection);
    Path target =
        session
            .directory()
            .resolve("build/bench/boards/" + chosen.target().replace(" --link ", "-"));
    String command = "./nn2fpga bench boards --board " + chosen.target();
    BuildOptions whole = BuildOptions.whole(command, session.cache());
    BuildOptions options =
        new BuildOptions(
            whole.command(),
            whole.verifyPasses(),
            whole.synthesis(),
            true,
            false,
            whole.cache(),
            whole.calibrationCache(),
            whole.amdSteps());
    try (StageLog log = new StageLog(session.err(), false)) {
      session.err().println(chosen.target() + ": " + chosen.title());
      Report report =
          new BuildPipeline(session.toolbox(), log, "bench", options).run(request, target);
      return new Built(report, target, log.totalSeconds());
    }
  }

  private List<BoardCase> chosen() {
    String kind = link;
    return kind == null ? named() : named().stream().map(one -> one.over(kind)).toList();
  }

  private List<BoardCase> named() {
    if (boards.isEmpty()) {
      return BoardCase.ALL;
    }
    List<String> known = BoardCase.ALL.stream().map(BoardCase::board).toList();
    List<BoardCase> cases = new ArrayList<>();
    for (String board : boards) {
      if (!known.contains(board)) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.UNKNOWN_BOARD,
                "no model is stated for board '" + board + "'",
                "did you mean '"
                    + NearestName.of(board, known)
                    + "'? known: "
                    + String.join(", ", known)));
      }
      cases.add(BoardCase.ALL.get(known.indexOf(board)));
    }
    return cases;
  }

  private Path collection() {
    String shared = session.environment().getOrDefault("NN2FPGA_SHARED", "../shared");
    Path named = models == null ? Path.of(shared).resolve("models") : models;
    Path folder = session.path(named);
    if (!Files.isDirectory(folder)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "the shared models are not there",
              folder.toString(),
              "name their folder: --models DIR, or set NN2FPGA_SHARED to the one above it"));
    }
    return folder;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A project with everything decided that a build needs.
 *
 * @param source the model, its data and its quantization
 * @param board the board, the link that was chosen its first
 * @param clockMhz the clock to assume
 * @param fastestClock whether the clock is then raised to what place and route reaches
 * @param utilization share of the board that may be used
 * @param targetFps frames a second to reach, or null
 * @param schedule a schedule to replay, or null
 * @param verifySamples frames to verify with
 */
public record BuildRequest(
    ModelRequest source,
    Board board,
    double clockMhz,
    boolean fastestClock,
    double utilization,
    @Nullable Double targetFps,
    @Nullable Path schedule,
    int verifySamples) {

  private static final int VERIFY_SAMPLES = 16;

  /**
   * Completes a project with defaults. A board is a described one's name, or a descriptor file of
   * the user's own, which ends in {@code .json}.
   *
   * @throws DiagnosticException if something that has no default is missing, or the board is not
   *     known; all problems together
   */
  public static BuildRequest of(Project project) {
    Diagnostics problems = new Diagnostics();
    ModelRequest.checkModel(project, problems);
    if (project.board() == null) {
      problems.add(
          ModelRequest.missing(
              "board", "name one: --board zcu104; known: " + String.join(", ", Boards.names())));
    }
    Board board = linked(board(project.board(), problems), project.link(), problems);
    ModelRequest.checkData(project, problems);
    if (board != null && fastest(project) && !board.flow().open()) {
      problems.add(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "the clock of " + board.name() + " is not raised to what place and route reaches",
              "that is for boards of open flows: give a number, --clock MHZ"));
    }
    problems.throwIfAny();
    return of(project, ModelRequest.complete(project), Objects.requireNonNull(board));
  }

  private static BuildRequest of(Project project, ModelRequest source, Board board) {
    Project.Target target = project.target();
    Project.Verify verify = project.verify();
    return new BuildRequest(
        source,
        board,
        ModelRequest.or(target == null ? null : target.clockMhz(), board.clockMhz()),
        fastest(project),
        utilization(target, board),
        target == null ? null : target.fps(),
        project.schedule(),
        ModelRequest.or(verify == null ? null : verify.samples(), VERIFY_SAMPLES));
  }

  private static boolean fastest(Project project) {
    Project.Target target = project.target();
    return target != null && ModelRequest.or(target.maxClock(), false);
  }

  /** With a rate to reach, the whole board may be used; otherwise what its descriptor says. */
  private static double utilization(Project.@Nullable Target target, Board board) {
    if (target == null) {
      return board.utilization();
    }
    return ModelRequest.or(target.utilization(), target.fps() == null ? board.utilization() : 1.0);
  }

  private static @Nullable Board board(@Nullable String name, Diagnostics problems) {
    if (name == null) {
      return null;
    }
    try {
      return name.endsWith(".json") ? Boards.load(Path.of(name)) : Boards.find(name);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(problems::add);
      return null;
    }
  }

  /** The board with the link that was asked for. */
  private static @Nullable Board linked(
      @Nullable Board board, @Nullable String link, Diagnostics problems) {
    if (board == null || link == null) {
      return board;
    }
    BoardIo io = board.io();
    if (io == null) {
      problems.add(
          Diagnostic.of(
              Code.PROJECT_FILE,
              board.name()
                  + " has no links to choose from: its host is at "
                  + (board.zynq() == null ? "PCIe" : "AXI"),
              "leave --link out"));
      return board;
    }
    for (BoardIo.Link found : io.links()) {
      if (found.kind().word().equals(link)) {
        return board.linkedBy(found);
      }
    }
    problems.add(
        Diagnostic.of(
            Code.PROJECT_FILE,
            board.name() + " has no link '" + link + "'",
            "it has "
                + io.links().stream()
                    .map(found -> found.kind().word())
                    .collect(Collectors.joining(", "))));
    return board;
  }

  /** Name of the design. */
  public String name() {
    return source.name();
  }
}

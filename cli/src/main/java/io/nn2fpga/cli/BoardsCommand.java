package io.nn2fpga.cli;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Lists the boards that a design can be built for, or shows one in full. */
@Command(
    name = "boards",
    description = "List the boards with what their FPGAs have, or show one in full.",
    mixinStandardHelpOptions = true)
final class BoardsCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Parameters(
      arity = "0..1",
      paramLabel = "BOARD",
      description = "A board's name, or the descriptor file of your own, which is checked.")
  private @Nullable String name;

  @Option(
      names = "--json",
      description =
          "Print descriptors, as a file of your own can begin: BOARD's, or a list of all.")
  private boolean json;

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    BoardText text = new BoardText(session.toolbox());
    String named = name;
    List<String> lines;
    if (named == null) {
      lines = json ? List.of(descriptors()) : text.table(Boards.all());
    } else if (named.endsWith(".json")) {
      Path file = session.path(Path.of(named));
      Board board = Boards.load(file);
      lines = json ? List.of(Boards.descriptor(file)) : text.whole(board);
    } else {
      Board board = Boards.find(named);
      lines = json ? List.of(Boards.descriptor(board.name())) : text.whole(board);
    }
    lines.forEach(session.out()::println);
    return 0;
  }

  private static String descriptors() {
    return "[\n"
        + String.join(",\n", Boards.names().stream().map(Boards::descriptor).toList())
        + "\n]";
  }
}

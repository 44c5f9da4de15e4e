package io.nn2fpga.cli;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.cost.Resources;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists the boards that a design can be built for. */
@Command(
    name = "boards",
    description = "List the boards with what their FPGAs have.",
    mixinStandardHelpOptions = true)
final class BoardsCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Override
  public Integer call() {
    TextTable table =
        new TextTable("board", "part", "LUT", "FF", "DSP", "BRAM36", "URAM", "MHz", "title");
    for (Board board : Boards.all()) {
      Resources has = board.resources();
      table.row(
          board.name(),
          board.part(),
          number(has.of(Resources.Kind.LUT)),
          number(has.of(Resources.Kind.FF)),
          number(has.of(Resources.Kind.DSP)),
          number(has.of(Resources.Kind.BRAM36)),
          number(has.of(Resources.Kind.URAM)),
          number(board.clockMhz()),
          board.title());
    }
    table.lines().forEach(Objects.requireNonNull(main).session().out()::println);
    return 0;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}

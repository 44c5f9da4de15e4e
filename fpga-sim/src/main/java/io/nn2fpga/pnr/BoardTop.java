package io.nn2fpga.pnr;

import io.nn2fpga.sim.BoardPins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The top level of a board as it lies in a build directory.
 *
 * @param module the top module
 * @param sources Verilog files, relative to the build directory
 * @param constraints the constraint file, relative to the build directory
 * @param clockMhz the clock that the accelerator really gets
 */
public record BoardTop(String module, List<String> sources, String constraints, double clockMhz) {
  private static final String FOLDER = "board/";

  /** Copies the list. */
  public BoardTop {
    sources = List.copyOf(sources);
  }

  /** Writes the board's top level for another clock. */
  public interface Writer {
    /**
     * Writes {@code board/} anew.
     *
     * @param clockMhz the clock aimed at, or the nearest below it that the board's PLL makes
     */
    BoardTop write(double clockMhz);
  }

  /** Reads {@code board/board.json} and {@code board/files.f} of a build directory. */
  public static BoardTop read(Path build) {
    try {
      BoardPins board = BoardPins.read(build.resolve(FOLDER + "board.json"));
      List<String> sources =
          Files.readString(build.resolve(FOLDER + "files.f"))
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("//"))
              .map(line -> Path.of(FOLDER + line).normalize().toString())
              .toList();
      return new BoardTop(board.top(), sources, FOLDER + board.constraints(), board.clockMhz());
    } catch (IOException e) {
      throw new UncheckedIOException("the board's top level cannot be read back", e);
    }
  }
}

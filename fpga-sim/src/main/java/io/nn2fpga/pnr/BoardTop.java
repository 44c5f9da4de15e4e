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
 * @param linkClockMhz the clock of a link that has one of its own; 0 if it has none
 */
public record BoardTop(
    String module, List<String> sources, String constraints, double clockMhz, double linkClockMhz) {
  private static final String FOLDER = "board/";

  /** A top with one clock. */
  public BoardTop(String module, List<String> sources, String constraints, double clockMhz) {
    this(module, sources, constraints, clockMhz, 0);
  }

  /** Copies the list. */
  public BoardTop {
    sources = List.copyOf(sources);
  }

  /** The clocks that place and route has to keep, the fastest first. */
  List<Double> clocks() {
    return linkClockMhz == 0
        ? List.of(clockMhz)
        : List.of(Math.max(clockMhz, linkClockMhz), Math.min(clockMhz, linkClockMhz));
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
      return new BoardTop(
          board.top(),
          sources,
          FOLDER + board.constraints(),
          board.clockMhz(),
          board.linkClockMhz());
    } catch (IOException e) {
      throw new UncheckedIOException("the board's top level cannot be read back", e);
    }
  }
}

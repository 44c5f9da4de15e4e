package io.nn2fpga.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.MemoryImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Beats as the simulation's files hold them. */
final class BeatText {
  private BeatText() {}

  /**
   * A line of a sink's log.
   *
   * @param cycle of the transfer
   * @param last tlast
   * @param hex tdata
   */
  record Transfer(int cycle, boolean last, String hex) {}

  /** Words in hexadecimal, one a line, lane 0 in the low bits. */
  static List<String> hex(StreamType type, int[][] beats) {
    long[][] words =
        Stream.of(beats)
            .map(beat -> Arrays.stream(beat).asLongStream().toArray())
            .toArray(long[][]::new);
    return new MemoryImage("", type.element().bits(), words).toHex().lines().toList();
  }

  /** Lanes in decimal, one beat a line, tlast first. */
  static List<String> decimal(StreamType type, int[][] beats) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < beats.length; i++) {
      String lanes =
          Arrays.stream(beats[i]).mapToObj(String::valueOf).collect(Collectors.joining(" "));
      lines.add(((i + 1) % type.beatsPerFrame() == 0 ? "1 " : "0 ") + lanes);
    }
    return lines;
  }

  /** The transfers that a sink or tap logged since the last reset. */
  static List<Transfer> transfers(Path log) {
    List<Transfer> transfers = new ArrayList<>();
    for (String line : sinceReset(log)) {
      String[] words = line.split(" ", -1);
      transfers.add(new Transfer(Integer.parseInt(words[0]), words[1].equals("1"), words[2]));
    }
    return transfers;
  }

  /** The cycles that a source logged since the last reset. */
  static List<Integer> cycles(Path log) {
    return sinceReset(log).stream().map(Integer::valueOf).toList();
  }

  private static List<String> sinceReset(Path log) {
    List<String> lines = lines(log);
    return lines.subList(lines.lastIndexOf("reset") + 1, lines.size());
  }

  /** The lines of a file; aborts the test if the program that writes it failed. */
  static List<String> lines(Path file) {
    assertThat(file).as("see the failure before").exists();
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

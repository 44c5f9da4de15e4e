package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.sim.tool.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shell takes of an FPGA: it must leave the network its room. */
class BoardSynthesisTest {

  /** Cells by name of a board whose design is a queue of two bytes. */
  private static String statistics(String name, String command) throws IOException {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", new StreamType(1, 1, 8, IntegerElement.unsigned(8), 1, 1));
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    Board board = Boards.find(name);
    BoardBench bench =
        new BoardBench("synth_" + name.replace('-', '_'), builder.build(), board, board.clockMhz());
    Path directory = bench.directory().resolve("board");
    String sources = Files.readString(directory.resolve("files.f")).replace('\n', ' ');
    String script =
        "read_verilog %s; %s -top %s; check -assert -latchonly; tee -o stat.txt stat"
            .formatted(sources, command, bench.top());
    bench.run("synth", List.of(ShellBench.program(Tool.YOSYS), "-q", "-p", script), directory);
    return Files.readString(directory.resolve("stat.txt"));
  }

  private static int count(String statistics, String cell) {
    Matcher row = Pattern.compile("(?m)^\\s*(\\d+)\\s+" + cell + "\\s*$").matcher(statistics);
    int count = 0;
    while (row.find()) {
      count = Integer.parseInt(row.group(1));
    }
    return count;
  }

  @Test
  void takesAnEighthOfAnUp5kAndTwoBlocksOfItsMemory() throws IOException {
    String statistics = statistics("icebreaker", "synth_ice40");
    // docs/protocol.md names the count; a change of it belongs there.
    assertThat(count(statistics, "SB_LUT4")).isBetween(400, 720);
    assertThat(count(statistics, "SB_RAM40_4K")).isEqualTo(2);
    assertThat(count(statistics, "SB_PLL40_PAD")).isEqualTo(1);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "ulx3s-85f, synth_ecp5, LUT4, DP16KD, EHXPLLL",
    "tang-nano-9k, synth_gowin, LUT4, DPX9B, rPLL",
  })
  void synthesizesForOtherFamilies(
      String board, String command, String lut, String memory, String pll) throws IOException {
    String statistics = statistics(board, command);
    assertThat(count(statistics, lut)).isBetween(100, 900);
    assertThat(count(statistics, memory)).isEqualTo(2);
    assertThat(count(statistics, pll)).isEqualTo(board.equals("tang-nano-9k") ? 0 : 1);
  }
}

package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.importer.onnx.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's tables are generated; {@code -Dnn2fpga.update.docs=true} rewrites them. */
class ReadmeTablesTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void theReadmeHoldsTheTablesOfTheProduct() throws IOException {
    String text = Files.readString(README);
    String current = replace(replace(text, "operators", operators()), "boards", boards());
    if (Boolean.getBoolean("nn2fpga.update.docs")) {
      Files.writeString(README, current);
    }

    assertThat(README).content().isEqualTo(current);
  }

  private static String replace(String text, String name, String content) {
    String begin = "<!-- " + name + ": generated, see docs/development.md -->\n";
    String end = "<!-- /" + name + " -->\n";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    assertThat(from).as(begin).isNotNegative();
    assertThat(to).as(end).isGreaterThan(from);
    return text.substring(0, from + begin.length()) + "\n" + content + "\n" + text.substring(to);
  }

  private static String operators() {
    return OnnxImporter.operators().stream()
        .collect(Collectors.joining(", ", "ONNX operators: ", ".\n"));
  }

  private static String boards() {
    StringBuilder table =
        new StringBuilder(
            """
            | board | | part | LUT | FF | DSP | BRAM36 | URAM | clock aimed at | bitstream by |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
    for (Board board : Boards.all()) {
      Resources has = board.resources();
      table.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s | %,d | %,d | %,d | %s | %,d | %.0f MHz | %s |%n",
              board.name(),
              board.title(),
              board.part(),
              has.lut(),
              has.ff(),
              has.dsp(),
              BoardText.number(has.bram36()),
              has.uram(),
              board.clockMhz(),
              board.flow().open() ? "open tools" : "Vivado"));
    }
    return table.toString();
  }
}

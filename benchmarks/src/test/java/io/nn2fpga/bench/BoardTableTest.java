package io.nn2fpga.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTableTest {
  @TempDir Path folder;

  private static final String DOCUMENT =
      """
      # Boards

      <!-- bench boards: written by './nn2fpga bench boards --update' -->

      old head
      | `b` | old |
      | `c` | kept |

      <!-- /bench boards -->
      the end
      """;

  @Test
  void everyBoardOfAnOpenFlowHasAModel() {
    assertThat(BoardCase.ALL.stream().map(BoardCase::board).toList())
        .isEqualTo(Boards.all().stream().filter(b -> b.flow().open()).map(Board::name).toList());
  }

  @Test
  void rowsReplaceThoseOfTheSameBoard() {
    BoardTable table = BoardTable.of(DOCUMENT);
    table.put("b", "| `b` | new |");
    table.put("a", "| `a` | first |");

    String text = table.in(DOCUMENT);
    assertThat(text)
        .startsWith("# Boards\n")
        .endsWith(
            "| `a` | first |\n| `b` | new |\n| `c` | kept |\n\n<!-- /bench boards -->\nthe end\n")
        .doesNotContain("old");
    assertThat(BoardTable.of(text).in(text)).isEqualTo(text);
    assertThatThrownBy(() -> BoardTable.of("# Boards\n")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theDocumentHasTheTable() throws IOException {
    String text = Files.readString(Path.of("../docs/boards.md"));
    assertThat(BoardTable.of(text).in(text)).isEqualTo(text);
  }

  /** 784 bytes in 6.125 packets of 128 and 10 out in one, in the slower direction. */
  @Test
  void theLinkCarriesWhatTheProtocolLeaves() throws IOException {
    Files.createDirectories(folder.resolve("board"));
    Files.createDirectories(folder.resolve("driver/python/net"));
    Files.writeString(
        folder.resolve("board/board.json"),
        "{\"link\": {\"kind\": \"uart\", \"rate\": 1000000}, \"maxPayload\": 128}");
    Files.writeString(
        folder.resolve("driver/python/net/design.json"),
        """
        {"input": {"stream": {"frame": [28, 28, 1], "bits": 8, "pixels": 1, "lanes": 1}},
         "output": {"stream": {"frame": [1, 1, 10], "bits": 4, "pixels": 1, "lanes": 5}}}
        """);
    LinkRate link = LinkRate.of(folder);

    assertThat(link).isEqualTo(new LinkRate(100_000, 128, 784, 6));
    double toBoard = 784 * 258.0 / 256 + 12 * (784.0 / 128 + 1);
    assertThat(link.framesPerSecond()).isCloseTo(100_000 / toBoard, within(1e-9));
    LinkRate talkative = new LinkRate(100_000, 128, 4, 1280);
    double toHost = 1280 * 258.0 / 256 + 12 * 10 + 20 * 4 / 128.0;
    assertThat(talkative.framesPerSecond()).isCloseTo(100_000 / toHost, within(1e-9));

    Files.writeString(
        folder.resolve("board/board.json"),
        "{\"link\": {\"kind\": \"usb\", \"rate\": 12000000}, \"maxPayload\": 128}");
    double back = 6 * 258.0 / 256 + 12 + 20 * 784.0 / 128;
    assertThat(LinkRate.of(folder).framesPerSecond())
        .isCloseTo(1_216_000 / (toBoard + back), within(1e-9));
  }
}

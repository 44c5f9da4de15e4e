package io.nn2fpga.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.report.Report;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stated model ends in a bitstream of its board; the small ones everywhere. */
class BoardsBenchmarkTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  static List<BoardCase> quick() {
    return BoardCase.ALL.stream().filter(BoardCase::quick).toList();
  }

  static List<BoardCase> others() {
    return BoardCase.ALL.stream().filter(c -> !c.quick()).toList();
  }

  private Session session(Map<String, String> environment) {
    return new Session(
        new PrintWriter(new StringWriter()), new PrintWriter(err), environment, folder, false);
  }

  @ParameterizedTest
  @MethodSource("quick")
  @Tag("shared")
  void smallModelsEndInABitstreamWhoseLinkCarriesFrames(BoardCase chosen) {
    BoardsBenchmark.Built built = assertBuilds(chosen);
    double measured =
        new BoardsBenchmark(session(System.getenv())).throughLink(chosen, models(), built);
    // No more than the bare bytes allow; the first and the last frame travel alone.
    LinkRate link = LinkRate.of(built.directory());
    double most = link.bytesPerSecond() / Math.max(link.inputBytes(), link.outputBytes());
    assertThat(measured).isBetween(0.8 * link.framesPerSecond(), most);
  }

  @ParameterizedTest
  @MethodSource("others")
  @Tag("full")
  @Tag("shared")
  void everyModelEndsInABitstream(BoardCase chosen) {
    assertBuilds(chosen);
  }

  private static Path models() {
    return Path.of(Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"))).resolve("models");
  }

  private BoardsBenchmark.Built assertBuilds(BoardCase chosen) {
    BoardsBenchmark benchmark = new BoardsBenchmark(session(System.getenv()));
    BoardsBenchmark.Built built = benchmark.build(chosen, models());

    Report report = built.report();
    Report.Routing routing = Objects.requireNonNull(report.routing());
    assertThat(routing.fmaxMhz()).isGreaterThanOrEqualTo(routing.clockMhz());
    assertThat(report.performance().framesPerSecond()).isGreaterThanOrEqualTo(0.9 * chosen.fps());
    String bitstream = Objects.requireNonNull(report.bitstream().path());
    assertThat(folder.resolve("build/bench/boards").resolve(chosen.board()).resolve(bitstream))
        .isNotEmptyFile();
    assertThat(built.row(chosen, 1))
        .startsWith("| `" + chosen.board() + "` | ")
        .contains("LUT ", " | 1 | ");
    return built;
  }

  @Test
  void whatIsMissingIsSaid() {
    Map<String, String> environment = new HashMap<>(Map.of("NN2FPGA_SHARED", "nowhere"));
    assertThat(Main.run(session(environment), "bench", "boards")).isNotZero();
    assertThat(err.toString())
        .contains("error[file-not-found]: the shared models are not there", "nowhere/models");
  }
}

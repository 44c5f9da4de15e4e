package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds for boards of open flows, by the real tools. */
class OpenFlowBuildTest extends TinyBuilds {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  @ParameterizedTest
  @CsvSource({
    "hx8k-breakout, uart, bin, ICESTORM_LC, bitstream, 8",
    "icebreaker, spi, bin, ICESTORM_DSP, routed, 8",
    "tang-nano-9k, uart, fs, BSRAM, synthesized, 6"
  })
  void endsInABitstreamThatKeepsItsClock(
      String board, String link, String extension, String cell, String depth, int samples)
      throws IOException {
    // The smallest design; by default the board is filled as far as its descriptor says.
    assertSucceeded(build(board, "--link", link, "--target-fps", "1000"));

    Report report = report();
    assertThat(Objects.requireNonNull(report.board().link()).kind()).isEqualTo(link);
    assertThat(report.bitstream().path()).isEqualTo("bitstream/tiny." + extension);
    assertThat(folder.resolve("out/bitstream/tiny." + extension)).isNotEmptyFile();
    for (String file : List.of("synth.json", "routed.json", "report.json", "synth.ys")) {
      assertThat(folder.resolve("out/pnr").resolve(file)).isNotEmptyFile();
    }
    Report.BitstreamCheck check = Objects.requireNonNull(report.bitstream().check());
    assertThat(check.depth()).isEqualTo(depth);
    // All, or as many as two million cycles of the link carry.
    assertThat(check.samples()).isEqualTo(samples);
    assertThat(check.words()).contains("in every cycle the pins are those of the verified Verilog");
    Report.Routing routing = Objects.requireNonNull(report.routing());
    assertThat(routing.fmaxMhz()).isGreaterThanOrEqualTo(routing.clockMhz());
    assertThat(report.performance().clockMhz()).isEqualTo(routing.clockMhz());
    assertThat(report.performance().fmaxMhz()).isEqualTo(routing.fmaxMhz());
    assertThat(routing.cells()).containsKey(cell);
    assertThat(routing.criticalPath().delayNs()).isPositive();
    assertThat(routing.criticalPath().through())
        .isNotEmpty()
        .isSubsetOf("first", "second", "board shell");
    assertThat(report.resources().total().lut().routed()).isPositive();
    assertThat(report.notRun()).extracting(Report.NotRun::what).containsExactly("accuracy");
    assertThat(folder.resolve("out/board/board.json")).isNotEmptyFile();
  }

  @Test
  @Tag("full")
  void buildsTheExampleForTheUlx3s() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            environment,
            folder,
            "build",
            EXAMPLES.resolve("mnist-mlp").toString(),
            "--board",
            "ulx3s-85f",
            "--output",
            "out");

    assertSucceeded(run);
    assertThat(folder.resolve("out/bitstream/mnist_mlp.bit")).isNotEmptyFile();
    Report.Routing routing = Objects.requireNonNull(report().routing());
    assertThat(routing.fmaxMhz()).isGreaterThanOrEqualTo(routing.clockMhz());
    assertThat(routing.clockMhz()).isGreaterThanOrEqualTo(50);
    Report.BitstreamCheck check = Objects.requireNonNull(report().bitstream().check());
    assertThat(check.depth()).isEqualTo("synthesized");
    assertThat(check.samples()).isPositive();
  }

  @Test
  void theExampleFitsAnIcebreakerWithoutMultipliersInItsRequantizers() throws IOException {
    CommandLineRun run =
        CommandLineRun.of(
            environment,
            folder,
            "build",
            EXAMPLES.resolve("mnist-mlp").toString(),
            "--board",
            "icebreaker",
            "--output",
            "out",
            "--no-synthesis");

    assertSucceeded(run);
    Report report = report();
    assertThat(report.verification().rtl().bitExact()).isTrue();
    assertThat(report.performance().cyclesPerFrame().measured()).isLessThan(50_000);
    assertThat(report.resources().total().dsp().estimated()).isLessThanOrEqualTo(8);
    assertThat(folder.resolve("out/schedule.yaml"))
        .content()
        .contains("requantizer: serial", "memory: spram");
  }

  @Test
  void endsBeforePlaceAndRouteOnRequest() throws IOException {
    environment.put("NN2FPGA_NEXTPNR_ECP5", folder.resolve("nowhere").toString());
    assertSucceeded(build("ulx3s-85f", "--no-bitstream", "--no-synthesis"));

    assertThat(report().routing()).isNull();
    assertThat(report().bitstream().path()).isNull();
    assertThat(report().notRun())
        .contains(
            new Report.NotRun("place and route, bitstream", "switched off; the clock is a target"));
    assertThat(folder.resolve("out/bitstream")).doesNotExist();
  }

  @Test
  void theHostIsAtTheLinkThatWasAskedFor() throws IOException {
    Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        model: tiny.onnx
        board: icebreaker
        link: spi
        calibration: {data: x.npy}
        target: {fps: 1000}
        verify: {samples: 4}
        """);
    assertSucceeded(
        CommandLineRun.of(
            environment, folder, "build", "--no-bitstream", "--no-synthesis", "--output", "out"));
    // 24 MHz are 4 cycles of a bit at 6 MHz, too few: the rate is halved.
    assertThat(report().board().link()).isEqualTo(new Report.Link("spi", 3_000_000));
    assertThat(folder.resolve("out/board/hdl/tiny_board.v"))
        .content()
        .contains("spi_sck", "nn2fpga_spi_link")
        .doesNotContain("uart");
    assertThat(folder.resolve("out/manifest.json")).content().contains("\"link\" : \"spi\"");

    assertSucceeded(build("icebreaker", "--target-fps=1000", "--no-bitstream", "--no-synthesis"));
    assertThat(report().board().link()).isEqualTo(new Report.Link("uart", 3_000_000));
  }

  @Test
  void aLinkThatTheBoardDoesNotHaveIsRefused() {
    CommandLineRun run = build("icebreaker", "--link", "ethernet");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            """
            error[project-file]: icebreaker has no link 'ethernet'
              hint: it has uart, spi
            """);
    assertThat(build("zcu104", "--link", "uart").err())
        .isEqualTo(
            """
            error[project-file]: zcu104 has no links to choose from: its host is at AXI
              hint: leave --link out
            """);
  }

  @Test
  void saysWhatIsMissingBeforeAnythingRuns() {
    environment.put("NN2FPGA_NEXTPNR_ECP5", folder.resolve("nowhere").toString());
    environment.put("NN2FPGA_ECPPACK", folder.resolve("nothing").toString());
    CommandLineRun run = build("ulx3s-85f", "--no-bitstream-check");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("error[tool-missing]: NN2FPGA_NEXTPNR_ECP5 names '")
        .contains("error[tool-missing]: NN2FPGA_ECPPACK names '")
        .contains("or build with --no-bitstream");
    assertThat(run.out()).doesNotContain("import");
  }

  @Test
  void theFastestClockIsForOpenFlowsOnly() {
    CommandLineRun run = build("zcu104", "--clock", "max");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("error[project-file]: the clock of zcu104 is not raised");
  }
}

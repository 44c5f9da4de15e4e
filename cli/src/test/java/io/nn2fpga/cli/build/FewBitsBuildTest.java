package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A LeNet of 4-bit weights and activations from the command line to verified Verilog, with
 * thresholds in the place of affine requantizers, and the replay of its quantization.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FewBitsBuildTest {
  private static final Path ROOT = ExampleBuild.ROOT;
  private static final int SAMPLES = 4;

  private final Path builds = Path.of("target/example-builds").toAbsolutePath();
  private final Path solved = builds.resolve("lenet-w4a4");
  private final Path replayed = builds.resolve("lenet-w4a4-thresholds");
  private final Path searched = builds.resolve("searched-quantization.yaml");

  /** As a search for bits leaves it. */
  private static final String SEARCH =
      """
      search:
        metric: top1
        samples: 500
        max_loss: 1.0
        unit: bit operations
        start:
          cost: 1000.0
          loss: 0.0
          standard_error: 0.0
          weight_bits: 8.0
          activation_bits: 8.0
        chosen:
          cost: 250.0
          loss: 0.5
          standard_error: 0.2
          weight_bits: 4.0
          activation_bits: 4.0
        curve:
        - cost: 250.0
          loss: 0.5
          standard_error: 0.2
          weight_bits: 4.0
          activation_bits: 4.0
      """;

  private static void build(Path output, String... options) {
    String[] common = {
      "build", "--no-synthesis", "--board=ulx3s-85f", "--samples=" + SAMPLES, "--output=" + output
    };
    CommandLineRun run =
        CommandLineRun.of(
            System.getenv(),
            ROOT,
            Stream.concat(Stream.of(common), Stream.of(options)).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @BeforeAll
  void buildTwice() throws IOException {
    build(solved, "--bits=4");
    // The same network with each requantizer of few codes as thresholds.
    String schedule = Files.readString(solved.resolve("schedule.yaml"));
    String edited =
        schedule
            .replace("    requantizer: thresholds\n", "")
            .replaceAll(
                "(?s)(  \"?/(?:conv1|conv2|fc1)/\\w+\"?:\n.*?    px: 1\n)",
                "$1    requantizer: thresholds\n");
    Path file = Files.writeString(builds.resolve("thresholds.yaml"), edited);
    String quantization = Files.readString(solved.resolve("quantization.yaml"));
    Files.writeString(searched, quantization + SEARCH);
    build(replayed, "--quantization=" + searched, "--schedule=" + file);
  }

  private static Report report(Path build) throws IOException {
    return ReportJson.read(Files.readString(build.resolve("report/report.json")));
  }

  @Test
  void bothImplementationsEqualTheIntegerReferenceInAsManyCyclesAsPredicted() throws IOException {
    for (Path build : new Path[] {solved, replayed}) {
      Report report = report(build);
      assertThat(report.verification().hls()).isEqualTo(new Report.Check(true, SAMPLES));
      assertThat(report.verification().rtl().bitExact()).isTrue();
      Report.Cycles cycles = report.performance().cyclesPerFrame();
      assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    }
  }

  @Test
  void fourBitsCostAtMostOnePointOfTop1() throws IOException {
    Report.Accuracy accuracy = Objects.requireNonNull(report(solved).accuracy());
    double before = Objects.requireNonNull(accuracy.float_()).top1();
    assertThat(accuracy.samples()).isEqualTo(1000);
    assertThat(Objects.requireNonNull(accuracy.integer()).top1()).isGreaterThan(before - 0.01);
  }

  @Test
  void everyLayerHasTheBitsAskedForAndTheOutputEight() throws IOException {
    assertThat(report(solved).layers().stream().filter(l -> l.weightBits() != null))
        .extracting(Report.Layer::weightBits)
        .containsOnly(4);
    assertThat(report(solved).layers())
        .extracting(Report.Layer::activationBits)
        .containsExactly(4, 4, 4, 4, 4, 8);
  }

  @Test
  void theSearchThatAFileHoldsIsInTheReport() throws IOException {
    Report.PrecisionPoint chosen = new Report.PrecisionPoint(250, 0.5, 0.2, 4, 4);
    assertThat(report(replayed).precision())
        .isEqualTo(
            new Report.Precision(
                "top1",
                500,
                1,
                "bit operations",
                new Report.PrecisionPoint(1000, 0, 0, 8, 8),
                List.of(chosen),
                chosen));
    assertThat(report(solved).precision()).isNull();
    assertThat(replayed.resolve("report/report.html")).content().contains("Cost against accuracy");
  }

  @Test
  void theReplayedQuantizationIsTheSameNetworkOnOtherActors() throws IOException {
    assertThat(replayed.resolve("graph/int.txt"))
        .hasSameTextualContentAs(solved.resolve("graph/int.txt"));
    assertThat(replayed.resolve("quantization.yaml")).hasSameTextualContentAs(searched);
    String flow = Files.readString(replayed.resolve("graph/flow.txt"));
    assertThat(flow.split("= thresholding", -1)).hasSize(3 + 1);
    assertThat(flow.split("= requantize", -1)).hasSize(1 + 1);
  }
}

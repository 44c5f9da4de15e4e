package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    build(replayed, "--quantization=" + solved.resolve("quantization.yaml"), "--schedule=" + file);
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
  void theReplayedQuantizationIsTheSameNetworkOnOtherActors() throws IOException {
    for (String file : new String[] {"graph/int.txt", "quantization.yaml"}) {
      assertThat(replayed.resolve(file)).hasSameTextualContentAs(solved.resolve(file));
    }
    String flow = Files.readString(replayed.resolve("graph/flow.txt"));
    assertThat(flow.split("= thresholding", -1)).hasSize(3 + 1);
    assertThat(flow.split("= requantize", -1)).hasSize(1 + 1);
  }
}

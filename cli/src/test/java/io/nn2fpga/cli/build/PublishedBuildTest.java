package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.project.ProjectReader;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.RtlSimulation.Stalls;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.Verification;
import io.nn2fpga.sim.VerificationResult.Implementation;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Networks that others trained, from their files to verified designs for a zcu104. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PublishedBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path BUILDS = Path.of("target/published-builds").toAbsolutePath();
  private static final Path RESNET8 = ROOT.resolve("examples/resnet8/nn2fpga.yaml");
  private static final Toolbox TOOLS =
      new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());

  @TempDir Path folder;

  private record Run(int exitCode, String err) {}

  private static Run run(Path project, String name, String... options) {
    StringWriter err = new StringWriter();
    Session session =
        new Session(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(err),
            System.getenv(),
            ROOT,
            false);
    List<String> args =
        new ArrayList<>(List.of("build", "--no-synthesis", "--project", project.toString()));
    args.addAll(List.of("--output", BUILDS.resolve(name).toString()));
    args.addAll(List.of(options));
    return new Run(Main.run(session, args.toArray(String[]::new)), err.toString());
  }

  /** Builds, and holds that everything is equal in the predicted cycles. */
  private static Report built(Path project, String name, int samples, String... options)
      throws IOException {
    Run run = run(project, name, options);
    assertThat(run.exitCode).as(run.err).isZero();
    Report report =
        ReportJson.read(Files.readString(BUILDS.resolve(name).resolve("report/report.json")));
    assertThat(report.verification())
        .isEqualTo(
            new Report.Verification(
                new Report.Check(true, samples), new Report.RtlCheck(true, samples, "loop")));
    Report.Performance performance = report.performance();
    for (Report.Cycles cycles :
        List.of(performance.cyclesPerFrame(), performance.latencyCycles())) {
      assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    }
    return report;
  }

  private static long cycles(Report report) {
    return Objects.requireNonNull(report.performance().cyclesPerFrame().measured());
  }

  private Path mobilenet() throws IOException {
    String shared = Objects.requireNonNull(System.getenv("NN2FPGA_SHARED"), "NN2FPGA_SHARED");
    Path model = Path.of(shared, "models/float-ic-mobilenetv2");
    return Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        name: mobilenetv2
        board: zcu104
        model: %1$s/model.onnx
        calibration:
          data: %1$s/input.npy
        """
            .formatted(model));
  }

  /**
   * Random gaps and backpressure on what the build left; its stages are made again without tools.
   */
  private static void survivesStalls(Path project, String name) {
    StageLog silent = new StageLog(new PrintWriter(Writer.nullWriter()), false);
    BuildRequest request = BuildRequest.of(ProjectReader.read(project));
    CalibrationCache cache = new CalibrationCache(BUILDS.resolve("calibration"));
    FrontEnd front = new FrontEnd(request.source(), cache, silent, false);
    FrontEnd.Loaded loaded = front.load();
    QuantizedModel model = front.quantize(loaded, null).model();
    BackEnd.Folded folded = new BackEnd(request, silent, false).fold(model);
    IntTensor frame = loaded.verification().codes(model.input(), 1).get(0);
    IntTensor output = new IntegerExecutor(model.graph()).runAll(List.of(frame)).get(0);
    Verification verification =
        new Verification(
            TOOLS,
            BUILDS.resolve(name),
            Design.of(folded.flow(), request.name()),
            List.of(new Sample(frame, output)));
    for (Stalls stalls : List.of(new Stalls(128, 0), new Stalls(0, 128), new Stalls(100, 100))) {
      Implementation rtl = verification.runRtlUnder(stalls);
      assertThat(rtl.bitExact()).as("%s: %s", stalls, rtl).isTrue();
    }
  }

  @Test
  @Order(1)
  void resnet8FillsHalfOfTheBoard() throws IOException {
    Report report = built(RESNET8, "resnet8", 16);
    assertThat(cycles(report)).isLessThanOrEqualTo(16_400);
    assertThat(report.resources().total().dsp().estimated()).isLessThanOrEqualTo(0.5 * 1728);
    assertThat(report.model().macs()).isEqualTo(12_501_632);
    assertThat(report.performance().limitingResource()).isEqualTo("DSP");
  }

  @Test
  @Order(2)
  void resnet8NeverStopsUnderStalls() {
    survivesStalls(RESNET8, "resnet8");
  }

  @Test
  @Order(3)
  void shortcutOfResnet8ThatIsTooShallowIsNamedAsTheDeadlocksCause() throws IOException {
    String schedule = Files.readString(BUILDS.resolve("resnet8/schedule.yaml"));
    Matcher fifo = Pattern.compile("(?m)^  (\\S*branch\\d): (\\d{3,})$").matcher(schedule);
    assertThat(fifo.find()).as(schedule).isTrue();
    Path edited =
        Files.writeString(
            folder.resolve("schedule.yaml"),
            schedule.substring(0, fifo.start(2)) + "99" + schedule.substring(fifo.end(2)));
    Run run = run(RESNET8, "resnet8-shallow", "--schedule", edited.toString());
    assertThat(run.exitCode).isOne();
    assertThat(run.err)
        .startsWith(
            "error[schedule]: the design deadlocks: the FIFO on '"
                + fifo.group(1)
                + "' holds 99 beats, which is too few between '")
        .containsPattern("hint: it needs \\d{3,} at least; leave out 'fifos' to have them sized");
    assertThat(BUILDS.resolve("resnet8-shallow")).doesNotExist();
  }

  @Test
  void resnet8FillsNineTenthsOfTheBoard() throws IOException {
    Report report = built(RESNET8, "resnet8-90", 4, "--utilization", "90", "--samples", "4");
    assertThat(cycles(report)).isLessThanOrEqualTo(9_300);
    assertThat(report.resources().total().dsp().estimated()).isLessThanOrEqualTo(0.9 * 1728);
  }

  @Test
  void keywordSpottingIsBuilt() throws IOException {
    Path project = ROOT.resolve("examples/kws/nn2fpga.yaml");
    Report report = built(project, "kws", 16);
    assertThat(report.layers()).extracting(Report.Layer::operator).contains("depthwise");
  }

  @Test
  @Tag("shared")
  void mobilenetIsBuiltAndNeverStopsUnderStalls() throws IOException {
    Path project = mobilenet();
    Report report = built(project, "mobilenetv2", 16);
    assertThat(report.layers()).extracting(Report.Layer::operator).contains("depthwise", "add");
    survivesStalls(project, "mobilenetv2");
  }
}

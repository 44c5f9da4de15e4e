package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A residual network from an ONNX file to both verified implementations, and its FIFOs by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResidualBuildTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String HOLDER = "stem.requantize.branch1";
  private static final Pattern LEAST = Pattern.compile("it needs (\\d+) at least");

  @TempDir static Path folder;
  private Report report;

  /** Runs a build; standard error, empty when it succeeded. */
  private String build(String output, String... options) {
    StringWriter err = new StringWriter();
    Session session =
        new Session(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(err),
            System.getenv(),
            folder,
            false);
    List<String> args =
        new ArrayList<>(List.of("build", "residual.onnx", "--no-synthesis", "--board=zcu104"));
    args.addAll(List.of("--calibrate=x.npy", "--samples=4", "--output=" + output));
    args.addAll(List.of(options));
    int exit = Main.run(session, args.toArray(String[]::new));
    assertThat(exit).as(err.toString()).isEqualTo(err.toString().isEmpty() ? 0 : 1);
    return err.toString();
  }

  private Report report(String output) throws IOException {
    return ReportJson.read(Files.readString(folder.resolve(output).resolve("report/report.json")));
  }

  @BeforeAll
  void buildOnce() throws IOException {
    ResidualModel.write(folder);
    // 200 MHz / 300,000 = 666 cycles: layers with several folds, not all of them equally fast.
    assertThat(build("first", "--target-fps=300000")).isEmpty();
    report = report("first");
  }

  private static void assertVerified(Report report) {
    assertThat(report.verification().hls()).isEqualTo(new Report.Check(true, 4));
    assertThat(report.verification().rtl()).isEqualTo(new Report.RtlCheck(true, 4, "loop"));
    Report.Performance performance = report.performance();
    for (Report.Cycles cycles :
        List.of(
            performance.cyclesPerFrame(),
            performance.latencyCycles(),
            performance.firstOutputCycles())) {
      assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    }
  }

  @Test
  void bothImplementationsEqualTheIntegerReferenceInThePredictedCycles() throws IOException {
    assertVerified(report);
    String flow = Files.readString(folder.resolve("first/graph/flow.txt"));
    assertThat(flow).contains(" = fork(", " = add(");
  }

  private int depth() throws IOException {
    return YAML.readTree(folder.resolve("first/schedule.yaml").toFile())
        .path("fifos")
        .path(HOLDER)
        .asInt();
  }

  private void scheduleWithDepth(String file, int depth) throws IOException {
    ObjectNode schedule =
        (ObjectNode) YAML.readTree(folder.resolve("first/schedule.yaml").toFile());
    ((ObjectNode) schedule.path("fifos")).put(HOLDER, depth);
    YAML.writeValue(folder.resolve(file).toFile(), schedule);
  }

  /** The least depth that a build with a FIFO of two beats asks for. */
  private int least() throws IOException {
    scheduleWithDepth("tiny.yaml", 2);
    Matcher matcher = LEAST.matcher(build("tiny", "--schedule=tiny.yaml"));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void fifoOneTooSmallIsTheDeadlocksCause() throws IOException {
    int least = least();
    scheduleWithDepth("small.yaml", least - 1);
    assertThat(build("small", "--schedule=small.yaml").replace(folder + "/", ""))
        .isEqualTo(
            """
            error[schedule]: the design deadlocks: the FIFO on 'stem.requantize.branch1' holds %d beats, which is too few between 'stem.requantize.fork0' and 'add1'
              at small.yaml, fifos, 'stem.requantize.branch1'
              hint: it needs %d at least; leave out 'fifos' to have them sized
            """
                .formatted(least - 1, least));
    assertThat(folder.resolve("small")).doesNotExist();
  }

  @Test
  void fifoThatIsOnlyTooSmallForTheRateIsBuiltAndSlowerAsPredicted() throws IOException {
    int least = least();
    assertThat(least).isLessThan(depth());
    scheduleWithDepth("slow.yaml", least);
    assertThat(build("slow", "--schedule=slow.yaml")).isEmpty();
    Report slow = report("slow");
    assertVerified(slow);
    assertThat(slow.performance().cyclesPerFrame().predicted())
        .isGreaterThan(report.performance().cyclesPerFrame().predicted());
  }
}

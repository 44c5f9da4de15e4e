package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.nn2fpga.cli.Main;
import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.page.PageChecks;
import io.nn2fpga.cli.project.ScheduleFile;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import io.nn2fpga.cli.report.TextReport;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.text.GraphParser;
import io.nn2fpga.ir.text.OperationTable;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.MemoryFault;
import io.nn2fpga.sim.MemoryFaults;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.Verification;
import io.nn2fpga.sim.VerificationResult.Implementation;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * An example network built once, by the command that a user types; the tests look at what it left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExampleBuild {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int SAMPLES = 16;

  private final String name;
  private final Path directory;
  private final StageLog silent = new StageLog(new PrintWriter(Writer.nullWriter()), false);
  private String printed = "";

  ExampleBuild(String name) {
    this.name = name;
    this.directory = Path.of("target/example-builds/" + name).toAbsolutePath();
  }

  /** The command line that builds the example, in the repository. */
  abstract List<String> command();

  /** The same as a request. */
  abstract BuildRequest request();

  private static Toolbox tools() {
    return new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());
  }

  private String run(Path output) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Session session =
        new Session(new PrintWriter(out), new PrintWriter(err), System.getenv(), ROOT, false);
    List<String> args = new ArrayList<>(command());
    args.addAll(List.of("--output", output.toString()));
    assertThat(Main.run(session, args.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString();
  }

  @BeforeAll
  void build() {
    printed = run(directory);
  }

  /** What the build left. */
  Path directory() {
    return directory;
  }

  final Report report() throws IOException {
    return ReportJson.read(Files.readString(directory.resolve("report/report.json")));
  }

  @Test
  void bothImplementationsEqualTheIntegerReference() throws IOException {
    Report.Verification verification = report().verification();
    assertThat(verification.hls()).isEqualTo(new Report.Check(true, SAMPLES));
    assertThat(verification.rtl()).isEqualTo(new Report.RtlCheck(true, SAMPLES, "loop"));
  }

  @Test
  void quantizationCostsAtMostOnePointOfTop1() throws IOException {
    Report.Accuracy accuracy = Objects.requireNonNull(report().accuracy());
    double before = Objects.requireNonNull(accuracy.float_()).top1();
    double after = Objects.requireNonNull(accuracy.integer()).top1();
    assertThat(accuracy.samples()).isEqualTo(1000);
    assertThat(after).isBetween(before - 0.01, 1.0);
  }

  @Test
  void measuredCyclesAreThePredictedOnes() throws IOException {
    Report.Performance performance = report().performance();
    for (Report.Cycles cycles :
        List.of(
            performance.cyclesPerFrame(),
            performance.latencyCycles(),
            performance.firstOutputCycles())) {
      assertThat(cycles.measured()).isEqualTo(cycles.predicted());
    }
  }

  @Test
  void theReportFitsItsSchema() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode schema = mapper.readTree(ROOT.resolve("docs/report.schema.json").toFile());
    JsonNode json = mapper.readTree(directory.resolve("report/report.json").toFile());
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(json))
        .isEmpty();
  }

  @Test
  void theSlowestLayerIsTheBottleneckAndSetsThePaceOfAllLayers() throws IOException {
    Report report = report();
    Report.Performance performance = report.performance();
    long interval = performance.cyclesPerFrame().predicted();
    for (Report.Layer layer : report.layers()) {
      assertThat(layer.interval()).isLessThanOrEqualTo(interval);
      assertThat(layer.measuredInterval()).as(layer.name()).isEqualTo(interval);
      Report.Activity activity = layer.activity();
      assertThat(activity.busy()).isEqualTo((double) layer.interval() / interval);
      assertThat(activity.busy() + activity.starved() + activity.blocked())
          .isCloseTo(1, within(1e-9));
      if (layer.name().equals(performance.bottleneck())) {
        assertThat(performance.bottleneckShare()).isEqualTo((double) layer.interval() / interval);
      }
    }
    assertThat(performance.limitingResource()).isEqualTo(limitingResource());
  }

  /** What stops a faster folding of the example. */
  abstract String limitingResource();

  @Test
  void thePageShowsTheReportAndStandsAlone() throws IOException {
    Document page = PageChecks.parse(Files.readString(directory.resolve("report/report.html")));
    PageChecks.standsAlone(page);
    PageChecks.isAccessible(page);
    PageChecks.shows(page, report());
    assertThat(page.select("#schedule").get(0).wholeText())
        .isEqualTo(Files.readString(directory.resolve("schedule.yaml")));
    assertThat(page.select("#command").text())
        .startsWith("./nn2fpga build ")
        .contains("--board", "--output");
    assertThat(page.select("svg.diagram .box.compute, svg.diagram .box.other"))
        .hasSameSizeAs(report().layers());
    assertThat(page.select("svg.diagram .box.slowest title").text())
        .isEqualTo(report().performance().bottleneck());
    String times = Files.readString(directory.resolve("report/times.json"));
    assertThat(new ObjectMapper().readTree(times).path("stages").findValuesAsText("name"))
        .containsExactlyElementsOf(
            Stream.of("import", "quantize", "accuracy", "fold", "generate", "synthesize", "verify")
                .filter(s -> !s.equals("synthesize") || !command().contains("--no-synthesis"))
                .toList());
  }

  @Test
  void theTerminalShowsEachStageAndTheReport() throws IOException {
    for (String stage :
        List.of("import", "quantize", "accuracy", "fold", "generate", "verify", "report")) {
      assertThat(printed).containsPattern("(?m)^  " + stage + " +[0-9.]+ s  ");
    }
    assertThat(printed).contains(TextReport.render(report()));
    assertThat(directory.resolve("report/report.txt")).hasContent(TextReport.render(report()));
  }

  @Test
  void theSameInputsGiveTheSameBytes() throws IOException {
    Path again = directory.resolveSibling(name + "-again");
    run(again);
    for (String file :
        List.of(
            "report/report.json",
            "manifest.json",
            "schedule.yaml",
            "graph/nn.svg",
            "graph/int.svg",
            "graph/flow.svg",
            "graph/int.txt",
            "graph/flow.txt")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(directory.resolve(file));
    }
  }

  /** What the build made, made again without its tools: the stages are deterministic. */
  private record Remade(QuantizedModel model, Design design, List<Sample> samples) {}

  private Remade remake() {
    FrontEnd front =
        new FrontEnd(
            request().source(), new CalibrationCache(directory.resolve("none")), silent, true);
    FrontEnd.Loaded loaded = front.load();
    QuantizedModel model = front.quantize(loaded, null).model();
    BackEnd.Folded folded = new BackEnd(request(), silent, true).fold(model);
    assertThat(ScheduleFile.read(directory.resolve("schedule.yaml"), model.graph()))
        .isEqualTo(folded.schedule());
    List<IntTensor> frames = loaded.verification().codes(model.input(), SAMPLES);
    List<IntTensor> outputs = new IntegerExecutor(model.graph()).runAll(frames);
    List<Sample> samples =
        IntStream.range(0, SAMPLES)
            .mapToObj(i -> new Sample(frames.get(i), outputs.get(i)))
            .toList();
    return new Remade(model, Design.of(folded.flow(), request().name()), samples);
  }

  @Test
  void theGraphsAreThereAsText() throws IOException {
    Remade remade = remake();
    Graph graph = remade.model().graph();
    String text = GraphFiles.read(directory, directory, Level.INT);
    assertThat(GraphParser.parse(text, "int.txt", OperationTable.ofClassPath())).isEqualTo(graph);
    for (Level level : List.of(Level.NN, Level.FLOW)) {
      String head = "graph \"%s\" %s {\n".formatted(graph.name(), level).toLowerCase(Locale.ROOT);
      assertThat(GraphFiles.read(directory, directory, level).toLowerCase(Locale.ROOT))
          .startsWith(head)
          .contains(" = elided sha256:");
    }
  }

  @Test
  void aFlippedBitOfEachMemoryIsFoundAndNamed() {
    Remade remade = remake();
    Verification verification =
        new Verification(tools(), directory, remade.design(), remade.samples());
    List<MemoryFault> faults =
        new MemoryFaults(remade.design(), remade.samples().stream().map(Sample::input).toList())
            .all();
    long memories =
        remade.design().instances().stream()
            .mapToLong(i -> i.actor().module().memories().size())
            .sum();
    assertThat(faults).hasSize(Math.toIntExact(memories)).isNotEmpty();
    for (MemoryFault fault : faults) {
      Implementation found = verification.runRtlWith(fault);
      assertThat(fault.isNamedBy(found)).as(fault + " found as " + found.difference()).isTrue();
    }
  }

  @Test
  void theDriverClassifiesRawDigitsOnTheSimulatedDesignAsTheReferenceDoes() throws IOException {
    Remade remade = remake();
    Path work = Files.createDirectories(directory.resolve("sim/driver"));
    Path script = work.resolve("classify.py");
    Files.writeString(
        script,
        """
        import sys
        import numpy as np
        sys.path.insert(0, sys.argv[1])
        import %1$s as design
        digits = np.load(sys.argv[2])[:%2$d]
        with design.Accelerator(transport=design.SimulationTransport()) as accelerator:
            print(*accelerator.predict(digits).argmax(axis=1))
        """
            .formatted(remade.design().name(), SAMPLES));
    String python = System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
    String classes =
        new ToolRunner()
            .run(
                ToolCommand.of(
                        "classify",
                        List.of(
                            python,
                            script.toString(),
                            directory.resolve("driver/python").toString(),
                            ROOT.resolve("examples/data/mnist/images.npy").toString()),
                        work,
                        Duration.ofMinutes(2))
                    .withEnvironment(Map.of("PYTHONDONTWRITEBYTECODE", "1")))
            .stdout()
            .strip();
    assertThat(Arrays.stream(classes.split(" ")).map(Integer::valueOf))
        .containsExactlyElementsOf(
            remade.samples().stream().map(s -> remade.model().output().top1(s.output())).toList());
  }
}

package io.nn2fpga.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.cli.build.BuildDirectory;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.PinSimulation;
import io.nn2fpga.sim.tool.FileTree;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs samples on a build: its simulated board, or a board at a port, by the Python driver. */
@Command(
    name = "run",
    description =
        "Run samples on a finished build through its Python driver: on the simulated board, or on"
            + " a real one.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  /** A day: what ends a run that hangs is the driver, which knows of what it waits for. */
  private static final Duration LIMIT = Duration.ofDays(1);

  @ParentCommand private @Nullable Main main;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "BUILD_DIR", description = "A folder that 'nn2fpga build' wrote.")
  private @Nullable Path directory;

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      required = true,
      description = "Samples: floats as the model takes them, or bytes before preprocessing.")
  private @Nullable Path input;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      defaultValue = "sim",
      description =
          "sim (default): the simulated board, at its pins where it has a serial link;"
              + " serial:PORT, for example serial:/dev/ttyUSB0; spi:DEVICE, for example"
              + " spi:/dev/spidev0.0; ftdi or ftdi:URL, SPI by the board's own FTDI chip; on a Zynq"
              + " board itself pynq or uio.")
  private String target = "sim";

  @Option(names = "--output", paramLabel = "Y.npy", description = "Write all outputs there.")
  private @Nullable Path output;

  @Option(
      names = "--labels",
      paramLabel = "L.npy",
      description = "Class numbers of the samples: prints how many were found.")
  private @Nullable Path labels;

  @Option(names = "--samples", paramLabel = "N", description = "Run the first N samples only.")
  private @Nullable Integer samples;

  @Option(names = "--json", description = "Print what was measured as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (samples != null && samples < 1) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--samples must be at least 1");
    }
    Session session = Objects.requireNonNull(main).session();
    Path named = Objects.requireNonNull(directory);
    Path build = session.path(named).toAbsolutePath();
    BuildDirectory.read(build, named, "manifest.json");
    String design = design(build, named);
    requireFile(session, input, "--input");
    requireFile(session, labels, "--labels");
    Toolbox tools = session.toolbox();
    Path python = tools.require(Tool.PYTHON);
    if (target.equals("sim") && PinSimulation.hasPins(build)) {
      PinSimulation.ensure(tools, build);
    }
    String text = run(tools, python, session, build, design);
    JsonNode answer = answer(text);
    session.out().print(json ? text : RunText.of(answer));
    return 0;
  }

  /** The driver package's name. */
  private static String design(Path build, Path named) {
    try (Stream<Path> packages = Files.list(build.resolve("driver/python"))) {
      return packages
          .filter(p -> Files.isRegularFile(p.resolve("design.json")))
          .map(p -> String.valueOf(p.getFileName()))
          .findFirst()
          .orElseThrow(() -> new IOException("no design.json"));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "there is no Python driver in '" + named.resolve("driver/python") + "'",
              "build the design again"));
    }
  }

  private static void requireFile(Session session, @Nullable Path file, String option) {
    if (file != null && !Files.isReadable(session.path(file))) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "'" + file + "' does not exist or cannot be read",
              option + " names it",
              null));
    }
  }

  private String run(Toolbox tools, Path python, Session session, Path build, String design) {
    List<String> command = new ArrayList<>(List.of(python.toString(), "-m", design));
    add(command, "--input", session, input);
    add(command, "--labels", session, labels);
    add(command, "--output", session, output);
    command.addAll(List.of("--target", target));
    if (samples != null) {
      command.addAll(List.of("--samples", samples.toString()));
    }
    Path logs;
    try {
      logs = Files.createTempDirectory("nn2fpga-run-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      ToolCommand call =
          new ToolCommand(
              "run",
              command,
              session.directory(),
              logs,
              Map.of(
                  "PYTHONPATH",
                  build.resolve("driver/python").toString(),
                  "PYTHONDONTWRITEBYTECODE",
                  "1"),
              LIMIT);
      ToolResult result = tools.runner().attempt(call);
      if (result.exitCode() != 0) {
        throw new DiagnosticException(pythonFailed(python, result));
      }
      return result.stdout();
    } finally {
      FileTree.deleteQuietly(logs);
    }
  }

  private static void add(
      List<String> command, String option, Session session, @Nullable Path file) {
    if (file != null) {
      command.addAll(List.of(option, session.path(file).toAbsolutePath().toString()));
    }
  }

  private static Diagnostic pythonFailed(Path python, ToolResult result) {
    String last = result.stderr().strip().lines().reduce("", (a, b) -> b);
    return last.contains("No module named 'numpy'")
        ? Diagnostic.of(
            Code.TOOL_MISSING,
            "the Python driver needs numpy, which " + python + " does not have",
            "run './nn2fpga run', which brings one, or set NN2FPGA_PYTHON to a Python with numpy")
        : Diagnostic.of(
            Code.TOOL_FAILED,
            "the Python driver ended with exit code " + result.exitCode() + ": " + last,
            python.toString(),
            null);
  }

  private JsonNode answer(String text) {
    JsonNode answer;
    try {
      answer = new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the driver printed no JSON: " + text, e);
    }
    JsonNode error = answer.path("error");
    if (!error.isMissingNode()) {
      throw new DiagnosticException(
          diagnostic(error.path("type").asText(), error.path("message").asText()));
    }
    return answer;
  }

  /** What the driver says, as our own. */
  private Diagnostic diagnostic(String type, String message) {
    String place = "--target " + target;
    return switch (type) {
      case "InputError" ->
          Diagnostic.of(
              Code.DATA_SHAPE,
              message,
              String.valueOf(input),
              "the file holds a sample or several");
      case "OutputError" ->
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              message,
              "--output",
              "name a file in a folder that exists and can be written");
      case "WrongDesignError" ->
          Diagnostic.of(
              Code.WRONG_BITSTREAM,
              message,
              place,
              "'nn2fpga program BUILD_DIR' loads the right one");
      case "TargetError" -> Diagnostic.of(Code.NO_ACCELERATOR, message, place, "see --help");
      default ->
          Diagnostic.of(
              Code.NO_ACCELERATOR, message, place, "docs/drivers.md says what each target needs");
    };
  }
}

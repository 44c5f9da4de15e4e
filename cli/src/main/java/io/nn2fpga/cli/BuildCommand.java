package io.nn2fpga.cli;

import io.nn2fpga.cli.build.AmdSteps;
import io.nn2fpga.cli.build.BuildOptions;
import io.nn2fpga.cli.build.BuildPipeline;
import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.cli.project.ProjectCheck;
import io.nn2fpga.cli.project.ProjectOptions;
import io.nn2fpga.cli.project.ProjectReader;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.TextReport;
import io.nn2fpga.diag.Diagnostics;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Compiles a model into a verified design. */
@Command(
    name = "build",
    description =
        "Compile a model: import, quantize, fold, write Verilog and HLS C++, verify them bit for"
            + " bit, report.",
    mixinStandardHelpOptions = true)
final class BuildCommand implements Callable<Integer> {
  private static final Path DEFAULT_FILE = Path.of("nn2fpga.yaml");

  @ParentCommand private @Nullable Main main;
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "An ONNX file. Without it, the project file nn2fpga.yaml is built.")
  private @Nullable Path model;

  @Option(
      names = "--project",
      paramLabel = "FILE",
      description = "The project file; default nn2fpga.yaml when no MODEL is named.")
  private @Nullable Path projectFile;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "The build directory; default build/NAME-BOARD.")
  private @Nullable Path output;

  @Option(
      names = "--verify-passes",
      description = "Check the graph after each pass; a finding is a bug of nn2fpga.")
  private boolean verifyPasses;

  @Option(
      names = "--vivado",
      paramLabel = "STEP",
      defaultValue = "bitstream",
      description =
          "How far Vivado goes on AMD boards, if it is installed: none, synth or bitstream"
              + " (default), which may take hours.")
  private AmdSteps.Vivado vivado = AmdSteps.Vivado.BITSTREAM;

  @Option(
      names = "--vitis-hls",
      paramLabel = "STEP",
      defaultValue = "csynth",
      description =
          "How far Vitis HLS goes, if it is installed: none, csim, csynth (default), cosim or"
              + " export.")
  private AmdSteps.VitisHls vitisHls = AmdSteps.VitisHls.CSYNTH;

  @Option(
      names = "--no-synthesis",
      description = "Report estimated resources only; Yosys is not needed then.")
  private boolean noSynthesis;

  @Mixin private ProjectOptions options = new ProjectOptions();

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    BuildRequest request = BuildRequest.of(project(session));
    Path target =
        session.path(
            output != null
                ? output
                : Path.of("build", request.name() + "-" + request.board().name()));
    session.out().println("Building " + request.name() + " for " + request.board().name());
    Report report;
    try (StageLog log = new StageLog(session.out(), session.interactive())) {
      report =
          new BuildPipeline(
                  session.toolbox(),
                  log,
                  Version.text(),
                  new BuildOptions(
                      commandLine(),
                      verifyPasses,
                      !noSynthesis,
                      session.cache(),
                      new AmdSteps(vivado, vitisHls)))
              .run(request, target);
      session.out().println();
      session.out().print(TextReport.render(report));
      session.out().printf("%nwritten to %s in %.1f s%n", target, log.totalSeconds());
    }
    return 0;
  }

  /** What the user typed, for a shell. */
  private String commandLine() {
    return Stream.concat(
            Stream.of("./nn2fpga"),
            Objects.requireNonNull(spec)
                .root()
                .commandLine()
                .getParseResult()
                .originalArgs()
                .stream())
        .map(BuildCommand::quoted)
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    return argument.matches("[\\w./:=,+@%-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private Project project(Session session) {
    Project project = Project.EMPTY;
    if (projectFile != null || model == null) {
      project = ProjectReader.read(session.path(projectFile == null ? DEFAULT_FILE : projectFile));
    }
    Project named = model == null ? project : project.withModel(session.path(model));
    Project complete = options.over(named, session::path);
    Diagnostics problems = new Diagnostics();
    ProjectCheck.check(complete, "the command line", problems);
    problems.throwIfAny();
    return complete;
  }
}

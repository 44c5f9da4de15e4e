package io.nn2fpga.cli;

import io.nn2fpga.cli.build.AmdSteps;
import io.nn2fpga.cli.build.BuildOptions;
import io.nn2fpga.cli.build.BuildPipeline;
import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.TextReport;
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
import picocli.CommandLine.ParameterException;
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
  @ParentCommand private @Nullable Main main;
  @Spec private @Nullable CommandSpec spec;

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
              + " (default), which may take hours. On a card: the kernel, or its linking by v++.")
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
      names = "--remote",
      paramLabel = "HOST",
      description =
          "Run AMD's tools on this machine, which ssh reaches without a password, in place of"
              + " this one.")
  private @Nullable String remote;

  @Option(
      names = "--remote-setup",
      paramLabel = "FILE",
      description =
          "A file there that bash sources before AMD's tools, for example Vivado's"
              + " settings64.sh.")
  private @Nullable String remoteSetup;

  @Option(
      names = "--no-synthesis",
      description =
          "Report estimated resources only; Yosys is not needed then, nor a bitstream made.")
  private boolean noSynthesis;

  @Option(
      names = "--no-bitstream",
      description = "End before place and route on boards of open flows.")
  private boolean noBitstream;

  @Option(
      names = "--no-bitstream-check",
      description =
          "Do not run samples through what place and route made (see docs/bitstream-checks.md).")
  private boolean noBitstreamCheck;

  @Mixin private NamedProject named = new NamedProject();
  @Mixin private CalibrationCacheOption calibrationCache = new CalibrationCacheOption();

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    BuildRequest request = BuildRequest.of(named.project(session));
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
                      !noSynthesis && !noBitstream,
                      !noBitstreamCheck,
                      session.cache(),
                      calibrationCache.folder(session),
                      amdSteps()))
              .run(request, target);
      session.out().println();
      session.out().print(TextReport.render(report));
      session.out().printf("%nwritten to %s in %.1f s%n", target, log.totalSeconds());
    }
    return 0;
  }

  private AmdSteps amdSteps() {
    String host = remote;
    if (host == null && remoteSetup != null) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--remote-setup needs --remote");
    }
    return new AmdSteps(
        vivado, vitisHls, host == null ? null : new AmdSteps.Remote(host, remoteSetup));
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
}

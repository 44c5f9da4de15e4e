package io.nn2fpga.cli;

import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.build.ModelRequest;
import io.nn2fpga.cli.build.QuantizePipeline;
import io.nn2fpga.cli.build.QuantizeReport;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.project.Project;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Quantizes a model after training and writes how, for builds to replay. */
@Command(
    name = "quantize",
    description =
        "Quantize a model: choose ranges and bits, measure what they cost, and write"
            + " quantization.yaml for 'build --quantization'. A board is needed only to search by"
            + " what it has.",
    mixinStandardHelpOptions = true)
final class QuantizeCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Where quantization.yaml and quantization.json are written; default"
              + " build/NAME-quantized.")
  private @Nullable Path output;

  @Mixin private NamedProject named = new NamedProject();
  @Mixin private CalibrationCacheOption calibrationCache = new CalibrationCacheOption();

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    Project project = named.project(session);
    BuildRequest board = project.board() == null ? null : BuildRequest.of(project);
    ModelRequest request = board == null ? ModelRequest.of(project) : board.source();
    Path target =
        session.path(output != null ? output : Path.of("build", request.name() + "-quantized"));
    session.out().println("Quantizing " + request.name());
    try (StageLog log = new StageLog(session.out(), session.interactive())) {
      QuantizeReport report =
          new QuantizePipeline(request, board, calibrationCache.folder(session), log).run(target);
      session.out().println();
      QuantizeText.lines(report).forEach(session.out()::println);
      session.out().printf("%nwritten to %s in %.1f s%n", target, log.totalSeconds());
    }
    return 0;
  }
}

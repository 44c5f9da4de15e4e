package io.nn2fpga.bench;

import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.build.BuildOptions;
import io.nn2fpga.cli.build.BuildPipeline;
import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times each stage of the example builds, from the model to the report. */
@Command(
    name = "spine",
    description = "Build the example networks and show how long each stage took.",
    mixinStandardHelpOptions = true)
final class SpineBenchmark implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "EXAMPLE",
      description = "Which examples; all without a name.")
  private List<String> names = List.of();

  @Option(
      names = "--cold",
      description = "Synthesize everything, whatever earlier builds left in the cache.")
  private boolean cold;

  private final Session session;

  SpineBenchmark(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    for (String name : names.isEmpty() ? Examples.NAMES : names) {
      measure(name);
    }
    session
        .out()
        .println(
            "Caches count: --cold and CCACHE_DISABLE=1 together show the first build of a design.");
    return 0;
  }

  /** Results of synthesis: those of earlier builds, or none. */
  private Path cache() {
    if (!cold) {
      return session.cache();
    }
    try {
      return Files.createTempDirectory(
          Files.createDirectories(session.directory().resolve("build/bench")), "cache");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(String name) {
    PrintWriter out = session.out();
    BuildRequest request = Examples.request(session.directory(), name);
    Path target = session.directory().resolve("build/bench/" + name);
    try (StageLog log = new StageLog(new PrintWriter(Writer.nullWriter()), false)) {
      BuildOptions options = BuildOptions.whole("./nn2fpga bench spine", cache());
      Report report =
          new BuildPipeline(session.toolbox(), log, "bench", options).run(request, target);
      out.printf(
          Locale.ROOT,
          "%s on %s, %d processors: %,d cycles a frame, latency %,d%s%n",
          name,
          request.board().name(),
          Runtime.getRuntime().availableProcessors(),
          report.performance().cyclesPerFrame().predicted(),
          report.performance().latencyCycles().predicted(),
          accuracy(report.accuracy()));
      for (Map.Entry<String, Double> stage : log.seconds().entrySet()) {
        out.printf(Locale.ROOT, "  %-10s %7.2f s%n", stage.getKey(), stage.getValue());
      }
      out.printf(Locale.ROOT, "  %-10s %7.2f s%n%n", "total", log.totalSeconds());
    }
  }

  private static String accuracy(Report.@Nullable Accuracy accuracy) {
    Report.Top1 before = accuracy == null ? null : accuracy.float_();
    Report.Top1 after = accuracy == null ? null : accuracy.integer();
    return before == null || after == null
        ? ""
        : String.format(
            Locale.ROOT,
            ", top-1 %.2f %% float, %.2f %% integer",
            100 * before.top1(),
            100 * after.top1());
  }
}

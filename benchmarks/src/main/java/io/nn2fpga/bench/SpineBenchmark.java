package io.nn2fpga.bench;

import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.build.BuildOptions;
import io.nn2fpga.cli.build.BuildPipeline;
import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.cli.report.Report;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Times each stage of the example builds, from the model to the report. */
@Command(
    name = "spine",
    description = "Build the example networks and show how long each stage took.",
    mixinStandardHelpOptions = true)
final class SpineBenchmark implements Callable<Integer> {
  private final Session session;

  SpineBenchmark(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    for (String name : Examples.NAMES) {
      measure(name);
    }
    session
        .out()
        .println(
            "Caches count: CCACHE_DISABLE=1 and an empty folder as XDG_CACHE_HOME show the first"
                + " build of a design.");
    return 0;
  }

  private void measure(String name) {
    PrintWriter out = session.out();
    BuildRequest request = Examples.request(session.directory(), name);
    Path target = session.directory().resolve("build/bench/" + name);
    try (StageLog log = new StageLog(new PrintWriter(Writer.nullWriter()), false)) {
      BuildOptions options = BuildOptions.whole("./nn2fpga bench spine", session.cache());
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

package io.nn2fpga.bench;

import io.nn2fpga.cli.Session;
import io.nn2fpga.cli.build.BuildOptions;
import io.nn2fpga.cli.build.BuildPipeline;
import io.nn2fpga.cli.build.StageLog;
import io.nn2fpga.exec.IntegerExecutor;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Counts samples a second of the integer reference. */
@Command(
    name = "reference",
    description = "Samples a second of the integer reference executor, on one core and on all.",
    mixinStandardHelpOptions = true)
final class ReferenceBenchmark implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long each measurement runs, after as long a warm-up. Default: 5.")
  private double seconds = 5;

  ReferenceBenchmark(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    for (String name : Examples.NAMES) {
      try (StageLog log = new StageLog(new PrintWriter(Writer.nullWriter()), false)) {
        measure(
            name,
            new BuildPipeline(
                    session.toolbox(),
                    log,
                    "bench",
                    BuildOptions.verifiedOnly("./nn2fpga bench reference", session.cache()))
                .quantize(Examples.request(session.directory(), name)));
      }
    }
    return 0;
  }

  private void measure(String name, BuildPipeline.Quantized network) {
    IntegerExecutor executor = new IntegerExecutor(network.model().graph());
    Runnable oneCore = () -> network.frames().forEach(executor::run);
    Runnable allCores = () -> executor.runAll(network.frames());
    int frames = network.frames().size();
    rate(oneCore, frames);
    double one = rate(oneCore, frames);
    double all = rate(allCores, frames);
    session
        .out()
        .printf(
            Locale.ROOT,
            "%s: %,.0f samples/s on one core, %,.0f on %d%n",
            name,
            one,
            all,
            Runtime.getRuntime().availableProcessors());
  }

  private double rate(Runnable pass, int frames) {
    long started = System.nanoTime();
    long done = 0;
    double elapsed;
    do {
      pass.run();
      done += frames;
      elapsed = (System.nanoTime() - started) / 1e9;
    } while (elapsed < seconds);
    return done / elapsed;
  }
}

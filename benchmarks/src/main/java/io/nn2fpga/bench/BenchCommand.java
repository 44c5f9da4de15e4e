package io.nn2fpga.bench;

import com.google.auto.service.AutoService;
import io.nn2fpga.cli.CommandProvider;
import io.nn2fpga.cli.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the compiler on this machine. */
@Command(
    name = "bench",
    description = "Measure the compiler on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "BENCHMARK")
public final class BenchCommand implements Callable<Integer> {
  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  /** Offers the command to the command line. */
  @AutoService(CommandProvider.class)
  public static final class Provider implements CommandProvider {
    @Override
    public String name() {
      return "bench";
    }

    @Override
    public Object command(Session session) {
      picocli.CommandLine line = new picocli.CommandLine(new BenchCommand());
      line.addSubcommand("spine", new SpineBenchmark(session));
      line.addSubcommand("synthesis", new SynthesisBenchmark(session));
      line.addSubcommand("reference", new ReferenceBenchmark(session));
      line.addSubcommand("boards", new BoardsBenchmark(session));
      return line;
    }
  }

  @Override
  public Integer call() {
    throw new ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "Missing benchmark");
  }
}

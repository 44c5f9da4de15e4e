package io.nn2fpga.cli;

import io.nn2fpga.cli.build.GraphFiles;
import io.nn2fpga.ir.Level;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints a graph of a finished build. */
@Command(
    name = "inspect",
    description = "Print the graph of a build at one of the compiler's levels.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Parameters(paramLabel = "BUILD_DIR", description = "A folder that 'nn2fpga build' wrote.")
  private @Nullable Path directory;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      required = true,
      description =
          "nn: the imported model; int: the quantized network; flow: the actors and their folding.")
  private @Nullable Level level;

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    Path named = Objects.requireNonNull(directory);
    session.out().print(GraphFiles.read(session.path(named), named, Objects.requireNonNull(level)));
    return 0;
  }
}

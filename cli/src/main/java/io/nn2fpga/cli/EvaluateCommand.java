package io.nn2fpga.cli;

import io.nn2fpga.cli.evaluate.ExpectedOutput;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Measures what a network computes. */
@Command(
    name = "evaluate",
    description = "Compare what a model computes with expected outputs.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Parameters(paramLabel = "MODEL", description = "A model file of any format.")
  private @Nullable Path model;

  @Mixin private ExpectedOutput expected = new ExpectedOutput();

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    return expected.run(session, Objects.requireNonNull(model));
  }
}

package io.nn2fpga.cli;

import io.nn2fpga.cli.evaluate.ExpectedOutput;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Measures what a network computes. */
@Command(
    name = "evaluate",
    description =
        "Measure a model: with --expect, compare what it computes with expected outputs; with"
            + " --data, accuracy of the model and of its integer network, and where a loss comes"
            + " from.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Mixin private NamedProject named = new NamedProject();
  @Mixin private AccuracyEvaluation accuracy = new AccuracyEvaluation();
  @Mixin private ExpectedOutput expected = new ExpectedOutput();

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    return expected.isGiven()
        ? expected.run(session, named.modelFile(session), named.reading(session))
        : accuracy.run(session, named);
  }
}

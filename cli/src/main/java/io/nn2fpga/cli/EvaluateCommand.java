package io.nn2fpga.cli;

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
        "Measure a model on data: accuracy of the float and of the integer network, and where a"
            + " loss comes from; or compare what it computes with expected outputs.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Mixin private AccuracyEvaluation accuracy = new AccuracyEvaluation();

  @Override
  public Integer call() {
    return accuracy.run(Objects.requireNonNull(main).session());
  }
}

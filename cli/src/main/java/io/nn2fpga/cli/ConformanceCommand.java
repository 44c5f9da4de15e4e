package io.nn2fpga.cli;

import io.nn2fpga.cli.conformance.CaseResult;
import io.nn2fpga.cli.conformance.Conformance;
import io.nn2fpga.cli.conformance.ConformanceTable;
import io.nn2fpga.cli.report.JsonText;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs operator tests. */
@Command(
    name = "conformance",
    description =
        "Import every operator test below a folder and compare its results with the expected ones.",
    mixinStandardHelpOptions = true)
final class ConformanceCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Parameters(
      paramLabel = "DIR",
      description =
          "Holds folders of model.onnx with test_data_set_0/, or of model.tflite with input_0.npy"
              + " and output_0.npy.")
  private @Nullable Path directory;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result of each case here.")
  private @Nullable Path json;

  @Option(
      names = "--tflite-kernels",
      paramLabel = "KERNELS",
      defaultValue = "builtin",
      description =
          "xnnpack, builtin or reference: whose results the quantized TFLite cases expect; default"
              + " ${DEFAULT-VALUE}.")
  private String kernels = "builtin";

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    List<CaseResult> results =
        Conformance.run(
            session.path(Objects.requireNonNull(directory)), ReadingOptions.kernelSet(kernels));
    if (json != null) {
      session.write(json, JsonText.of(results), "--json");
    }
    for (CaseResult result : results) {
      session.out().println(line(result));
    }
    ConformanceTable counts = new ConformanceTable(results);
    TextTable table = new TextTable(ConformanceTable.HEAD.toArray(String[]::new));
    counts.rows().forEach(row -> table.row(row.toArray(String[]::new)));
    table.row(counts.total().toArray(String[]::new));
    session.out().println();
    table.lines().forEach(session.out()::println);
    return results.stream().anyMatch(CaseResult::isWrong) ? 1 : 0;
  }

  private static String line(CaseResult result) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%-12s%s", result.outcome(), result.name()));
    if (!result.bound().isEmpty()) {
      line.append(" (bound: ").append(String.join(", ", result.bound())).append(')');
    }
    if (result.reason() != null) {
      line.append(": ").append(result.reason());
    }
    Double largest = result.largestDifference();
    if (result.outcome() == CaseResult.Outcome.FAILED && largest != null) {
      line.append(String.format(Locale.ROOT, "; largest difference %.3g", largest));
    }
    return line.toString();
  }
}

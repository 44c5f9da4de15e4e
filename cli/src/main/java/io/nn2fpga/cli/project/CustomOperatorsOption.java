package io.nn2fpga.cli.project;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** The option that names the files of custom operators; it may be given several times. */
public final class CustomOperatorsOption {
  @Option(
      names = "--custom-operators",
      paramLabel = "FILE",
      description = "Operators in Einstein notation; see docs/custom-operators.md.")
  private List<Path> files = List.of();

  /**
   * The files; none where the option is not given.
   *
   * @param place where the files are that the option names
   */
  public List<Path> files(UnaryOperator<Path> place) {
    return files.stream().map(place).toList();
  }
}

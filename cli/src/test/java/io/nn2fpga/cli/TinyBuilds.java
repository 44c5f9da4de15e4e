package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Builds of {@link TinyModel}, for tests of what a build does. */
abstract class TinyBuilds {
  /** Where commands run: the model, and what they leave. */
  @TempDir Path folder;

  /** What commands see of the environment; tests name other tools in it. */
  final Map<String, String> environment = new HashMap<>(System.getenv());

  @BeforeEach
  void writeModel() throws IOException {
    TinyModel.write(folder);
  }

  /** Builds the model into {@code out}. */
  CommandLineRun build(String board, String... options) {
    List<String> args = new ArrayList<>(List.of("build", "tiny.onnx", "--board", board));
    args.addAll(List.of("--calibrate", "x.npy", "--samples", "4", "--output", "out"));
    args.addAll(List.of(options));
    return CommandLineRun.of(environment, folder, args.toArray(String[]::new));
  }

  /** The report of what was built last. */
  Report report() throws IOException {
    return ReportJson.read(Files.readString(folder.resolve("out/report/report.json")));
  }

  static void assertSucceeded(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }
}

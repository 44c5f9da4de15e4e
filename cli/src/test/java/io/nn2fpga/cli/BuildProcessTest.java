package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: a tool that fails, and a disk that takes no more. */
class BuildProcessTest {
  @TempDir Path folder;

  private BuildProcess process;

  @BeforeEach
  void writeProject() throws IOException {
    process = new BuildProcess(folder);
  }

  private ToolResult run(String script, Map<String, String> environment) {
    return process.run(script, process.commandWithoutSynthesis(Main.class.getName()), environment);
  }

  @Test
  void theLogOfAToolThatFailsIsKeptAndNamed() throws IOException {
    Path verilator =
        process.script(
            "verilator",
            """
            case "$1" in --version) echo "Verilator 5.006 2023-01-22"; exit 0 ;; esac
            echo "reading" >&2
            echo "%Error: out of paper" >&2
            exit 7
            """);
    ToolResult result = run("exec \"$@\"", Map.of("NN2FPGA_VERILATOR", verilator.toString()));
    assertThat(result.stderr().replace(folder + "/", ""))
        .isEqualTo(
            """
            error[tool-failed]: verilator failed with exit code 7: %Error: out of paper
              at build/mlp-zcu104.logs/verilate.stderr.log
              hint: the file above holds all that it printed
            """);
    assertThat(result.exitCode()).isEqualTo(3);
    Path log = folder.resolve("build/mlp-zcu104.logs/verilate.stderr.log");
    assertThat(log).hasContent("reading\n%Error: out of paper");
    assertThat(folder.resolve("build/mlp-zcu104/manifest.json")).hasContent("{}");
  }

  @Test
  void aDiskThatTakesNoMoreIsADiagnosticAndKeepsTheEarlierBuild() throws IOException {
    // A limit on the size of files (20 blocks of 512 bytes) fails writes as a full disk does.
    ToolResult result = run("ulimit -f 20; exec \"$@\"", Map.of());
    assertThat(result.stderr().replaceAll("/.*/\\.mlp-zcu104\\.partial-[0-9]+", "PARTIAL"))
        .isEqualTo(
            """
            error[file-not-writable]: cannot write the design: File too large
              at PARTIAL/driver/c/mlp.c
              hint: free disk space or name another build directory with --output
            """);
    assertThat(result.exitCode()).isEqualTo(1);
    process.assertEarlierBuildIsWholeAndAlone();
  }
}

package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ctrl-C in each stage: exit code 130, every process that the build started ended, nothing left of
 * the build, an earlier one whole.
 */
class InterruptTest {
  /**
   * Interrupts the build, and nothing but its own process, once the file {@code reached} is there.
   */
  private static final String INTERRUPT =
      """
      set -m
      "$@" & build=$!
      while [ ! -s reached ]; do kill -0 $build || exit 99; sleep 0.02; done
      kill -INT $build
      exec 2>/dev/null # no line of the shell about the job
      for i in $(seq 600); do kill -0 $build || break; sleep 0.1; done
      # One that does not end says where it is.
      if kill -QUIT $build; then sleep 3; kill -KILL $build; fi
      wait $build
      """;

  /** What a tool does to be interrupted at; it does not listen to the signal itself. */
  private static final String STAY = "echo $$ >PLACE/reached; sleep 600";

  @TempDir Path folder;

  private BuildProcess process;
  private final String run = UUID.randomUUID().toString();

  @BeforeEach
  void writeProject() throws IOException {
    process = new BuildProcess(folder);
  }

  private void assertInterrupted(List<String> build, Map<String, String> tools)
      throws IOException, InterruptedException {
    Map<String, String> environment = new java.util.HashMap<>(tools);
    environment.put("NN2FPGA_TEST_RUN", run);
    environment.put("CCACHE_DISABLE", "1");
    ToolResult result = process.run(INTERRUPT, build, environment);
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isEqualTo(130);
    assertThat(result.stderr()).isEmpty();
    assertThat(folder.resolve("reached")).isNotEmptyFile();
    // Killed processes are gone a moment later.
    for (int i = 0; i < 100 && !alive().isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertThat(alive()).isEmpty();
    process.assertEarlierBuildIsWholeAndAlone();
  }

  /** The processes that run with this test's environment. */
  private List<String> alive() throws IOException {
    byte[] mark = ("NN2FPGA_TEST_RUN=" + run).getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> p.getFileName().toString().matches("\\d+"))
          .filter(
              p -> read(p.resolve("environ")).contains(new String(mark, StandardCharsets.UTF_8)))
          .map(p -> read(p.resolve("cmdline")).replace('\0', ' '))
          .toList();
    }
  }

  /** A file's text; "" once its process is gone, or when it is another user's. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"import", "quantize", "accuracy", "fold", "generate"})
  void inAStageOfOurOwn(String stage) throws IOException, InterruptedException {
    assertInterrupted(
        process.commandWithoutSynthesis(PausingTerminal.class.getName(), stage), Map.of());
    assertThat(folder.resolve("reached")).hasContent(stage);
  }

  @Test
  void inTheSynthesis() throws IOException, InterruptedException {
    Path yosys =
        process.script(
            "yosys", "case \"$*\" in *-V*|*--version*) echo 'Yosys 0.70'; exit 0 ;; esac\n" + STAY);
    assertInterrupted(
        process.command(Main.class.getName()),
        Map.of("NN2FPGA_YOSYS", yosys.toString(), "XDG_CACHE_HOME", folder.toString()));
  }

  /**
   * In a step of the verification.
   *
   * @param compiler what g++ does in place of compiling, with the object or program in {@code $o}
   * @param make what make does with the translated Verilog
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "HLS C++ compiles  | STAY                 | sleep 600",
        "HLS C++ runs      | program              | sleep 600",
        "Verilator runs    | sleep 600            | VERILATOR",
        "Verilog compiles  | sleep 600            | STAY",
        "Verilog simulates | sleep 600            | program"
      })
  void inAStepOfTheVerification(String step, String compiler, String make)
      throws IOException, InterruptedException {
    String program =
        "{ echo '#!/bin/sh'; echo 'echo $$ >PLACE/reached; sleep 600'; } >$o; chmod +x $o";
    process.script(
        "make-program", "o=$1\n" + (make.equals("program") ? program : make.replace("STAY", STAY)));
    String translate =
        make.equals("VERILATOR")
            ? STAY
            : "mkdir -p obj\nprintf 'Vtop:\\n\\tPLACE/make-program Vtop\\n' >obj/Vtop.mk\n";
    Path gxx =
        process.script(
            "g++",
            """
            case "$*" in --version) echo "g++ 12.2.0"; exit 0 ;; esac
            while [ "$1" != -o ]; do shift; done
            o=$2
            """
                + (compiler.equals("program") ? program : compiler.replace("STAY", STAY)));
    Path verilator =
        process.script(
            "verilator",
            "case \"$1\" in --version) echo 'Verilator 5.006 2023-01-22'; exit 0 ;; esac\n"
                + translate);
    assertInterrupted(
        process.commandWithoutSynthesis(Main.class.getName()),
        Map.of("NN2FPGA_GXX", gxx.toString(), "NN2FPGA_VERILATOR", verilator.toString()));
  }
}

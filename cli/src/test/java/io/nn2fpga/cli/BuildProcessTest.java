package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.fold.SolverLibrary;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.ToolRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: Ctrl-C, and a disk that takes no more. */
class BuildProcessTest {
  private static final Path MODEL = Path.of("../examples/mnist-mlp/model.onnx");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path folder;

  @BeforeEach
  void writeProject() throws IOException {
    Files.copy(MODEL, folder.resolve("mlp.onnx"));
    float[] data = new float[4 * 784];
    for (int i = 0; i < data.length; i++) {
      data[i] = (i * 37 % 101) / 101f;
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(data, 4, 1, 28, 28));
    Path earlier = Files.createDirectories(folder.resolve("build/mlp-zcu104"));
    Files.writeString(earlier.resolve("manifest.json"), "{}\n");
  }

  private List<String> nn2fpgaBuild() throws IOException {
    // As the launcher does: native libraries lie unpacked, so that none is written while building.
    Path natives = Files.createDirectories(folder.resolve("natives"));
    unpack("/ai/onnxruntime/native/linux-x64/libonnxruntime.so", natives);
    unpack("/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so", natives);
    unpack("/ortools-linux-x86-64/libjniortools.so", natives);
    unpack("/ortools-linux-x86-64/libortools.so.9", natives);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-Donnxruntime.native.path=" + natives,
        "-D" + SolverLibrary.DIRECTORY_PROPERTY + "=" + natives,
        "-cp",
        System.getProperty("java.class.path"),
        "io.nn2fpga.cli.Main",
        "build",
        "mlp.onnx",
        "--no-synthesis",
        "--board",
        "zcu104",
        "--calibrate",
        "x.npy");
  }

  private static void unpack(String resource, Path folder) throws IOException {
    try (InputStream in = SolverLibrary.class.getResourceAsStream(resource)) {
      String name = resource.substring(resource.lastIndexOf('/') + 1);
      Files.copy(Objects.requireNonNull(in, resource), folder.resolve(name));
    }
  }

  private ToolResult run(List<String> command, Map<String, String> environment) {
    return new ToolRunner()
        .attempt(
            ToolCommand.of("nn2fpga", command, folder, LIMIT)
                .withLogs(folder.resolve("logs"))
                .withEnvironment(environment));
  }

  private void assertEarlierBuildIsWholeAndAlone() throws IOException {
    assertThat(folder.resolve("build/mlp-zcu104/manifest.json")).hasContent("{}");
    try (Stream<Path> left = Files.list(folder.resolve("build"))) {
      assertThat(left).containsExactly(folder.resolve("build/mlp-zcu104"));
    }
  }

  @Test
  void interruptedWhileAToolRunsEndsTheToolAndKeepsTheEarlierBuild() throws IOException {
    Path verilator = folder.resolve("verilator");
    Files.writeString(
        verilator,
        """
        #!/bin/sh
        case "$1" in --version) echo "Verilator 5.006 2023-01-22"; exit 0 ;; esac
        echo $$ >"%s"
        sleep 600
        """
            .formatted(folder.resolve("pid")));
    Files.setPosixFilePermissions(verilator, PosixFilePermissions.fromString("rwxr-xr-x"));
    // Interrupts as soon as the tool has started.
    String script =
        """
        set -m
        "$@" & build=$!
        while [ ! -s pid ]; do kill -0 $build || exit 99; sleep 0.1; done
        kill -INT $build
        wait $build
        """;
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "interrupt"));
    command.addAll(nn2fpgaBuild());
    ToolResult result = run(command, Map.of("NN2FPGA_VERILATOR", verilator.toString()));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isEqualTo(130);
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(result.stderr()).doesNotContain("Exception");
    assertEarlierBuildIsWholeAndAlone();
  }

  @Test
  void theLogOfAToolThatFailsIsKeptAndNamed() throws IOException {
    Path verilator = folder.resolve("verilator");
    Files.writeString(
        verilator,
        """
        #!/bin/sh
        case "$1" in --version) echo "Verilator 5.006 2023-01-22"; exit 0 ;; esac
        echo "reading" >&2
        echo "%Error: out of paper" >&2
        exit 7
        """);
    Files.setPosixFilePermissions(verilator, PosixFilePermissions.fromString("rwxr-xr-x"));
    ToolResult result = run(nn2fpgaBuild(), Map.of("NN2FPGA_VERILATOR", verilator.toString()));
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
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 20; exec \"$@\"", "sh"));
    command.addAll(nn2fpgaBuild());
    ToolResult result = run(command, Map.of());
    assertThat(result.stderr().replaceAll("/.*/\\.mlp-zcu104\\.partial-[0-9]+", "PARTIAL"))
        .isEqualTo(
            """
            error[file-not-writable]: cannot write the design: File too large
              at PARTIAL/hls/weights.hpp
              hint: free disk space or name another build directory with --output
            """);
    assertThat(result.exitCode()).isEqualTo(1);
    assertEarlierBuildIsWholeAndAlone();
  }
}

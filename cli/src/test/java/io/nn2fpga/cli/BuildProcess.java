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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code nn2fpga build} of the MLP in a process of its own, beside an earlier build. */
final class BuildProcess {
  private static final Path MODEL = Path.of("../examples/mnist-mlp/model.onnx");
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path NATIVES = unpackNatives();

  private final Path folder;

  /** Writes model, data and an earlier build into a folder, where the process will run. */
  BuildProcess(Path folder) throws IOException {
    this.folder = folder;
    Files.copy(MODEL, folder.resolve("mlp.onnx"));
    float[] data = new float[4 * 784];
    for (int i = 0; i < data.length; i++) {
      data[i] = (i * 37 % 101) / 101f;
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(data, 4, 1, 28, 28));
    Path earlier = Files.createDirectories(folder.resolve("build/mlp-zcu104"));
    Files.writeString(earlier.resolve("manifest.json"), "{}\n");
  }

  /** Once for all processes, as the launcher does, so that none of them writes libraries. */
  private static Path unpackNatives() {
    try {
      Path natives = Files.createDirectories(Path.of("target", "natives").toAbsolutePath());
      unpack("/ai/onnxruntime/native/linux-x64/libonnxruntime.so", natives);
      unpack("/ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so", natives);
      unpack("/ortools-linux-x86-64/libjniortools.so", natives);
      unpack("/ortools-linux-x86-64/libortools.so.9", natives);
      return natives;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unpack(String resource, Path folder) throws IOException {
    try (InputStream in = SolverLibrary.class.getResourceAsStream(resource)) {
      String name = resource.substring(resource.lastIndexOf('/') + 1);
      Files.copy(
          Objects.requireNonNull(in, resource),
          folder.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * The command that builds.
   *
   * @param main the class to start, and what it takes before nn2fpga's own arguments
   */
  List<String> command(String... main) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Donnxruntime.native.path=" + NATIVES,
                "-D" + SolverLibrary.DIRECTORY_PROPERTY + "=" + NATIVES,
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(main));
    command.addAll(List.of("build", "mlp.onnx", "--board", "zcu104", "--calibrate", "x.npy"));
    command.addAll(List.of("--test", "x.npy"));
    return command;
  }

  /** The same, without synthesis. */
  List<String> commandWithoutSynthesis(String... main) {
    List<String> command = command(main);
    command.add("--no-synthesis");
    return command;
  }

  /** Runs a shell script with the building command as its arguments. */
  ToolResult run(String script, List<String> build, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(build);
    return new ToolRunner()
        .attempt(
            ToolCommand.of("nn2fpga", command, folder, LIMIT)
                .withLogs(folder.resolve("logs"))
                .withEnvironment(environment));
  }

  /** Writes an executable shell script; {@code PLACE} in it stands for the folder. */
  Path script(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text.replace("PLACE", folder.toString()));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  void assertEarlierBuildIsWholeAndAlone() throws IOException {
    assertThat(folder.resolve("build/mlp-zcu104/manifest.json")).hasContent("{}");
    try (Stream<Path> left = Files.list(folder.resolve("build"))) {
      assertThat(left).containsExactly(folder.resolve("build/mlp-zcu104"));
    }
  }
}

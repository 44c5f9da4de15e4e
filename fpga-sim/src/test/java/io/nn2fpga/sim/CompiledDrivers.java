package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A design, its C and Java drivers compiled, and what the board computes. */
final class CompiledDrivers {
  static final int CLOCK_MHZ = 25;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Two driver languages. */
  enum Language {
    C,
    JAVA
  }

  /** What a driver said. */
  record Run(List<Double> values, List<String> lines, String errors) {
    /** Damaged, board-damaged, lost, silences, sessions. */
    List<Integer> faults() {
      return Stream.of(lines.get(lines.size() - 1).split(" ", -1))
          .skip(1)
          .map(Integer::valueOf)
          .toList();
    }

    String error() {
      return lines.stream().filter(l -> l.startsWith("error: ")).findFirst().orElse("none");
    }
  }

  final String name;
  final Design design;
  final DesignFiles files;
  final InputEncoding input;
  final OutputEncoding output;
  final UnaryOperator<IntTensor> compute;
  final Path build;

  CompiledDrivers(
      String name,
      Graph flow,
      InputEncoding input,
      OutputEncoding output,
      UnaryOperator<IntTensor> compute) {
    this.name = name;
    this.input = input;
    this.output = output;
    this.compute = compute;
    design = Design.of(flow, name);
    build = TestTools.directory(name).toAbsolutePath();
    files = DesignFiles.of(design);
    files
        .with(DriverFiles.of(design, input, output, files.hash()))
        .with(BoardFiles.of(design, files, Boards.find("ulx3s-85f"), CLOCK_MHZ, input, output))
        .writeTo(build);
    try {
      // The simulator of an earlier run is of another design.
      remove(build.resolve("sim/pins"));
      for (String script :
          List.of("pins/board_model.py", "drivers/with_board.py", "drivers/with_simulator.py")) {
        write(script, build.resolve(script.substring(script.indexOf('/') + 1)));
      }
      write("drivers/drive.c", build.resolve("driver/c/drive.c"));
      write("drivers/Drive.java.txt", build.resolve("driver/java/Drive.java"));
      compileC();
      compileJava();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void write(String resource, Path file) throws IOException {
    try (InputStream in = CompiledDriversTest.class.getResourceAsStream(resource)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          file, text.replace("@DESIGN@", name).replace("@GUARD@", name.toUpperCase(Locale.ROOT)));
    }
  }

  private void compileC() {
    String compiler = TestTools.toolbox().require(Tool.GXX).toString().replace("g++", "gcc");
    List<String> strict = List.of("-Wall", "-Wextra", "-Werror", "-pedantic");
    List<String> c = new ArrayList<>(List.of(compiler, "-std=c99", "-O1"));
    c.addAll(strict);
    c.addAll(List.of("-fsanitize=undefined", "-fno-sanitize-recover"));
    c.addAll(List.of("-o", "drive", "drive.c", name + ".c", "-lm"));
    run("cc", c);
    List<String> cpp = new ArrayList<>(List.of(TestTools.toolbox().require(Tool.GXX).toString()));
    cpp.addAll(strict);
    cpp.addAll(List.of("-fsyntax-only", "-x", "c++", name + ".h"));
    run("cxx", cpp);
  }

  private void run(String step, List<String> command) {
    TestTools.toolbox()
        .runner()
        .run(ToolCommand.of(step, command, build.resolve("driver/c"), LIMIT));
  }

  private void compileJava() throws IOException {
    Path java = build.resolve("driver/java");
    List<String> arguments =
        new ArrayList<>(List.of("--release", "17", "-Xlint:all", "-Werror", "-d"));
    arguments.addAll(List.of(java.resolve("classes").toString(), java + "/Drive.java"));
    try (Stream<Path> sources = Files.list(java.resolve("nn2fpga_" + name))) {
      sources.forEach(source -> arguments.add(source.toString()));
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, System.out, System.err, arguments.toArray(String[]::new));
    assertThat(code).isZero();
  }

  private byte[] bytes(Design.Port port, IntTensor frame) {
    List<BigInteger> words = ShellBench.wordsOf(HostStream.of(port, 8), frame);
    byte[] bytes = new byte[words.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = words.get(i).byteValue();
    }
    return bytes;
  }

  /**
   * Runs a driver.
   *
   * @param frames what its input becomes, for the board
   * @param numbers its input
   * @param board the board's configuration, beside table and sizes
   */
  Run drive(
      Language language,
      String mode,
      List<IntTensor> frames,
      List<? extends Number> numbers,
      Map<String, Object> board)
      throws IOException {
    Path work = build.resolve("run_" + language.name().toLowerCase(Locale.ROOT));
    Files.createDirectories(work);
    List<String> table = new ArrayList<>();
    for (IntTensor frame : frames) {
      table.add(
          HexFormat.of().formatHex(bytes(design.inputs().get(0), frame))
              + " "
              + HexFormat.of().formatHex(bytes(design.outputs().get(0), compute.apply(frame))));
    }
    Files.write(work.resolve("table"), table);
    Map<String, Object> config = new TreeMap<>();
    config.put("table", work.resolve("table").toString());
    config.put("hash", files.hash());
    config.put("input_bytes", bytes(design.inputs().get(0), frames.get(0)).length);
    config.put("output_bytes", bytes(design.outputs().get(0), compute.apply(frames.get(0))).length);
    config.putAll(board);
    new ObjectMapper().writeValue(work.resolve("config").toFile(), config);
    Files.write(work.resolve("input"), numbers.stream().map(String::valueOf).toList());
    Files.deleteIfExists(work.resolve("output"));
    return start(
        language, mode, frames.size(), work, build.resolve("with_board.py").toString(), "config");
  }

  /**
   * Runs a driver at the board's simulated pins.
   *
   * @param faults options of the simulator
   */
  Run driveAtPins(Language language, int samples, List<Integer> numbers, String... faults)
      throws IOException {
    Path work = build.resolve("pins_" + language.name().toLowerCase(Locale.ROOT));
    Files.createDirectories(work);
    Files.write(work.resolve("input"), numbers.stream().map(String::valueOf).toList());
    Files.deleteIfExists(work.resolve("output"));
    String simulator = PinSimulation.ensure(TestTools.toolbox(), build).toString();
    List<String> wrapper = new ArrayList<>();
    wrapper.add(build.resolve("with_simulator.py").toString());
    wrapper.addAll(List.of(build.resolve("rtl").toString(), simulator));
    wrapper.addAll(List.of(faults));
    wrapper.add("--");
    return start(language, "bytes", samples, work, wrapper.toArray(String[]::new));
  }

  private Run start(Language language, String mode, int samples, Path work, String... wrapper)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3"));
    command.addAll(List.of(wrapper));
    command.addAll(
        language == Language.C
            ? List.of(build.resolve("driver/c/drive").toString())
            : List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                build.resolve("driver/java/classes").toString(),
                "Drive"));
    command.addAll(List.of("{port}", mode, "" + samples, "input", "output"));
    ToolResult result =
        TestTools.toolbox().runner().attempt(ToolCommand.of("drive", command, work, LIMIT));
    List<Double> values = new ArrayList<>();
    if (result.exitCode() == 0) {
      Files.readAllLines(work.resolve("output"))
          .forEach(l -> values.add((double) Float.parseFloat(l)));
    }
    return new Run(values, result.stdout().lines().toList(), result.stderr());
  }

  List<Double> codes(List<IntTensor> frames) {
    List<Double> values = new ArrayList<>();
    for (IntTensor frame : frames) {
      for (int code : compute.apply(frame).data()) {
        values.add((double) code);
      }
    }
    return values;
  }

  List<Double> results(List<IntTensor> frames) {
    List<Double> values = new ArrayList<>();
    for (IntTensor frame : frames) {
      for (float value : output.dequantize(compute.apply(frame)).data()) {
        values.add((double) value);
      }
    }
    return values;
  }
}

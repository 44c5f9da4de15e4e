package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.driver.SerialLink;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
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
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The C and the Java driver, each as a program of its own, at a pseudo-terminal with a model of the
 * board behind it that computes what the reference does; the line has faults where a test says so.
 */
class CompiledDriversTest {
  private static final TensorType MODEL = TensorType.of(FloatElement.F32, 3, 8, 6);
  private static final Encoding OUT = new Encoding(0.037, 93, IntegerElement.unsigned(8));
  private static final int CLOCK_MHZ = 25;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Raw bytes are codes; the classifier's integer network. */
  private static final Fixture CLASSIFIER = classifier();

  /** Padded beats of 5 signed bits, three pixels of two channels. */
  private static final Fixture NARROW = narrow();

  /** Two driver languages. */
  enum Language {
    C,
    JAVA
  }

  /** A design, its drivers compiled, and what the board computes. */
  private static final class Fixture {
    final String name;
    final Design design;
    final DesignFiles files;
    final InputEncoding input;
    final OutputEncoding output;
    final UnaryOperator<IntTensor> compute;
    final Path build;

    Fixture(
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
          .with(
              DriverFiles.of(
                  design, input, output, files.hash(), new SerialLink("uart", 3_000_000)))
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
      config.put(
          "output_bytes", bytes(design.outputs().get(0), compute.apply(frames.get(0))).length);
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

  /** What a driver said. */
  private record Run(List<Double> values, List<String> lines, String errors) {
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

  private static Fixture classifier() {
    Graph network = TestNetwork.classifier();
    InputEncoding input =
        InputEncoding.ofRawBytes(
            ModelInput.channelsFirst(MODEL),
            new Preprocessing(1, List.of(7.0), List.of(64.0), DataLayout.NCHW));
    TensorType classes = TensorType.of(FloatElement.F32, 10);
    IntegerExecutor reference = new IntegerExecutor(network);
    return new Fixture(
        "compiled_classifier",
        TestNetwork.flow(network, 1, 0),
        input,
        new OutputEncoding("y", classes, classes, OUT, List.of()),
        reference::runOutput);
  }

  private static Graph queue(StreamType stream) {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", stream);
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    return builder.build();
  }

  private static Fixture narrow() {
    IntegerElement signed = IntegerElement.signed(5);
    TensorType model = TensorType.of(FloatElement.F32, 2, 3, 4);
    InputEncoding input =
        InputEncoding.calibrated(
            ModelInput.channelsFirst(model),
            new Preprocessing(1 / 255.0, List.of(0.5, 0.25), List.of(0.5, 2.0), DataLayout.NHWC),
            new Encoding(0.11, -3, signed));
    OutputEncoding output =
        new OutputEncoding(
            "y",
            model,
            model,
            new Encoding(0.11, -3, signed),
            List.of(
                new HostStep(HostStep.Kind.SOFTMAX, -1), new HostStep(HostStep.Kind.ARGMAX, 0)));
    return new Fixture(
        "compiled_narrow",
        queue(new StreamType(3, 4, 2, signed, 3, 2)),
        input,
        output,
        UnaryOperator.identity());
  }

  private static List<Integer> bytes(int count, int seed) {
    return new Random(seed).ints(count, 0, 256).boxed().toList();
  }

  private static List<IntTensor> frames(InputEncoding input, List<Integer> raw, int size) {
    List<IntTensor> frames = new ArrayList<>();
    for (int at = 0; at < raw.size(); at += size) {
      float[] sample = new float[size];
      for (int i = 0; i < size; i++) {
        sample[i] = raw.get(at + i);
      }
      frames.add(input.fromRaw(sample));
    }
    return frames;
  }

  @ParameterizedTest
  @EnumSource
  void rawBytesGiveWhatTheReferenceSays(Language language) throws IOException {
    List<Integer> raw = bytes(9 * 144, 3);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    Run run = CLASSIFIER.drive(language, "bytes", frames, raw, Map.of());
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.faults()).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  void numbersAreQuantizedAsTheReferenceDoes(Language language) throws IOException {
    Random random = new Random(5);
    List<Float> numbers = new ArrayList<>();
    List<IntTensor> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      float[] sample = new float[144];
      for (int j = 0; j < 144; j++) {
        sample[j] = (float) (random.nextGaussian() * 2.5);
        numbers.add(sample[j]);
      }
      frames.add(CLASSIFIER.input.quantize(new FloatTensor(MODEL, sample)));
    }
    Run run = CLASSIFIER.drive(language, "numbers", frames, numbers, Map.of());
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
  }

  @ParameterizedTest
  @EnumSource
  void paddedBeatsPreprocessingAndHostSteps(Language language) throws IOException {
    List<Integer> raw = bytes(4 * 24, 9);
    List<IntTensor> frames = frames(NARROW.input, raw, 24);
    // Softmax along the rows keeps which channel is larger; then its index.
    List<Double> expected = new ArrayList<>();
    for (IntTensor frame : frames) {
      float[] values = NARROW.output.dequantize(frame).data();
      double[] powers = new double[24];
      for (int row = 0; row < 6; row++) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
          sum += Math.exp(values[4 * row + i]);
        }
        for (int i = 0; i < 4; i++) {
          powers[4 * row + i] = Math.exp(values[4 * row + i]) / sum;
        }
      }
      for (int i = 0; i < 12; i++) {
        boolean close = Math.abs(powers[12 + i] - powers[i]) < 1e-6;
        expected.add(!close && powers[12 + i] > powers[i] ? 1.0 : 0.0);
      }
    }
    Run run = NARROW.drive(language, "bytes", frames, raw, Map.of());
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(run.values().get(i)).isCloseTo(expected.get(i), Offset.offset(0.0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void signedCodesGoThroughAsTheyAre(Language language) throws IOException {
    TensorType type = TensorType.of(IntegerElement.signed(5), 3, 4, 2);
    List<Integer> codes = new Random(4).ints(5 * 24, -16, 16).boxed().toList();
    List<IntTensor> frames = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      frames.add(
          new IntTensor(
              type, codes.subList(24 * i, 24 * i + 24).stream().mapToInt(c -> c).toArray()));
    }
    Run run = NARROW.drive(language, "raw", frames, codes, Map.of("max_payload", 7));
    assertThat(run.values()).isEqualTo(NARROW.codes(frames));
    List<Integer> large = new ArrayList<>(codes);
    large.set(30, 16);
    assertThat(NARROW.drive(language, "raw", frames, large, Map.of()).error())
        .isEqualTo("error: code 16 is not within [-16, 15]");
  }

  @ParameterizedTest
  @CsvSource({"C, 1", "C, 2", "JAVA, 1", "JAVA, 2"})
  void faultsOfTheLineCostTimeAndNoAnswer(Language language, int seed) throws IOException {
    List<Integer> raw = bytes(60 * 144, seed);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    Map<String, Object> rates = Map.of("flip", 0.001, "drop", 0.0005, "double", 0.0005);
    Map<String, Object> there = new TreeMap<>(rates);
    there.put("seed", seed);
    Map<String, Object> back = new TreeMap<>(rates);
    back.put("seed", 100 + seed);
    Run run =
        CLASSIFIER.drive(
            language, "bytes", frames, raw, Map.of("to_board", there, "to_host", back));
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.errors()).containsPattern("injected [1-9]");
    assertThat(run.faults().stream().mapToInt(n -> n).sum()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"C, 900", "C, 2011", "JAVA, 900", "JAVA, 2011"})
  void aResetInMidFrameStartsASessionAnew(Language language, int place) throws IOException {
    List<Integer> raw = bytes(20 * 144, place);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    Map<String, Object> reset = Map.of("at", Map.of("" + place, "reset"));
    Run run = CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("to_board", reset));
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.faults().get(4)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anotherDesignOrNobodyIsNoAccelerator(Language language) throws IOException {
    List<Integer> raw = bytes(144, 1);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    assertThat(
            CLASSIFIER
                .drive(language, "bytes", frames, raw, Map.of("hash", "00".repeat(32)))
                .error())
        .startsWith("error: the board holds another design than compiled_classifier");
    assertThat(CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("version", 2)).error())
        .isEqualTo("error: the board does not speak version 1 of this protocol");
    assertThat(CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("answers", false)).error())
        .isEqualTo(
            "error: nothing at the port answers; is the board programmed, and is this its port and"
                + " its bit rate?");
  }

  /** The Verilog of clock, link, packets and accelerator in place of the model. */
  @ParameterizedTest
  @EnumSource
  void theBoardTopAnswersAtItsPins(Language language) throws IOException {
    List<Integer> raw = bytes(20 * 144, 12);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    Run run = CLASSIFIER.driveAtPins(language, 20, raw);
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.faults().subList(0, 3)).containsOnly(0);
    Run faulty =
        CLASSIFIER.driveAtPins(language, 20, raw, "--board-flip", "1e-4", "--host-drop", "5e-3");
    assertThat(faulty.error()).isEqualTo("none");
    assertThat(faulty.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(faulty.faults().get(0)).isPositive();
    assertThat(faulty.faults().get(1)).isPositive();
  }
}

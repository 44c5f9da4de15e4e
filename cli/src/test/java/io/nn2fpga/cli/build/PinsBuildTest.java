package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.text.GraphParser;
import io.nn2fpga.ir.text.OperationTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * LeNet on the ULX3S: the board's top level, simulated from pin to pin at the real bit rate,
 * classifies real digits for the Python driver.
 */
class PinsBuildTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path BUILD = Path.of("target/example-builds/lenet-pins").toAbsolutePath();
  private static final String IMAGES = "examples/data/mnist/images.npy";
  private static final String LABELS = "examples/data/mnist/labels.npy";
  private static final int SAMPLES = 8;

  private static CommandLineRun command(String... args) {
    return CommandLineRun.of(System.getenv(), ROOT, args);
  }

  private static CommandLineRun run(String... more) {
    List<String> args = new ArrayList<>(List.of("run", BUILD.toString()));
    args.addAll(List.of(more));
    return command(args.toArray(String[]::new));
  }

  @BeforeAll
  static void build() {
    CommandLineRun built =
        command("build", "--board=ulx3s-85f", "--no-synthesis", "--output=" + BUILD);
    assertThat(built.exitCode()).as(built.err()).isZero();
  }

  @Test
  void realDigitsAreClassifiedThroughThePinsAsByTheReference() throws IOException {
    Path output = BUILD.resolveSibling("lenet-pins.npy");
    CommandLineRun run =
        run(
            "--input=" + IMAGES,
            "--labels=" + LABELS,
            "--samples=" + SAMPLES,
            "--output=" + output,
            "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode answer = new ObjectMapper().readTree(run.out());
    assertThat(answer.path("correct").asInt()).isGreaterThanOrEqualTo(SAMPLES - 1);
    assertThat(answer.path("faults")).isEmpty();
    assertThat(answer.path("clock").asText()).isEqualTo("simulated");
    // 784 bytes at 3 Mbit/s, then 40,000 cycles at 50 MHz and more: no sample can be faster.
    assertThat(answer.path("latency").path("min").asDouble()).isBetween(0.0034, 0.02);
    assertThat(answer.path("simulator").path("toBoard").asInt()).isGreaterThan(SAMPLES * 784);

    NpyArray given = NpyFile.read(output);
    NpyArray digits = NpyFile.read(ROOT.resolve(IMAGES));
    Graph network =
        GraphParser.parse(
            GraphFiles.read(BUILD, BUILD, Level.INT), "int.txt", OperationTable.ofClassPath());
    IntegerExecutor reference = new IntegerExecutor(network);
    JsonNode encoding = design().path("output");
    double scale = encoding.path("scales").get(0).asDouble();
    double zero = encoding.path("zeroPoints").get(0).asDouble();
    for (int i = 0; i < SAMPLES; i++) {
      IntTensor frame =
          new IntTensor(network.value(network.inputs().get(0)).tensor(), digits.ints(i));
      int[] codes = reference.runOutput(frame).data();
      float[] expected = new float[codes.length];
      for (int c = 0; c < codes.length; c++) {
        expected[c] = (float) (scale * (codes[c] - zero));
      }
      assertThat(given.floats(i)).containsExactly(expected);
    }
  }

  @Test
  void theTerminalShowsOutputsLatencyAndFaults() {
    CommandLineRun run = run("--input=" + IMAGES, "--samples=2");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("mnist_lenet on sim: 2 samples\n  output 0: ")
        .contains("throughput: ", "latency in ms (of the simulated clock): min ")
        .endsWith("faults on the link: none\n");
  }

  private static JsonNode design() throws IOException {
    return new ObjectMapper()
        .readTree(BUILD.resolve("driver/python/mnist_lenet/design.json").toFile());
  }

  @Test
  void anotherDesignOnTheBoardIsRefusedWithBothHashes() throws IOException {
    Path record = BUILD.resolve("driver/python/mnist_lenet/design.json");
    String text = Files.readString(record);
    String hash = design().path("hash").asText();
    String other = "ab".repeat(32);
    ObjectNode changed = design().deepCopy();
    changed.put("hash", other);
    Files.writeString(record, changed.toString());
    try {
      CommandLineRun run = run("--input=" + IMAGES, "--samples=1");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("error[wrong-bitstream]: ").contains(hash, other);
    } finally {
      Files.writeString(record, text);
    }
  }

  @Test
  void mistakesAreNamed() throws IOException {
    fails(1, "error[file-not-found]: 'nowhere' is not a build", "nowhere", "--input=" + IMAGES);
    String build = BUILD.toString();
    fails(1, "error[file-not-found]: 'x.npy' does not exist", build, "--input=x.npy");
    fails(1, "error[data-shape]: ", build, "--input=" + LABELS);
    Path empty = BUILD.resolveSibling("empty.npy");
    Files.writeString(empty, "");
    fails(
        1, "error[data-shape]: the input " + empty + " cannot be read", build, "--input=" + empty);
    fails(
        1,
        "error[file-not-writable]: the output ",
        build,
        "--input=" + IMAGES,
        "--output=nowhere/y.npy");
    fails(
        3,
        "error[no-accelerator]: there is no port /dev/nothing",
        build,
        "--input=" + IMAGES,
        "--target=serial:/dev/nothing");
    fails(
        3,
        "error[no-accelerator]: /dev/null is no serial port",
        build,
        "--input=" + IMAGES,
        "--target=serial:/dev/null");
    fails(
        3,
        "error[no-accelerator]: there is no target 'radio'",
        build,
        "--input=" + IMAGES,
        "--target=radio");
    fails(2, "--samples must be at least 1", build, "--input=" + IMAGES, "--samples=0");
  }

  private static void fails(int code, String message, String... args) {
    List<String> all = new ArrayList<>(List.of("run"));
    all.addAll(List.of(args));
    CommandLineRun run = command(all.toArray(String[]::new));
    assertThat(run.err()).startsWith(message);
    assertThat(run.exitCode()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
  }
}

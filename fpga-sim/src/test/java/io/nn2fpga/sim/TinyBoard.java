package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A network of 16 input bytes behind a link at the pins of a simulated board top, and tests in
 * Python of the driver at the link's other end.
 *
 * @param name the design's name
 * @param script file of the tests
 * @param tests their class in it
 */
record TinyBoard(String name, String script, String tests) {
  static final int CLOCK_MHZ = 25;
  private static final int FRAMES = 10_000;

  /** A build for a board with that link alone. */
  void generate(BoardIo.Link link) throws IOException {
    generate(board(link), CLOCK_MHZ);
  }

  /** Everything of a build, with samples, simulator and tests. */
  void generate(Board board, double clockMhz) throws IOException {
    Graph network = TestNetwork.tiny();
    Design design = Design.of(TestNetwork.flow(network, 1, 0.5), name);
    InputEncoding input = TestNetwork.rawBytes(16, 1, 1);
    OutputEncoding output = TestNetwork.codes(5);
    DesignFiles sources = DesignFiles.of(design);
    sources
        .with(BoardFiles.of(design, sources, board, clockMhz, input, output))
        .with(DriverFiles.of(design, input, output, sources.hash()))
        .writeTo(build());
    writeSamples(network);
    write("pins/" + script, build().resolve(script));
    PinSimulation simulation =
        PinSimulation.ofBuild(TestTools.toolbox(), build(), build().resolve("sim/pins"));
    simulation.verilate();
    simulation.compile();
  }

  Path build() {
    return TestTools.directory(name).toAbsolutePath();
  }

  Path simulator() {
    return build().resolve("sim/pins/obj").resolve(PinSimulation.PREFIX);
  }

  /** The ULX3S with another link. */
  private static Board board(BoardIo.Link link) {
    Board ulx3s = Boards.find("ulx3s-85f");
    BoardIo io = Objects.requireNonNull(ulx3s.io());
    return new Board(
        "fast",
        ulx3s.title(),
        ulx3s.part(),
        ulx3s.family(),
        ulx3s.resources(),
        CLOCK_MHZ,
        ulx3s.utilization(),
        ulx3s.flow(),
        null,
        null,
        new BoardIo(io.clock(), io.reset(), List.of(link), null, io.standard(), io.constraints()),
        ulx3s.open());
  }

  private void writeSamples(Graph network) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (Sample sample : TestNetwork.samples(network, FRAMES)) {
      addBytes(frames, sample.input());
      addBytes(expected, sample.output());
    }
    Files.write(build().resolve("frames.bin"), frames.toByteArray());
    Files.write(build().resolve("expected.bin"), expected.toByteArray());
  }

  private static void addBytes(ByteArrayOutputStream out, IntTensor tensor) {
    for (int code : tensor.data()) {
      out.write(code);
    }
  }

  /** Writes a test's resource, with the design's name in it. */
  void write(String resource, Path file) throws IOException {
    try (InputStream in = TinyBoard.class.getResourceAsStream(resource)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          file, text.replace("@DESIGN@", name).replace("@GUARD@", name.toUpperCase(Locale.ROOT)));
    }
  }

  ToolResult run(String test, Map<String, String> environment) {
    List<String> command =
        List.of(
            python(),
            script,
            build().resolve("driver/python").toString(),
            name,
            tests + ".test_" + test);
    return TestTools.toolbox()
        .runner()
        .attempt(
            ToolCommand.of(test, command, build(), Duration.ofMinutes(10))
                .withEnvironment(environment));
  }

  static String python() {
    return System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
  }

  void passes(String test, Map<String, String> environment) {
    ToolResult result = run(test, environment);
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(result.stderr()).contains("Ran 1 test");
    System.out.print(result.stdout());
  }
}

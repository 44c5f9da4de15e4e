package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network of 16 input bytes behind the pins of a board top, at 4 clock cycles a bit, and the
 * Python driver at the other end of a faulty line: {@code pin_tests.py}.
 */
class PinSimulationTest {
  private static final String DESIGN = "tiny_pins";
  private static final String SPI = "tiny_spi";
  private static final int CLOCK_MHZ = 25;
  private static final int FRAMES = 10_000;
  private static final String RECEIVER = "board/hdl/nn2fpga_packet_receive.v";

  /** The line that lets only packets with the right check sum through, and a part of it. */
  private static final String CHECK = "crc == RESIDUE";

  @BeforeAll
  static void uart() throws IOException {
    Map<String, String> pins = Objects.requireNonNull(Boards.find("ulx3s-85f").io()).link().pins();
    generate(DESIGN, new BoardIo.Link(BoardIo.Kind.UART, pins, CLOCK_MHZ * 1_000_000L / 4));
  }

  private static void generate(String name, BoardIo.Link link) throws IOException {
    Graph network = TestNetwork.tiny();
    Design design = Design.of(TestNetwork.flow(network, 1, 0.5), name);
    TensorType model = TensorType.of(FloatElement.F32, 16, 1, 1);
    TensorType classes = TensorType.of(FloatElement.F32, 5);
    InputEncoding input =
        InputEncoding.ofRawBytes(ModelInput.channelsFirst(model), Preprocessing.NONE);
    OutputEncoding output =
        new OutputEncoding(
            "y", classes, classes, new Encoding(1, 0, IntegerElement.unsigned(8)), List.of());
    DesignFiles sources = DesignFiles.of(design);
    Board board = board(link);
    sources
        .with(BoardFiles.of(design, sources, board, CLOCK_MHZ, input, output))
        .with(DriverFiles.of(design, input, output, sources.hash()))
        .writeTo(build(name));
    writeSamples(network, build(name));
    try (InputStream in = PinSimulationTest.class.getResourceAsStream("pins/pin_tests.py")) {
      Files.write(build(name).resolve("pin_tests.py"), Objects.requireNonNull(in).readAllBytes());
    }
    PinSimulation simulation =
        PinSimulation.ofBuild(TestTools.toolbox(), build(name), build(name).resolve("sim/pins"));
    simulation.verilate();
    simulation.compile();
  }

  private static Path build(String name) {
    return TestTools.directory(name).toAbsolutePath();
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

  private static void writeSamples(Graph network, Path build) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (Sample sample : TestNetwork.samples(network, FRAMES)) {
      addBytes(frames, sample.input());
      addBytes(expected, sample.output());
    }
    Files.write(build.resolve("frames.bin"), frames.toByteArray());
    Files.write(build.resolve("expected.bin"), expected.toByteArray());
  }

  private static void addBytes(ByteArrayOutputStream out, IntTensor tensor) {
    for (int code : tensor.data()) {
      out.write(code);
    }
  }

  private static ToolResult run(String name, String test, Map<String, String> environment) {
    String python = System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
    List<String> command =
        List.of(
            python,
            "pin_tests.py",
            build(name).resolve("driver/python").toString(),
            name,
            "PinTest.test_" + test);
    return TestTools.toolbox()
        .runner()
        .attempt(
            ToolCommand.of(test, command, build(name), Duration.ofMinutes(10))
                .withEnvironment(environment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing_is_reported_without_faults",
        "no_wrong_answer_in_ten_thousand_frames_with_faults",
        "a_reset_in_mid_frame_is_reported_and_put_right",
        "each_single_fault_is_reported_and_put_right",
        "a_host_that_stops_reading",
        "a_serial_port_whose_clock_is_the_walls",
        "another_design_is_refused",
        "a_simulator_that_does_not_start",
      })
  void passes(String test) {
    passes(DESIGN, test);
  }

  private static void passes(String name, String test) {
    ToolResult result = run(name, test, Map.of());
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(result.stderr()).contains("Ran 1 test");
    System.out.print(result.stdout());
  }

  /** The same driver through an SPI master, at the fastest SCK that the board takes. */
  @Test
  void theSameBytesGoOverSpi() throws IOException {
    Map<String, String> pins = Map.of("sck", "A2", "mosi", "A4", "miso", "A5", "cs", "B1");
    generate(SPI, new BoardIo.Link(BoardIo.Kind.SPI, pins, CLOCK_MHZ * 1_000_000L / 6));
    passes(SPI, "nothing_is_reported_without_faults");
    passes(SPI, "damaged_frames");
  }

  /** A conversation from a file, as for other Verilog with the same ports. */
  @Test
  void aScriptGivesTheSameBytesInTheSameCyclesEachTime() throws IOException {
    byte[] identify = {1, 0, 0, 0, 0, 0};
    CRC32 crc = new CRC32();
    crc.update(identify);
    String packet =
        HexFormat.of().formatHex(identify)
            + String.format("%08x", Integer.reverseBytes((int) crc.getValue()));
    Path script = build(DESIGN).resolve("identify.script");
    Files.writeString(script, "send 7e" + packet + "7e\nwait 1\nidle 100\n");
    List<String> first = recorded(script, "first");
    assertThat(recorded(script, "second")).isEqualTo(first);
    String answer =
        first.stream()
            .filter(line -> line.contains(" < "))
            .map(line -> line.substring(line.length() - 2))
            .collect(Collectors.joining());
    assertThat(answer).startsWith("7e8100").contains("6e6e3266").endsWith("7e");
  }

  private static List<String> recorded(Path script, String name) throws IOException {
    Path record = build(DESIGN).resolve(name + ".record");
    Path program = build(DESIGN).resolve("sim/pins/obj").resolve(PinSimulation.PREFIX);
    List<String> command =
        List.of(program.toString(), "--script", script.toString(), "--record", record.toString());
    TestTools.toolbox()
        .runner()
        .run(ToolCommand.of(name, command, build(DESIGN).resolve("rtl"), Duration.ofMinutes(1)));
    return Files.readAllLines(record);
  }

  /** With the check of received packets left out of the Verilog, damaged samples come through. */
  @Test
  void aBoardThatDoesNotCheckGivesWrongAnswers() throws IOException {
    String verilog = Files.readString(build(DESIGN).resolve(RECEIVER));
    assertThat(verilog).containsOnlyOnce(CHECK);
    Path mutant = build(DESIGN).resolve("sim/mutant");
    Files.createDirectories(mutant);
    Files.writeString(mutant.resolve("receive.v"), verilog.replace(CHECK, "crc == crc"));
    List<String> files =
        Files.readAllLines(build(DESIGN).resolve("board/files.f")).stream()
            .filter(file -> !RECEIVER.endsWith(file))
            .map(file -> "../../board/" + file)
            .toList();
    assertThat(files).isNotEmpty();
    Files.write(mutant.resolve("files.f"), files);
    PinSimulation simulation =
        new PinSimulation(
            TestTools.toolbox(),
            mutant,
            BoardPins.read(build(DESIGN).resolve("board/board.json")),
            List.of("+define+NN2FPGA_SIMULATION_CLOCK", "-F", "files.f", "receive.v"));
    simulation.verilate();
    simulation.compile();
    assertThat(run(DESIGN, "damaged_frames", Map.of()).exitCode()).isZero();
    ToolResult result =
        run(DESIGN, "damaged_frames", Map.of("PIN_SIMULATOR", simulation.executable().toString()));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("wrong answers were delivered");
  }
}

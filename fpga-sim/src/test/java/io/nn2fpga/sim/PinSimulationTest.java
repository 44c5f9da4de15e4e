package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
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
  private static final TinyBoard TINY = new TinyBoard("tiny_pins", "pin_tests.py", "PinTest");
  private static final String RECEIVER = "board/hdl/nn2fpga_packet_receive.v";

  /** The line that lets only packets with the right check sum through, and a part of it. */
  private static final String CHECK = "crc == RESIDUE";

  @BeforeAll
  static void uart() throws IOException {
    Map<String, String> pins = Objects.requireNonNull(Boards.find("ulx3s-85f").io()).link().pins();
    TINY.generate(new BoardIo.Link(BoardIo.Kind.UART, pins, TinyBoard.CLOCK_MHZ * 1_000_000L / 4));
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
    TINY.passes(test, Map.of());
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
    Path script = TINY.build().resolve("identify.script");
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
    Path record = TINY.build().resolve(name + ".record");
    Path program = TINY.simulator();
    List<String> command =
        List.of(program.toString(), "--script", script.toString(), "--record", record.toString());
    TestTools.toolbox()
        .runner()
        .run(ToolCommand.of(name, command, TINY.build().resolve("rtl"), Duration.ofMinutes(1)));
    return Files.readAllLines(record);
  }

  /** With the check of received packets left out of the Verilog, damaged samples come through. */
  @Test
  void aBoardThatDoesNotCheckGivesWrongAnswers() throws IOException {
    String verilog = Files.readString(TINY.build().resolve(RECEIVER));
    assertThat(verilog).containsOnlyOnce(CHECK);
    Path mutant = TINY.build().resolve("sim/mutant");
    Files.createDirectories(mutant);
    Files.writeString(mutant.resolve("receive.v"), verilog.replace(CHECK, "crc == crc"));
    List<String> files =
        Files.readAllLines(TINY.build().resolve("board/files.f")).stream()
            .filter(file -> !RECEIVER.endsWith(file))
            .map(file -> "../../board/" + file)
            .toList();
    assertThat(files).isNotEmpty();
    Files.write(mutant.resolve("files.f"), files);
    PinSimulation simulation =
        new PinSimulation(
            TestTools.toolbox(),
            mutant,
            BoardPins.read(TINY.build().resolve("board/board.json")),
            List.of("+define+NN2FPGA_SIMULATION_CLOCK", "-F", "files.f", "receive.v"));
    simulation.verilate();
    simulation.compile();
    assertThat(TINY.run("damaged_frames", Map.of()).exitCode()).isZero();
    ToolResult result =
        TINY.run("damaged_frames", Map.of("PIN_SIMULATOR", simulation.executable().toString()));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("wrong answers were delivered");
  }
}

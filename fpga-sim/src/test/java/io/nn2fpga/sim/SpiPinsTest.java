package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network of 16 input bytes behind SPI at the fastest SCK that a board takes, 6 clock cycles a
 * bit: {@code spi_tests.py}, and the C driver.
 */
class SpiPinsTest {
  private static final TinyBoard TINY = new TinyBoard("tiny_spi", "spi_tests.py", "SpiTest");
  private static final long RATE = TinyBoard.CLOCK_MHZ * 1_000_000L / 6;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @BeforeAll
  static void generate() throws IOException {
    Map<String, String> pins = Map.of("sck", "A2", "mosi", "A4", "miso", "A5", "cs", "B1");
    TINY.generate(new BoardIo.Link(BoardIo.Kind.SPI, pins, RATE));
    TINY.write("pins/spidev_on_terminal.c", TINY.build().resolve("spidev_on_terminal.c"));
    run(
        "spidev",
        TINY.build(),
        Map.of(),
        gcc(),
        "-shared",
        "-fPIC",
        "-O1",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-DSPEED=" + RATE,
        "-o",
        "spidev.so",
        "spidev_on_terminal.c",
        "-ldl");
  }

  private static String gcc() {
    return TestTools.toolbox().require(Tool.GXX).toString().replace("g++", "gcc");
  }

  private static ToolResult run(
      String step, Path folder, Map<String, String> environment, String... command) {
    ToolResult result =
        TestTools.toolbox()
            .runner()
            .attempt(
                ToolCommand.of(step, List.of(command), folder, LIMIT).withEnvironment(environment));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    return result;
  }

  private static Map<String, String> spidev() {
    return Map.of("LD_PRELOAD", TINY.build().resolve("spidev.so").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing_is_reported_without_faults_of_whole_packets_behind_flags",
        "long_transfers_are_cut_between_packets",
        "no_wrong_answer_with_faults",
        "each_single_fault_is_put_right",
        "a_host_that_stops",
        "another_design_is_refused",
        "faults_that_spi_has_not",
        "devices_that_are_none",
        "the_other_kind_of_link_is_refused",
        "ftdi",
      })
  void passes(String test) {
    TINY.passes(test, Map.of());
  }

  /** The kernel's interface up to its requests, which become transfers of the simulated master. */
  @Test
  void linuxSpidevIsTheMaster() {
    TINY.passes("spidev", spidev());
  }

  /** The C driver as a program of its own, on that same interface. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--board-flip 1e-4 --host-flip 1e-4 --board-deselect 3e-4"})
  void theCDriverAnswersThroughSpidev(String faults) throws IOException {
    Path folder = TINY.build().resolve("driver/c");
    TINY.write("drivers/drive.c", folder.resolve("drive.c"));
    TINY.write("drivers/with_simulator.py", folder.resolve("with_simulator.py"));
    run(
        "cc",
        folder,
        Map.of(),
        gcc(),
        "-std=c99",
        "-O1",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-pedantic",
        "-fsanitize=undefined",
        "-fno-sanitize-recover",
        "-o",
        "drive",
        "drive.c",
        "tiny_spi.c",
        "-lm");
    int samples = 300;
    Files.write(folder.resolve("input"), numbers("frames.bin", samples * 16));
    List<String> command = new ArrayList<>(List.of(TinyBoard.python(), "with_simulator.py"));
    command.addAll(List.of(TINY.build().resolve("rtl").toString(), TINY.simulator().toString()));
    command.addAll(List.of(faults.split(" ", -1)));
    command.removeIf(String::isEmpty);
    command.addAll(List.of("--", folder.resolve("drive").toString(), "{port}", "raw"));
    command.addAll(List.of(String.valueOf(samples), "input", "output"));
    ToolResult result = run("drive", folder, spidev(), command.toArray(String[]::new));
    assertThat(Files.readAllLines(folder.resolve("output")))
        .isEqualTo(numbers("expected.bin", samples * 5));
    assertThat(result.stdout().matches("faults 0 0 0 \\d+ 0\\n")).isEqualTo(faults.isEmpty());
  }

  private static List<String> numbers(String file, int count) throws IOException {
    byte[] bytes = Files.readAllBytes(TINY.build().resolve(file));
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(String.valueOf(bytes[i] & 0xff));
    }
    return numbers;
  }
}

package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Python driver's serial transport against a model of the board in Python, on a line whose
 * clock is virtual: {@code serial_tests.py}. Streams of ragged beats, so that padding is there too.
 */
class SerialDriverTest {
  private static final String DESIGN = "serial_driver";

  @BeforeAll
  static void generate() throws IOException {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", new StreamType(3, 4, 2, IntegerElement.unsigned(8), 3, 2));
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    Design design = Design.of(builder.build(), DESIGN);
    DesignFiles files = DesignFiles.of(design);
    InputEncoding input = TestNetwork.rawBytes(2, 3, 4);
    OutputEncoding output = TestNetwork.codes(2, 3, 4);
    files.with(DriverFiles.of(design, input, output, files.hash())).writeTo(build());
    for (String script : List.of("board_model.py", "serial_tests.py")) {
      try (InputStream in = SerialDriverTest.class.getResourceAsStream("pins/" + script)) {
        Files.write(build().resolve(script), Objects.requireNonNull(in).readAllBytes());
      }
    }
  }

  private static Path build() {
    return TestTools.directory(DESIGN).toAbsolutePath();
  }

  /** One of the script's tests a case, so that the report names it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing_is_reported_of_a_line_without_faults",
        "a_session_goes_on_from_call_to_call",
        "a_board_without_room_is_no_fault",
        "each_single_fault_is_reported_and_put_right",
        "a_reset_after_any_byte_is_reported_and_put_right",
        "many_faults_by_chance",
        "without_the_boards_check_sum_wrong_answers_come",
        "without_the_drivers_check_sum_wrong_answers_come",
        "another_design_is_refused_with_both_hashes",
        "another_version_or_size_is_refused",
        "a_port_with_nobody_behind_it",
        "a_board_that_falls_silent",
        "an_accelerator_that_hangs",
        "a_board_that_is_always_reset",
        "futures_and_coroutines",
        "beats_of_any_width_become_bytes_and_come_back",
      })
  void passes(String test) {
    String python = System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3");
    List<String> command =
        List.of(
            python,
            "serial_tests.py",
            build().resolve("driver/python").toString(),
            DESIGN,
            "SerialTest.test_" + test);
    ToolResult result =
        TestTools.toolbox()
            .runner()
            .attempt(ToolCommand.of(test, command, build(), Duration.ofMinutes(5)));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(result.stderr()).contains("Ran 1 test");
  }
}

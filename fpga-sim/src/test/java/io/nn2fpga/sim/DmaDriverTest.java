package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.driver.DriverFiles;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
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
 * The Python driver's PYNQ and UIO transports against a model of shell and DMA whose registers lie
 * where the Verilog's header says: {@code dma_tests.py}.
 */
class DmaDriverTest {
  private static final String DESIGN = "dma_driver";
  private static final TensorType MODEL = TensorType.of(FloatElement.F32, 4, 3, 5);

  @BeforeAll
  static void generate() throws IOException {
    // Beats of 5 x 3 elements of 5 bits: two words of 64 on a Zynq 7000.
    IntegerElement signed = IntegerElement.signed(5);
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", new StreamType(3, 5, 4, signed, 5, 3));
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    Design design = Design.of(builder.build(), DESIGN);
    DesignFiles files = DesignFiles.of(design);
    Encoding codes = new Encoding(1, 0, signed);
    InputEncoding input =
        InputEncoding.calibrated(ModelInput.channelsFirst(MODEL), Preprocessing.NONE, codes);
    OutputEncoding output = new OutputEncoding("y", MODEL, MODEL, codes, List.of());
    files
        .with(DriverFiles.of(design, input, output, files.hash()))
        .with(AmdFiles.of(design, files, Boards.find("pynq-z1"), 100))
        .writeTo(build());
    for (String script : List.of("shell_model.py", "dma_tests.py")) {
      try (InputStream in = DmaDriverTest.class.getResourceAsStream("drivers/" + script)) {
        Files.write(build().resolve(script), Objects.requireNonNull(in).readAllBytes());
      }
    }
    assertThat(Files.readString(build().resolve("vivado/settings.tcl")))
        .contains("set input_width   64");
  }

  private static Path build() {
    return TestTools.directory(DESIGN).toAbsolutePath();
  }

  /** One of the script's tests a case, so that the report names it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pynq_moves_frames",
        "uio_moves_frames",
        "uio_cuts_what_the_buffer_does_not_hold",
        "words_of_any_width",
        "the_drivers_registers_are_those_of_the_verilog",
        "another_design_is_refused",
        "an_accelerator_that_hangs_is_reset",
        "a_dma_is_reset_before_its_buffers_are_freed",
        "a_broken_transfer_is_no_answer",
        "an_error_of_the_bus_is_told",
        "what_is_missing_is_named",
        "registers_are_words_of_the_mapped_page",
      })
  void passes(String test) {
    List<String> command =
        List.of(
            System.getenv().getOrDefault("NN2FPGA_PYTHON", "python3"),
            "dma_tests.py",
            build().resolve("driver/python").toString(),
            DESIGN,
            build().resolve("vivado/hdl/nn2fpga_axi_control.v").toString(),
            "DmaTest.test_" + test);
    ToolResult result =
        TestTools.toolbox()
            .runner()
            .attempt(ToolCommand.of(test, command, build(), Duration.ofMinutes(5)));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(result.stderr()).contains("Ran 1 test");
  }
}

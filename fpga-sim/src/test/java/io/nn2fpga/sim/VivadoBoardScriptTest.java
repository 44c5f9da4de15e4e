package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.FloatElement;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Vivado project of a board without a processor under tclsh, with {@code vivado_shim.tcl}. */
class VivadoBoardScriptTest {
  @TempDir Path build;

  private void generate(double mhz) {
    Board board = Boards.find("arty-a7-100t");
    Design design = Design.of(TestNetwork.flow(TestNetwork.classifier(), 1, 0), "tiny");
    DesignFiles sources = DesignFiles.of(design);
    InputEncoding input =
        InputEncoding.ofRawBytes(
            ModelInput.channelsFirst(TensorType.of(FloatElement.F32, 3, 8, 6)), Preprocessing.NONE);
    TensorType classes = TensorType.of(FloatElement.F32, 10);
    Encoding codes = new Encoding(0.1, 3, IntegerElement.unsigned(8));
    OutputEncoding output = new OutputEncoding("y", classes, classes, codes, List.of());
    sources
        .with(AmdFiles.of(design, sources, board, mhz))
        .with(BoardFiles.of(design, sources, board, mhz, input, output))
        .writeTo(build);
  }

  private TclRun run(String... arguments) throws IOException {
    return TclRun.of("vivado_shim.tcl", build.resolve("vivado"), Map.of(), arguments);
  }

  @Test
  void theBoardTopIsRoutedToABitstream() throws IOException {
    generate(100);
    TclRun run = run("build.tcl");
    assertThat(run.lines()).noneMatch(l -> l.startsWith("SHIM:") || l.startsWith("ERROR:"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.after("MODEL top")).containsExactly("tiny_board");
    assertThat(run.after("CALL create_project").get(0)).endsWith("-part xc7a100tcsg324-1");
    assertThat(run.after("MODEL memories").get(0)).contains("mem/");
    for (String name : List.of("tiny.bit", "tiny.bin")) {
      assertThat(build.resolve("bitstream").resolve(name)).exists();
    }
    assertThat(Files.readString(build.resolve("board/pins.xdc")))
        .contains("set_property -dict {PACKAGE_PIN E3 IOSTANDARD LVCMOS33} [get_ports {clk}]\n")
        .contains("set_property -dict {PACKAGE_PIN C2 IOSTANDARD LVCMOS33} [get_ports {rst}]\n")
        .containsPattern("\\{PACKAGE_PIN A9 IOSTANDARD LVCMOS33.*\\} \\[get_ports \\{uart_rx\\}\\]")
        .containsPattern(
            "\\{PACKAGE_PIN D10 IOSTANDARD LVCMOS33.*\\} \\[get_ports \\{uart_tx\\}\\]")
        .contains("create_clock -name clk -period 10.000 [get_ports {clk}]\n");
  }

  @Test
  void clocksBelowTheOscillatorComeFromThePll() throws IOException {
    generate(50);
    assertThat(run("build.tcl", "synth").exitCode()).isZero();
    assertThat(Files.readString(build.resolve("board/hdl/tiny_board.v")))
        .contains("nn2fpga_clock_series7 ")
        .contains("// Clock     50 MHz from 100 MHz.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PARTS=empty | this Vivado has no part 'xc7a100tcsg324-1': add its devices by Help > Add"
            + " Design Tools or Devices",
        "IMPL=failed | impl_1: [Synth 8-439] module 'missing' not found",
        "SLACK=-0.5 | timing is not met: setup slack -0.5 ns at 100.0 MHz; build with a lower"
            + " --clock"
      })
  void whatGoesWrongEndsWithAnErrorAndNoBitstream(String define, String message)
      throws IOException {
    generate(100);
    TclRun run = run("-D", define, "build.tcl");
    assertThat(run.lines()).contains("ERROR: [nn2fpga] " + message);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(build.resolve("bitstream/tiny.bit")).doesNotExist();
  }

  @Test
  void aPinThatIsNotPlacedIsRefusedByTheShim() throws IOException {
    generate(100);
    Path pins = build.resolve("board/pins.xdc");
    Files.writeString(pins, Files.readString(pins).replace("{uart_tx}", "{uart_txd}"));
    assertThat(run("build.tcl").lines())
        .contains("SHIM: launch_runs: port uart_tx is placed 0 times");
  }
}

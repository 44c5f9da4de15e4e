package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.boards.Boards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardsCommandTest {
  @TempDir Path folder;

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(Map.of("PATH", folder.toString()), folder, args);
  }

  @Test
  void listsEveryBoardAndWhereItsBuildEnds() {
    String out = run("boards").out();

    assertThat(out.lines()).hasSize(1 + Boards.names().size());
    assertThat(out.lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsAll(Boards.names());
    assertThat(line(out, "icebreaker"))
        .contains(" 3.75 ", "nextpnr-ice40", "uart, spi", "here, after the first build");
    assertThat(line(out, "zcu104")).contains(" 312 ", "vivado", "AXI", "needs Vivado");
    assertThat(line(out, "alveo-u250")).contains("vitis", "PCIe", "needs Vitis");
  }

  private static String line(String out, String board) {
    return out.lines().filter(line -> line.startsWith(board + " ")).findFirst().orElseThrow();
  }

  @Test
  void showsABoardInFull() {
    assertThat(run("boards", "icebreaker").out())
        .isEqualTo(
            """
            icebreaker: 1BitSquared iCEBreaker
              part        iCE40UP5K-SG48 (Lattice iCE40 UltraPlus)
              resources   5,280 LUT, 5,280 FF, 8 DSP, 3.75 BRAM36, 0 URAM
              clock       24 MHz aimed at
              fills       50 % unless --utilization says more
              flow        nextpnr-ice40
              bitstream   here, after the first build
              oscillator  12 MHz, pin 35
              reset       pin 10, 0 resets
              uart        pins rx 6, tx 9; 3,000,000 bits/s
              spi         pins sck 15, mosi 14, miso 17, cs 11; 6,000,000 bits/s; build --link spi
              nextpnr     --up5k --package sg48
              load        openFPGALoader --board ice40_generic
            """);
    assertThat(run("boards", "alveo-u250").out())
        .contains("  platform    xilinx_u250", "  memory      DDR[0], ");
    assertThat(run("boards", "zcu104").out())
        .contains("  processor   zynqmp\n  board part  xilinx.com:zcu104:part0\n");
  }

  @Test
  void printsDescriptorsToBeginWith() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, run("boards", "upduino3", "--json").out());
    assertThat(Boards.load(file)).isEqualTo(Boards.find("upduino3"));
    JsonNode all = new ObjectMapper().readTree(run("boards", "--json").out());
    assertThat(all).hasSize(Boards.names().size());
    assertThat(run("boards", "mine.json").out()).isEqualTo(run("boards", "upduino3").out());
    assertThat(run("boards", "mine.json", "--json").out())
        .isEqualTo(run("boards", "upduino3", "--json").out());
  }

  @Test
  void checksAFileOfTheUsers() throws IOException {
    Files.writeString(
        folder.resolve("mine.json"),
        Boards.descriptor("upduino3").replace("\"20\"", "\"14\"").replace("\"lut\"", "\"luts\""));
    assertThat(run("boards", "mine.json").err())
        .contains(
            "unknown key 'resources.luts'",
            "'io.links[0].pins.tx' is pin 14, and so is 'io.clock.pin'",
            "'io.links[1].pins.mosi' is pin 14, and so is 'io.clock.pin'")
        .doesNotContain("Exception");
  }

  @Test
  void anUnknownBoardIsAnError() {
    CommandLineRun run = run("boards", "icebraker");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("error[unknown-board]", "did you mean 'icebreaker'?");
  }
}

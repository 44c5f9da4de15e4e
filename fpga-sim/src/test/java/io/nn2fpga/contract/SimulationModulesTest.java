package io.nn2fpga.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.hdl.Testbench;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test bench's own modules: they let a right module pass and find out a wrong one. */
class SimulationModulesTest {
  private static final BenchTools TOOLS =
      new BenchTools(Path.of("target", "contract", "simulation").toAbsolutePath());
  private static final StreamType TYPE = new StreamType(1, 2, 2, IntegerElement.unsigned(8), 1, 1);

  /** Passes beats on; +fault says what it does wrong. */
  private static final String DEVICE =
      """
      module device (
          input wire clk, input wire rst,
          input wire [7:0] s_axis_tdata, input wire s_axis_tvalid,
          output wire s_axis_tready, input wire s_axis_tlast,
          output wire [7:0] m_axis_tdata, output wire m_axis_tvalid,
          input wire m_axis_tready, output wire m_axis_tlast
      );
        integer fault;
        reg toggle_reg;
        initial if ($value$plusargs("fault=%d", fault) == 0) fault = 0;
        always @(posedge clk) toggle_reg <= !rst && !toggle_reg;
        assign m_axis_tvalid = s_axis_tvalid && (fault != 1 || toggle_reg) && fault < 4;
        assign s_axis_tready = m_axis_tready && (fault != 1 || toggle_reg) && fault != 4;
        assign m_axis_tdata = s_axis_tdata ^ (fault == 2 ? {8{toggle_reg}} : 8'd0);
        assign m_axis_tlast = s_axis_tlast ^ (fault == 3 && toggle_reg);
      endmodule
      """;

  @BeforeAll
  static void build() throws IOException {
    TOOLS.writeSimulationSources();
    Testbench.Device device =
        new Testbench.Device(
            "dut",
            "device",
            Map.of(),
            Map.of(),
            List.of(Testbench.Port.of("s_axis", "given", TYPE, 3)),
            List.of(Testbench.Port.of("m_axis", "result", TYPE, 5)));
    Path rtl = TOOLS.directory().resolve("rtl");
    BeatText.write(rtl.resolve("device.v"), DEVICE);
    BeatText.write(rtl.resolve("bench.v"), new Testbench("bench", List.of(device)).verilog());
    beats("given", "11\n22\n33\n44\n55\n66\n77\n88\n");
    TOOLS.verilate("bench", List.of("device.v"), Form.SIMULATION);
  }

  private static void beats(String stem, String text) {
    BeatText.write(TOOLS.directory().resolve("run/" + stem + ".beats"), text);
  }

  private static ToolResult run(String name, String... plusargs) {
    List<String> all = new java.util.ArrayList<>(List.of("+frames=2", "+sink_rate=128"));
    all.addAll(List.of(plusargs));
    return TOOLS.simulate(name, Form.SIMULATION, all);
  }

  @Test
  void rightDevicePasses() {
    ToolResult result = run("right", "+taps");
    assertThat(result.exitCode()).isZero();
    Path given = TOOLS.directory().resolve("run/right/result.given");
    assertThat(BeatText.transfers(given))
        .extracting(BeatText.Transfer::hex)
        .containsExactly("11", "22", "33", "44", "55", "66", "77", "88");
    assertThat(BeatText.transfers(given))
        .extracting(BeatText.Transfer::last)
        .containsExactly(false, false, false, true, false, false, false, true);
    assertThat(given.resolveSibling("result.tap")).hasSameTextualContentAs(given);
    assertThat(BeatText.cycles(given.resolveSibling("given.taken")))
        .isEqualTo(BeatText.transfers(given).stream().map(BeatText.Transfer::cycle).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "1, tvalid fell before the beat was taken",
    "2, tdata or tlast changed while waiting",
    "3, tdata or tlast changed while waiting"
  })
  void brokenHandshakeEndsTheRun(int fault, String message) {
    ToolResult result = run("fault" + fault, "+fault=" + fault);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stdout()).contains("violation: stream result, beat ").contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 'waiting: stream given, beat 0 is offered since cycle 0 and not taken'",
    "5, 'waiting: stream result, no beat 0 since cycle 0'"
  })
  void deadlockNamesTheStreamThatWaits(int fault, String message) {
    ToolResult result = run("fault" + fault, "+fault=" + fault, "+idle_limit=200");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stdout()).contains(message).contains("deadlock: no transfer at the ports");
  }

  @Test
  void missingBeatsAreAnError() throws IOException {
    Path shorter = Files.createDirectories(TOOLS.directory().resolve("run/short"));
    ToolResult none = run("none", "+vectors=absent");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.stdout()).contains("error: cannot read absent/given.beats");
    BeatText.write(shorter.resolve("given.beats"), "11\n22\n33\n");
    ToolResult few = run("few", "+vectors=short");
    assertThat(few.exitCode()).isEqualTo(1);
    assertThat(few.stdout()).contains("error: given.beats ends after 3 beats");
  }
}

package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.amd.AxisShell;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.tool.Tool;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell around small designs: padded beats, beats of several words, registers, resets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AxisShellTest {
  private static final int FRAMES = 5;

  private final Graph network = TestNetwork.classifier();
  private final List<Sample> samples = TestNetwork.samples(network, FRAMES);
  private final Fixture fixture;

  AxisShellTest() throws IOException {
    // 3 lanes of 8 bits in words of 32.
    fixture = new Fixture("shell", TestNetwork.flow(network, 3, 0.6), "zcu104");
    fixture.bench.build();
  }

  /** A design with its files, on a board. */
  private static final class Fixture {
    final Design design;
    final AxisShell shell;
    final DesignFiles sources;
    final ShellBench bench;

    Fixture(String name, Graph flow, String board) {
      design = Design.of(flow, name);
      sources = DesignFiles.of(design);
      Path build = TestTools.directory(name);
      sources.with(AmdFiles.of(design, sources, Boards.find(board), 100)).writeTo(build);
      int width = Objects.requireNonNull(Boards.find(board).zynq()).processor().memoryWidth();
      shell = AxisShell.of(design, width);
      bench = new ShellBench(design, shell, build);
    }

    /** The words of frames with tlast at the end of every {@code packet}-th. */
    List<ShellBench.Word> expected(List<Sample> samples, int packet) {
      List<ShellBench.Word> words = new ArrayList<>();
      for (int frame = 0; frame < samples.size(); frame++) {
        List<BigInteger> bits = ShellBench.wordsOf(shell.output(), samples.get(frame).output());
        for (int i = 0; i < bits.size(); i++) {
          boolean last = i == bits.size() - 1 && (frame + 1) % packet == 0;
          words.add(new ShellBench.Word(bits.get(i), last));
        }
      }
      return words;
    }
  }

  private List<IntTensor> frames() {
    return samples.stream().map(Sample::input).toList();
  }

  private ShellBench.Result run(String name, String... plusargs) throws IOException {
    return fixture.bench.run(name, frames(), plusargs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0", "100 0", "0 100", "120 150"})
  void paddedFramesBackToBackEqualTheReference(String rates) throws IOException {
    String[] rate = rates.split(" ", -1);
    ShellBench.Result result =
        run(
            "stalls_" + rates.replace(' ', '_'),
            "+source_rate=" + rate[0],
            "+sink_rate=" + rate[1]);
    assertThat(fixture.shell.input().wordBits()).isEqualTo(32);
    assertThat(fixture.shell.input().beatBits()).isEqualTo(24);
    assertThat(result.words()).isEqualTo(fixture.expected(samples, 1));
  }

  @Test
  void registersIdentifyTheDesignAndCountFrames() throws IOException {
    ShellBench.Result result = run("registers");
    assertThat(result.registers())
        .containsEntry(0x00, 0x4E4E3246L)
        .containsEntry(0x04, 1L)
        .containsEntry(0x08, 0L)
        .containsEntry(0x0C, 0L)
        .containsEntry(0x10, 48L)
        .containsEntry(0x14, (long) fixture.shell.output().wordsPerFrame())
        .containsEntry(0x18, (long) FRAMES)
        .containsEntry(0x1C, (long) FRAMES)
        .containsEntry(0x40, 1L)
        .containsEntry(0x44, 0L);
    StringBuilder hash = new StringBuilder();
    for (int address = 0x20; address < 0x40; address += 4) {
      long value = Objects.requireNonNull(result.registers().get(address));
      for (int i = 0; i < 4; i++) {
        hash.append(String.format("%02x", value >> (8 * i) & 0xff));
      }
    }
    assertThat(hash.toString()).isEqualTo(fixture.sources.hash());
  }

  @Test
  void resetInMidFrameStartsOver() throws IOException {
    ShellBench.Result result = run("reset", "+reset_at=171", "+source_rate=60", "+sink_rate=60");
    assertThat(result.words()).isEqualTo(fixture.expected(samples, 1));
    assertThat(result.registers()).containsEntry(0x18, (long) FRAMES);
  }

  @Test
  void controlRegisterRecoversFromAnAbortedFrame() throws IOException {
    // Without the reset that CONTROL gives, the rest of the frame would be taken from the next one.
    ShellBench.Result result = run("junk", "+junk=31");
    assertThat(result.words()).isEqualTo(fixture.expected(samples, 1));
    assertThat(result.registers()).containsEntry(0x18, (long) FRAMES).containsEntry(0x0C, 0L);
  }

  @Test
  void packetsOfSeveralFramesEndWithOneTlast() throws IOException {
    ShellBench.Result result = run("packet", "+packet=2", "+sink_rate=100");
    assertThat(result.words()).isEqualTo(fixture.expected(samples, 2));
    assertThat(result.registers()).containsEntry(0x40, 2L);
  }

  @Test
  void wrongTlastAndTkeepAreToldInStatus() throws IOException {
    assertThat(run("early", "+early_last").registers()).containsEntry(0x0C, 1L);
    assertThat(run("partial", "+partial").registers()).containsEntry(0x0C, 2L);
    ShellBench.Result cleared = run("cleared", "+early_last", "+partial", "+clear=200");
    assertThat(cleared.registers()).containsEntry(0x0C, 0L);
    assertThat(cleared.words()).isEqualTo(fixture.expected(samples, 1));
  }

  @Test
  void wideBeatsTakeSeveralWords() throws IOException {
    Graph wide = TestNetwork.requantizers();
    Fixture zynq = new Fixture("wide_shell", TestNetwork.flow(wide, 5, 0), "pynq-z2");
    assertThat(zynq.shell.input().words()).isEqualTo(2); // 5 lanes of 22 bits in words of 64
    zynq.bench.build();
    List<Sample> wideSamples = TestNetwork.samples(wide, FRAMES);
    ShellBench.Result result =
        zynq.bench.run(
            "run",
            wideSamples.stream().map(Sample::input).toList(),
            "+source_rate=90",
            "+sink_rate=120");
    assertThat(result.words()).isEqualTo(zynq.expected(wideSamples, 1));
    assertThat(result.registers()).containsEntry(0x0C, 0L);
  }

  @Test
  void lints() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(ShellBench.program(Tool.VERILATOR), "--lint-only", "-Wall"));
    command.addAll(List.of("--top-module", AxisShell.module("shell"), "-F", "../../rtl/files.f"));
    command.addAll(fixture.bench.shellSources());
    fixture.bench.run("lint", command, TestTools.directory("shell").resolve("sim/shell"));
  }
}

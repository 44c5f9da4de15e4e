package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.amd.VitisKernel;
import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.boards.VitisPlatform;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A design as a kernel, with XRT's registers and a memory at its port: what it writes to memory is
 * what the reference says, whatever the memory does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VitisKernelTest {
  private static final int FRAMES = 37;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Words of 32 and 8 bits in words of 512: all but the first and last burst are full. */
  private final Fixture wide =
      new Fixture("kernel", TestNetwork.classifier(), 3, 0.6, Boards.find("alveo-u55c"));

  /** Beats of two words of 64 bits, in words of 64. */
  private final Fixture narrow =
      new Fixture("narrow_kernel", TestNetwork.requantizers(), 5, 0, narrowCard());

  private static Board narrowCard() {
    Board card = Boards.find("alveo-u250");
    return new Board(
        card.name(),
        card.title(),
        card.part(),
        card.family(),
        card.resources(),
        card.clockMhz(),
        card.utilization(),
        card.flow(),
        null,
        new VitisPlatform("platform", "DDR[0]", 64),
        null,
        null);
  }

  /** A kernel under Verilator, with its samples. */
  private static final class Fixture {
    final VitisKernel kernel;
    final DesignFiles sources;
    final List<Sample> samples;
    final String module;
    final Path build;
    final Path work;

    Fixture(String name, Graph network, int lanes, double fold, Board board) {
      Design design = Design.of(TestNetwork.flow(network, lanes, fold), name);
      kernel = VitisKernel.of(design, Objects.requireNonNull(board.vitis()));
      sources = DesignFiles.of(design);
      samples = TestNetwork.samples(network, FRAMES);
      module = VitisKernel.module(name);
      build = TestTools.directory(name).toAbsolutePath();
      work = build.resolve("sim/kernel");
      sources.with(AmdFiles.of(design, sources, board, 250)).writeTo(build);
      try (InputStream in = VitisKernelTest.class.getResourceAsStream("kernel_main.cpp")) {
        Files.createDirectories(work);
        Files.write(work.resolve("main.cpp"), Objects.requireNonNull(in).readAllBytes());
        verilate("--cc", "--exe", "-O3", "-Wno-fatal", "--prefix", "Vkernel", "--Mdir", "obj");
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      List<String> make = new ArrayList<>(List.of(program(Tool.MAKE), "-C", "obj"));
      make.addAll(List.of("-f", "Vkernel.mk", "OBJCACHE=ccache", "Vkernel"));
      TestTools.toolbox().runner().run(ToolCommand.of("compile", make, work, LIMIT));
    }

    void verilate(String... options) throws IOException {
      List<String> command = new ArrayList<>(List.of(program(Tool.VERILATOR)));
      command.addAll(List.of(options));
      command.addAll(List.of("--top-module", module, "-F", "../../rtl/files.f"));
      try (Stream<Path> files = Files.list(build.resolve("vitis/hdl"))) {
        files.map(f -> "../../vitis/hdl/" + f.getFileName()).sorted().forEach(command::add);
      }
      if (command.contains("--exe")) {
        command.add("main.cpp");
        int bytes = kernel.platform().memoryWidth() / 8;
        command.addAll(List.of("-CFLAGS", "-DKERNEL_MEMORY_BYTES=" + bytes));
      }
      TestTools.toolbox().runner().run(ToolCommand.of("verilate", command, work, LIMIT));
    }

    private static String program(Tool tool) {
      return TestTools.toolbox().require(tool).toString();
    }

    byte[] bytes(HostStream stream, int frames, Function<Sample, io.nn2fpga.ir.IntTensor> side) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (Sample sample : samples.subList(0, frames)) {
        for (BigInteger word : ShellBench.wordsOf(stream, side.apply(sample))) {
          for (int i = 0; i < stream.wordBits(); i += 8) {
            bytes.write(word.shiftRight(i).intValue());
          }
        }
      }
      return bytes.toByteArray();
    }

    /** What the kernel wrote, and what the bench printed. */
    Result run(String name, int frames, String... options) throws IOException {
      Path directory = work.resolve(name);
      WorkDirectory.copyFiles(build.resolve("rtl/mem"), directory.resolve("mem"));
      Files.createDirectories(directory);
      Files.write(directory.resolve("input"), bytes(kernel.input(), frames, Sample::input));
      List<String> command = new ArrayList<>(List.of(work.resolve("obj/Vkernel").toString()));
      command.addAll(List.of("input", "output", "frames=" + frames));
      command.add("output_bytes=" + bytes(kernel.output(), frames, Sample::output).length);
      command.addAll(List.of(options));
      ToolResult result =
          TestTools.toolbox().runner().attempt(ToolCommand.of("run", command, directory, LIMIT));
      assertThat(result.stdout()).doesNotContain("error:");
      assertThat(result.exitCode()).as(result.stderr()).isZero();
      return new Result(
          Files.readAllBytes(directory.resolve("output")), result.stdout().lines().toList());
    }

    void assertEqualsReference(Result result, int frames) {
      byte[] expected = bytes(kernel.output(), frames, Sample::output);
      assertThat(Arrays.copyOf(result.output(), expected.length)).isEqualTo(expected);
      byte[] behind = Arrays.copyOfRange(result.output(), expected.length, result.output().length);
      assertThat(behind).containsOnly((byte) 0xa5);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // read once, by the test that made it
  private record Result(byte[] output, List<String> lines) {
    List<String> after(String word) {
      return lines.stream()
          .filter(l -> l.startsWith(word + " "))
          .map(l -> l.substring(word.length() + 1))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "37, 0, 0, 1, 0",
    "37, 120, 0, 2, 0",
    "37, 200, 3520, 3, 0",
    "1, 60, 4032, 4, 1",
    "5, 0, 64, 5, 1",
    "36, 90, 2048, 6, 1"
  })
  void memoryHoldsWhatTheReferenceSays(int frames, int stall, int offset, int seed, int late)
      throws IOException {
    String[] options = {
      "stall=" + stall, "offset=" + offset, "seed=" + seed, "late_address=" + late, "runs=2"
    };
    assertThat(wide.kernel.input().wordBits()).isEqualTo(32);
    wide.assertEqualsReference(wide.run("run_" + seed, frames, options), frames);
    assertThat(narrow.kernel.input().words()).isEqualTo(2);
    narrow.assertEqualsReference(narrow.run("run_" + seed, frames, options), frames);
  }

  @Test
  void theMoversDoNotSlowTheAcceleratorDown() throws IOException {
    // 48 words of 32 bits a frame; the accelerator takes one a cycle at best.
    long cycles = Long.parseLong(wide.run("speed", FRAMES).after("cycles").get(0));
    long one = Long.parseLong(wide.run("one", 1).after("cycles").get(0));
    double interval = (cycles - one) / (FRAMES - 1.0);
    Design design = Design.of(TestNetwork.flow(TestNetwork.classifier(), 3, 0.6), "kernel");
    long predicted = io.nn2fpga.flow.FlowSimulator.run(design.graph(), FRAMES).interval(FRAMES);
    assertThat(interval).isBetween(predicted - 1.0, predicted + 1.0);
  }

  @Test
  void noFramesAreARunToo() throws IOException {
    wide.assertEqualsReference(wide.run("none", 0), 0);
  }

  @Test
  void registersIdentifyTheDesign() throws IOException {
    List<String> registers = wide.run("registers", 1).after("register");
    assertThat(registers)
        .contains("40 4e4e3246", "44 00000001", "48 00000000", "4c 000000c0", "50 0000000a");
    StringBuilder hash = new StringBuilder();
    for (String line : registers.subList(8, 16)) {
      byte[] bytes = new BigInteger("1" + line.substring(3), 16).toByteArray();
      for (int i = bytes.length - 1; i > 0; i--) {
        hash.append(String.format("%02x", bytes[i]));
      }
    }
    assertThat(hash.toString()).isEqualTo(wide.sources.hash());
  }

  @Test
  void anErrorOfTheMemoryIsTold() throws IOException {
    assertThat(wide.run("error", 3, "error=2").after("register")).contains("48 00000001");
  }

  @Test
  void theEndRaisesTheInterrupt() throws IOException {
    Result result = wide.run("interrupt", 3, "interrupt=1", "runs=2");
    assertThat(result.after("interrupt")).containsExactly("1", "1");
    wide.assertEqualsReference(result, 3);
  }

  @Test
  void lints() throws IOException {
    // Verilator dislikes the name of the port 'interrupt', which Vitis asks for.
    wide.verilate("--lint-only", "-Wall", "-Wno-SYMRSVDWORD");
    narrow.verilate("--lint-only", "-Wall", "-Wno-SYMRSVDWORD");
  }
}

package io.nn2fpga.sim;

import io.nn2fpga.amd.AxisShell;
import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.hdl.Testbench;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A design in its shell under Verilator: words in, words and registers out. */
final class ShellBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Design design;
  private final AxisShell shell;
  private final Path build;
  private final Path work;

  /**
   * A word that the shell gave.
   *
   * @param bits its value
   * @param last its tlast
   */
  record Word(BigInteger bits, boolean last) {}

  /**
   * What came of a run.
   *
   * @param words after the last reset
   * @param registers values by address
   * @param output what the simulation printed
   */
  record Result(List<Word> words, Map<Integer, Long> registers, String output) {}

  /** A bench in a directory that the design's and the AMD files were written to. */
  ShellBench(Design design, AxisShell shell, Path build) {
    this.design = design;
    this.shell = shell;
    this.build = build.toAbsolutePath();
    this.work = this.build.resolve("sim/shell");
  }

  /** Builds the simulator. */
  void build() throws IOException {
    Files.createDirectories(work);
    String text;
    try (InputStream in = ShellBench.class.getResourceAsStream("shell_under_test.v")) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    Files.writeString(
        work.resolve("shell_under_test.v"),
        text.replace("@SHELL@", AxisShell.module(design.name()))
            .replace("@IN@", String.valueOf(shell.input().wordBits()))
            .replace("@OUT@", String.valueOf(shell.output().wordBits())));
    Testbench.Device device =
        new Testbench.Device(
            "device",
            "shell_under_test",
            Map.of(),
            Map.of(),
            List.of(Testbench.Port.of("s_axis", "s_axis", wordStream(shell.input()), 1)),
            List.of(Testbench.Port.of("m_axis", "m_axis", wordStream(shell.output()), 2)));
    Files.writeString(work.resolve("top.v"), new Testbench("top", List.of(device)).verilog());
    List<String> command =
        new ArrayList<>(
            List.of(program(Tool.VERILATOR), "--cc", "--exe", "-O3", "-Wno-fatal", "--prefix"));
    command.addAll(List.of("Vtop", "--top-module", "top", "--Mdir", "obj", "-F"));
    command.addAll(List.of("../../rtl/files.f", "top.v", "shell_under_test.v"));
    for (String module : HardwareSources.SIMULATION_MODULES) {
      command.add("../" + module);
    }
    command.addAll(shellSources());
    command.add("../../" + HardwareSources.SIMULATION_MAIN);
    run("verilate", command, work);
    run(
        "compile",
        List.of(program(Tool.MAKE), "-C", "obj", "-f", "Vtop.mk", "OBJCACHE=ccache", "Vtop"),
        work);
  }

  /** The shell's sources, by their place from the working directory. */
  List<String> shellSources() throws IOException {
    try (var files = Files.list(build.resolve("vivado/hdl"))) {
      return files.map(f -> "../../vivado/hdl/" + f.getFileName()).sorted().toList();
    }
  }

  /** Sends frames back to back, with more plusargs. */
  Result run(String name, List<IntTensor> frames, String... plusargs) throws IOException {
    Path directory = work.resolve(name);
    WorkDirectory.copyFiles(build.resolve("rtl/mem"), directory.resolve("mem"));
    StringBuilder beats = new StringBuilder();
    for (IntTensor frame : frames) {
      for (BigInteger word : wordsOf(shell.input(), frame)) {
        beats.append(word.toString(16)).append('\n');
      }
    }
    Files.writeString(directory.resolve("s_axis.beats"), beats);
    List<String> command = new ArrayList<>(List.of(work.resolve("obj/Vtop").toString()));
    command.addAll(List.of("+frames=" + frames.size(), "+drain=400"));
    // Registers start with random values, as in the contract suite.
    command.addAll(List.of("+verilator+rand+reset+2", "+verilator+seed+7"));
    command.addAll(List.of(plusargs));
    ToolResult result =
        TestTools.toolbox().runner().attempt(ToolCommand.of("run", command, directory, LIMIT));
    List<Word> words = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("m_axis.given"))) {
      String[] fields = line.split(" ", -1);
      if (fields.length == 1) {
        words.clear(); // a reset
      } else {
        words.add(new Word(new BigInteger(fields[2], 16), fields[1].equals("1")));
      }
    }
    return new Result(words, registers(result.stdout()), result.stdout());
  }

  /** The words that carry a frame: each beat's bits from the low end, then padding. */
  static List<BigInteger> wordsOf(HostStream stream, IntTensor frame) {
    List<BigInteger> words = new ArrayList<>();
    BigInteger mask =
        BigInteger.ONE.shiftLeft(stream.type().element().bits()).subtract(BigInteger.ONE);
    BigInteger word = BigInteger.ONE.shiftLeft(stream.wordBits()).subtract(BigInteger.ONE);
    for (int[] beat : BeatLayout.pack(stream.type(), frame)) {
      BigInteger bits = BigInteger.ZERO;
      for (int lane = beat.length - 1; lane >= 0; lane--) {
        bits = bits.shiftLeft(stream.type().element().bits());
        bits = bits.or(BigInteger.valueOf(beat[lane]).and(mask));
      }
      for (int i = 0; i < stream.words(); i++) {
        words.add(bits.shiftRight(i * stream.wordBits()).and(word));
      }
    }
    return words;
  }

  /** As many words a frame as the stream has, for the bench's sources and sinks. */
  private static StreamType wordStream(HostStream stream) {
    int bytes = stream.wordBits() / 8;
    return new StreamType(1, stream.wordsPerFrame(), bytes, IntegerElement.unsigned(8), 1, bytes);
  }

  private static Map<Integer, Long> registers(String output) {
    Map<Integer, Long> registers = new TreeMap<>();
    for (String line : output.lines().filter(l -> l.startsWith("register ")).toList()) {
      String[] fields = line.split(" ", -1);
      registers.put(Integer.parseInt(fields[1], 16), Long.parseLong(fields[2], 16));
    }
    return registers;
  }

  /** Runs a tool that must succeed. */
  void run(String name, List<String> command, Path directory) {
    TestTools.toolbox().runner().run(ToolCommand.of(name, command, directory, LIMIT));
  }

  static String program(Tool tool) {
    return TestTools.toolbox().require(tool).toString();
  }
}

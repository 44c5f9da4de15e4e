package io.nn2fpga.sim;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A board's top under Verilator, with a scripted host at its pins. */
final class BoardBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Design design;
  private final DesignFiles sources;
  private final Board board;
  private final Path build;
  private final Path work;

  /**
   * What came of a script.
   *
   * @param packets received during each of its commands; those of a command that ends within a
   *     packet count to the next
   */
  record Result(List<List<Packet>> packets) {
    /** All packets. */
    List<Packet> all() {
      return packets.stream().flatMap(List::stream).toList();
    }

    /** All of a type. */
    List<Packet> of(int type) {
      return all().stream().filter(p -> p.type() == type).toList();
    }

    /** The payloads of the results in order, each once. */
    String output() {
      StringBuilder bytes = new StringBuilder();
      int next = 0;
      for (Packet packet : of(Packet.RESULT)) {
        if (packet.sequence() == (next & 0xff)) {
          bytes.append(packet.payload());
          next++;
        }
      }
      return bytes.toString();
    }
  }

  /**
   * Writes a design for a board.
   *
   * @param clockMhz what it is clocked with
   */
  BoardBench(String name, Graph flow, Board board, double clockMhz) {
    this.design = Design.of(flow, name);
    this.sources = DesignFiles.of(design);
    this.board = board;
    this.build = TestTools.directory(name).toAbsolutePath();
    this.work = build.resolve("sim/board");
    sources
        .with(
            BoardFiles.of(
                design, sources, board, clockMhz, input(streamOf(true)), output(streamOf(false))))
        .writeTo(build);
  }

  Design design() {
    return design;
  }

  DesignFiles sources() {
    return sources;
  }

  Path directory() {
    return build;
  }

  private StreamType streamOf(boolean input) {
    return (input ? design.inputs() : design.outputs()).get(0).wire().type();
  }

  private static InputEncoding input(StreamType type) {
    TensorType model =
        TensorType.of(FloatElement.F32, type.height(), type.width(), type.channels());
    return InputEncoding.calibrated(
        new ModelInput(model, DataLayout.NHWC),
        new Preprocessing(1, List.of(), List.of(), DataLayout.NHWC),
        new Encoding(0.25, 3, type.element()));
  }

  private static OutputEncoding output(StreamType type) {
    TensorType model =
        TensorType.of(FloatElement.F32, type.height(), type.width(), type.channels());
    Encoding codes = new Encoding(0.5, 7, IntegerElement.unsigned(8));
    return new OutputEncoding("y", model, model, codes, List.of());
  }

  /**
   * Puts a queue in the design's place that takes and gives a beat in one of 2^{@code stall}
   * cycles.
   */
  void stall(int stall) throws IOException {
    String text =
        resource("stalling_queue.v")
            .replace("@DESIGN@", design.name())
            .replace("@BITS@", String.valueOf(streamOf(true).dataBits()))
            .replace("@STALL@", String.valueOf(stall));
    Files.writeString(build.resolve("rtl/" + design.name() + ".v"), text);
  }

  /** Builds the simulator. */
  void build() throws IOException {
    Files.createDirectories(work);
    Files.writeString(work.resolve("board_host.cpp"), resource("board_host.cpp"));
    BoardIo io = Objects.requireNonNull(board.io());
    boolean spi = io.link().kind() == BoardIo.Kind.SPI;
    boolean activeLow = Objects.requireNonNull(io.reset()).activeLow();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(ShellBench.program(Tool.VERILATOR), "--cc", "--exe", "-O3"));
    command.addAll(List.of("-Wno-fatal", "--prefix", "Vboard", "--Mdir", "obj"));
    command.addAll(List.of("--top-module", top(), "+define+NN2FPGA_SIMULATION_CLOCK"));
    command.add("-CFLAGS");
    command.add("-DRESET_ACTIVE_LOW=" + (activeLow ? 1 : 0) + (spi ? " -DNN2FPGA_SPI" : ""));
    command.addAll(List.of("-F", "../../board/files.f", "board_host.cpp"));
    run("verilate", command, work);
    run(
        "compile",
        List.of(ShellBench.program(Tool.MAKE), "-C", "obj", "-f", "Vboard.mk", "OBJCACHE=ccache"),
        work);
  }

  /** Runs a script of the commands that board_host.cpp lists. */
  Result run(String name, double cyclesPerBit, List<String> script) throws IOException {
    Path directory = work.resolve(name);
    Files.createDirectories(directory);
    if (Files.exists(build.resolve("rtl/mem"))) {
      WorkDirectory.copyFiles(build.resolve("rtl/mem"), directory.resolve("mem"));
    }
    Files.writeString(directory.resolve("script"), String.join("\n", script) + "\n");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(work.resolve("obj/Vboard").toString(), "script"));
    // Registers start with random values, as in the contract suite.
    command.addAll(List.of(String.valueOf(cyclesPerBit), "+verilator+rand+reset+2"));
    command.add("+verilator+seed+7");
    return result(run("run", command, directory).stdout());
  }

  private static Result result(String output) {
    List<List<Packet>> packets = new ArrayList<>();
    List<Integer> bytes = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (!line.startsWith("--")) {
        bytes.add(Integer.parseInt(line, 16));
        continue;
      }
      if (line.equals("-- reset")) {
        bytes.clear(); // the board may have stopped within a byte
      }
      int end = bytes.lastIndexOf(0x7e) + 1;
      packets.add(Packet.parse(bytes.subList(0, end)));
      bytes.subList(0, end).clear();
    }
    return new Result(packets);
  }

  /** The top's name. */
  String top() {
    return BoardFiles.top(design.name());
  }

  /** Runs a tool that must succeed. */
  ToolResult run(String name, List<String> command, Path directory) {
    return TestTools.toolbox().runner().run(ToolCommand.of(name, command, directory, LIMIT));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = BoardBench.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

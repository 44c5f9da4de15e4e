package io.nn2fpga.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.boards.Board;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.BoardPins;
import io.nn2fpga.sim.PinSimulation;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs golden samples through what the tools of an open flow made, at the pins of the board, in
 * Verilator.
 */
public final class GateCheck {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String WORK = "sim/gates";

  /** Clock cycles that all samples together may take; a minute or two of a medium netlist. */
  private static final long MOST_CYCLES = 4_000_000;

  /** Clock cycles of silence after which the board is taken to be dead. */
  private static final long MOST_SILENCE = 300_000;

  private static final int BITS_OF_A_BYTE = 10;

  private final Toolbox tools;
  private final Board board;
  private final Path build;

  /**
   * A check of one build.
   *
   * @param board with an open flow
   * @param build the build directory, behind place and route
   */
  public GateCheck(Toolbox tools, Board board, Path build) {
    this.tools = tools;
    this.board = board;
    this.build = build.toAbsolutePath();
  }

  /**
   * What a check found: all samples were answered right.
   *
   * @param depth which file was run
   * @param samples how many samples
   * @param cycles of the accelerator's clock
   */
  public record Passed(CheckDepth depth, int samples, long cycles) {}

  /** A board's answers to a script. */
  record Answers(@Nullable String difference, long cycles) {}

  /** The tools that a check of a board's builds starts beside those of every build. */
  public static List<Tool> programs(Board board) {
    return switch (CheckDepth.of(board)) {
      case BITSTREAM -> List.of(Tool.ICEUNPACK, Tool.ICEBOX_VLOG);
      case ROUTED -> List.of(Tool.ICEUNPACK);
      case SYNTHESIZED, NONE -> List.of();
    };
  }

  /**
   * Checks.
   *
   * @param hash SHA-256 of the design, hexadecimal
   * @param bitstream its path in the build directory
   * @param samples golden samples, the first of which are taken as far as time allows; not empty
   * @throws DiagnosticException VERIFICATION_FAILED if an answer is wrong or missing, or if the
   *     bitstream does not hold what was routed; what tools say if one is missing or fails
   */
  public Passed run(Design design, String hash, String bitstream, List<Sample> samples) {
    JsonNode description = description();
    int payload = description.path("maxPayload").asInt();
    CheckDepth depth = CheckDepth.of(board);
    Path work = build.resolve(WORK);
    create(work);
    if (!identity().contains(hash)) {
      throw failed(depth, "the board's top is of another design than " + hash, work);
    }
    PinSimulation simulation = simulation(depth, bitstream, work);
    int count = count(design, payload, samples);
    Conversation conversation =
        new Conversation(design, identity(), payload, samples.subList(0, count));
    Answers answers = answers(simulation, conversation, work, List.of());
    String difference = answers.difference();
    if (difference != null) {
      throw failed(depth, difference, work);
    }
    return new Passed(depth, count, answers.cycles());
  }

  /** As many samples as fit into the time, at least one. */
  private int count(Design design, int payload, List<Sample> samples) {
    BoardPins pins = pins();
    double byteCycles = pins.clockMhz() * 1e6 / pins.rate() * BITS_OF_A_BYTE;
    int one = new Conversation(design, identity(), payload, samples.subList(0, 1)).bytes();
    return (int) Math.max(1, Math.min(samples.size(), MOST_CYCLES / (one * byteCycles)));
  }

  /** A compiled simulation of what the tools made. */
  PinSimulation simulation(CheckDepth depth, String bitstream, Path work) {
    BoardPins pins = pins();
    GateVerilog verilog = new GateVerilog(tools, board, work);
    List<String> arguments =
        switch (depth) {
          case BITSTREAM ->
              verilog.ofBitstream(build.resolve(bitstream), pins.top(), constraints());
          case ROUTED -> {
            compare(verilog.unpacked(build.resolve(bitstream)));
            yield verilog.ofNetlist(Netlist.read(build.resolve("pnr/routed.json")), pins.top());
          }
          case SYNTHESIZED ->
              verilog.ofNetlist(Netlist.read(build.resolve("pnr/synth.json")), pins.top());
          case NONE -> throw new IllegalArgumentException("nothing of " + board.name());
        };
    return simulation(arguments, work);
  }

  /** A compiled simulation of Verilog with the ports of the board's top level. */
  PinSimulation simulation(List<String> verilog, Path work) {
    PinSimulation simulation = new PinSimulation(tools, work, pins(), verilog);
    simulation.verilate();
    simulation.compile();
    return simulation;
  }

  /** Plays a conversation. */
  Answers answers(
      PinSimulation simulation, Conversation conversation, Path work, List<String> options) {
    Path script = work.resolve("conversation");
    Path record = work.resolve("answers");
    try {
      Files.writeString(script, conversation.script());
      Files.deleteIfExists(record);
      List<String> command = new ArrayList<>();
      command.add(simulation.executable().toString());
      command.addAll(List.of("--script", "conversation", "--record", "answers"));
      command.addAll(List.of("--limit", String.valueOf(MOST_SILENCE)));
      command.addAll(options);
      ToolResult result = tools.runner().attempt(ToolCommand.of("gates", command, work, LIMIT));
      List<Integer> received = new ArrayList<>();
      long cycles = 0;
      for (String line : Files.readAllLines(record)) {
        String[] fields = line.split(" ", -1);
        cycles = Long.parseLong(fields[0]);
        if (fields[1].equals("<")) {
          received.add(Integer.parseInt(fields[2], 16));
        }
      }
      String difference = conversation.difference(received);
      if (difference == null && result.exitCode() != 0) {
        difference = result.stderr().strip();
      }
      return new Answers(difference, cycles);
    } catch (IOException e) {
      throw new UncheckedIOException("the answers of a simulated board cannot be read back", e);
    }
  }

  /** That the configuration in the bitstream is the one that place and route wrote. */
  private void compare(Path unpacked) {
    Path routed = build.resolve("pnr/routed.asc");
    try {
      String difference =
          Configurations.difference(Files.readAllLines(routed), Files.readAllLines(unpacked));
      if (difference != null) {
        throw failed(
            CheckDepth.ROUTED,
            "the bitstream differs from " + routed.getFileName() + ": " + difference,
            unpacked);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a configuration cannot be read back", e);
    }
  }

  private DiagnosticException failed(CheckDepth depth, String difference, Path at) {
    String what =
        switch (depth) {
          case BITSTREAM -> "the bitstream";
          case ROUTED -> "the routed netlist";
          default -> "the synthesized netlist";
        };
    return new DiagnosticException(
        Diagnostic.of(
            Code.VERIFICATION_FAILED,
            what + " does not do what was verified: " + difference,
            at.toString(),
            "this is a bug of nn2fpga or of a tool of the flow, please report it; there is no"
                + " bitstream to load"));
  }

  /**
   * The pins, and the clock at the pin {@code clk}: the accelerator's, where a PLL is between them,
   * which in simulation passes its input on, else the oscillator's. With USB it is USB's, and the
   * accelerator's clock is that or a part of it, whatever the PLL makes.
   */
  private BoardPins pins() {
    BoardPins pins = BoardPins.read(build.resolve("board/board.json"));
    if (pins.usb()) {
      return pins.clockedBy(BoardPins.USB_MHZ);
    }
    boolean divided = Files.exists(build.resolve("board/hdl/nn2fpga_clock_divided.v"));
    return divided ? pins.clockedBy(description().path("oscillatorMhz").asDouble()) : pins;
  }

  /**
   * The identification block that the board has to give, hexadecimal; it holds the design's hash.
   */
  String identity() {
    return description().path("identity").asText();
  }

  private Path constraints() {
    return build.resolve("board").resolve(description().path("constraints").asText());
  }

  private JsonNode description() {
    try {
      return JsonMapper.builder().build().readTree(build.resolve("board/board.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("the board's description cannot be read back", e);
    }
  }

  private static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "cannot make the folder of the bitstream's check: " + e.getMessage(),
              directory.toString(),
              "free disk space or name another build directory with --output"));
    }
  }
}

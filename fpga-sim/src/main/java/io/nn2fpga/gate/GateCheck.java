package io.nn2fpga.gate;

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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs golden samples through what the tools of an open flow made, at the pins of the board, in
 * Verilator.
 */
public final class GateCheck {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String WORK = "sim/gates";

  /** Clock cycles that all samples together may take; a minute or two of a medium netlist. */
  private static final long MOST_CYCLES = 2_000_000;

  /** Clock cycles of silence after which the board is taken to be dead. */
  private static final long MOST_SILENCE = 300_000;

  /** How g++ optimizes a model that runs some samples: more would take longer than it saves. */
  private static final String FEW_RUNS = "-O1";

  /** How icebox_vlog writes what a logic cell gives: past its flip-flop, or by it. */
  private static final Pattern UNPACKED_CELL =
      Pattern.compile("/\\* FF +(\\d+ +\\d+ +\\d+) \\*/ (?:assign (\\w+) =|[^\n]*?\\b(\\w+) <=)");

  private final Toolbox tools;
  private final Board board;
  private final Path build;
  private final String optimization;

  /**
   * A check of one build.
   *
   * @param board with an open flow
   * @param build the build directory, behind place and route
   */
  public GateCheck(Toolbox tools, Board board, Path build) {
    this(tools, board, build, FEW_RUNS);
  }

  /**
   * The same with less work for the compiler, for models that run once.
   *
   * @param optimization an option of g++
   */
  GateCheck(Toolbox tools, Board board, Path build, String optimization) {
    this.optimization = optimization;
    this.tools = tools;
    this.board = board;
    this.build = build.toAbsolutePath().normalize();
  }

  /**
   * What a check found: all samples were answered right.
   *
   * @param depth which file was run
   * @param samples how many samples
   * @param cycles of the clock at the pins
   * @param compared bits of registers that were compared with the Verilog's in every cycle
   * @param registers bits that flip-flops and, in netlists, memories show; those that are not
   *     compared have no name in the Verilog
   */
  public record Passed(CheckDepth depth, int samples, long cycles, int compared, int registers) {}

  /** What the tools made, beside the Verilog that it was made from. */
  record Subject(PinSimulation simulation, Lockstep lockstep) {}

  /**
   * A board's answers to a script.
   *
   * @param difference what is wrong, a clause; null if nothing is
   */
  record Answers(@Nullable String difference, Lockstep.Found found) {}

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
    CheckDepth depth = CheckDepth.of(board);
    Path work = build.resolve(WORK);
    create(work);
    BoardPins pins = pins();
    if (!pins.identity().contains(hash)) {
      throw failed(depth, "the board's top is of another design than " + hash, work);
    }
    Subject subject = subject(depth, bitstream, work);
    int count = count(design, pins, samples);
    Conversation conversation = new Conversation(design, pins, samples.subList(0, count));
    Answers answers = answers(subject, conversation, work, List.of());
    String difference = answers.difference();
    if (difference != null) {
      throw failed(depth, difference, work);
    }
    return new Passed(
        depth,
        count,
        answers.found().cycles(),
        subject.lockstep().compared(),
        subject.lockstep().all());
  }

  /** As many samples as fit into the time, at least one. */
  private static int count(Design design, BoardPins pins, List<Sample> samples) {
    int one = new Conversation(design, pins, samples.subList(0, 1)).bytes();
    return (int) Math.max(1, Math.min(samples.size(), MOST_CYCLES / (one * pins.byteCycles())));
  }

  /** A compiled simulation of what the tools made. */
  private Subject subject(CheckDepth depth, String bitstream, Path work) {
    switch (depth) {
      case BITSTREAM -> {
        return ofBitstream(build.resolve(bitstream), work);
      }
      case ROUTED -> {
        compare(new GateVerilog(tools, board, work).unpacked(build.resolve(bitstream)));
        return ofNetlist(routed(), work);
      }
      case SYNTHESIZED -> {
        return ofNetlist(synthesized(), work);
      }
      default -> throw new IllegalArgumentException("nothing of " + board.name());
    }
  }

  private Netlist routed() {
    return Netlist.read(build.resolve("pnr/routed.json"));
  }

  private Netlist synthesized() {
    Netlist netlist = Netlist.read(build.resolve("pnr/synth.json"));
    netlist.splitPorts();
    return netlist;
  }

  /** A simulation of a bitstream of an iCE40, which place and route wrote. */
  Subject ofBitstream(Path bitstream, Path work) {
    BoardPins pins = pins();
    GateVerilog verilog = new GateVerilog(tools, board, work);
    Path constraints = build.resolve("board").resolve(pins.constraints());
    String unpacked = verilog.unpackedVerilog(bitstream, pins.top(), constraints);
    Registers all = Registers.read(tools, build, work);
    Netlist routed = routed();
    Map<Integer, String> places = routed.logicCells(false);
    Map<String, String> cells = new TreeMap<>();
    Set<String> flipFlops = new TreeSet<>();
    Matcher matcher = UNPACKED_CELL.matcher(unpacked);
    while (matcher.find()) {
      String place = matcher.group(1).replaceAll(" +", " ");
      if (matcher.group(3) != null) {
        flipFlops.add(place);
      }
      cells.put(place, matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
    }
    List<String> nets = new ArrayList<>();
    List<Registers.Register> registers = new ArrayList<>();
    Netlist synthesized = synthesized();
    for (Registers.Register register : Registers.behind(all.in(synthesized), synthesized, routed)) {
      String place = places.getOrDefault(register.bit(), "");
      String net = cells.get(place);
      if (net != null) {
        registers.add(register.at(nets.size()));
        nets.add(net);
        flipFlops.remove(place);
      }
    }
    flipFlops.forEach(place -> nets.add(Objects.requireNonNull(cells.get(place))));
    Lockstep lockstep = new Lockstep(pins, synthesized.ports(), registers);
    String shown = lockstep.show(unpacked, nets);
    return subject(verilog.ofBitstream(shown, pins.top()), lockstep, work);
  }

  /**
   * A simulation of a netlist.
   *
   * @param netlist behind synthesis, or on an iCE40 behind place and route, its ports split;
   *     changed: it gets what the device adds, and a port that shows its registers
   * @param models further files of cells, in the working directory
   */
  Subject ofNetlist(Netlist netlist, Path work, String... models) {
    BoardPins pins = pins();
    Registers all = Registers.read(tools, build, work);
    // As synthesis wrote it, whatever was done to the netlist since.
    Netlist synthesized = synthesized();
    List<Registers.Register> registers = all.in(synthesized);
    if (CheckDepth.of(board) == CheckDepth.ROUTED) {
      registers = Registers.behind(registers, synthesized, netlist);
    }
    Lockstep lockstep = new Lockstep(pins, synthesized.ports(), registers);
    lockstep.show(netlist);
    GateVerilog verilog = new GateVerilog(tools, board, work);
    return subject(verilog.ofNetlist(netlist, pins.top(), models), lockstep, work);
  }

  private Subject subject(List<String> verilog, Lockstep lockstep, Path work) {
    String files = work.toAbsolutePath().relativize(build.resolve("board/files.f")).toString();
    List<String> reference =
        lockstep.verilog(work, files, new GateVerilog(tools, board, work).own());
    PinSimulation simulation = new PinSimulation(tools, work, pins(), verilog).against(reference);
    simulation.verilate();
    simulation.compile(optimization);
    return new Subject(simulation, lockstep);
  }

  /** Plays a conversation. */
  Answers answers(Subject subject, Conversation conversation, Path work, List<String> options) {
    Path script = work.resolve("conversation");
    Path record = work.resolve("answers");
    Path lockstep = work.resolve("lockstep.json");
    try {
      Files.writeString(script, conversation.script());
      Files.deleteIfExists(record);
      Files.deleteIfExists(lockstep);
      List<String> command = new ArrayList<>();
      command.add(subject.simulation().executable().toString());
      command.addAll(List.of("--script", script.toString(), "--record", record.toString()));
      command.addAll(List.of("--lockstep", lockstep.toString()));
      command.addAll(List.of("--limit", String.valueOf(MOST_SILENCE)));
      command.addAll(options);
      // The Verilog reads its memory images there.
      ToolCommand run =
          ToolCommand.of("gates", command, build.resolve("rtl"), LIMIT).withLogs(work);
      ToolResult result = tools.runner().attempt(run);
      if (!Files.exists(lockstep)) {
        return new Answers(result.stderr().strip(), Lockstep.Found.NOTHING);
      }
      Lockstep.Found found = subject.lockstep().found(lockstep);
      String difference = found.difference();
      if (difference == null && result.exitCode() != 0) {
        difference = result.stderr().strip();
      }
      return new Answers(
          difference == null ? conversation.difference(received(record)) : difference, found);
    } catch (IOException e) {
      throw new UncheckedIOException("the answers of a simulated board cannot be read back", e);
    }
  }

  private static List<Integer> received(Path record) throws IOException {
    List<Integer> received = new ArrayList<>();
    for (String line : Files.readAllLines(record)) {
      String[] fields = line.split(" ", -1);
      if (fields[1].equals("<")) {
        received.add(Integer.parseInt(fields[2], 16));
      }
    }
    return received;
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
   * which in simulation passes its input on, else the oscillator's; with a USB link USB's, which
   * then is the accelerator's too.
   */
  BoardPins pins() {
    BoardPins pins = BoardPins.read(build.resolve("board/board.json"));
    if (pins.usb()) {
      return pins.clockedBy(BoardPins.USB_MHZ);
    }
    boolean divided = Files.exists(build.resolve("board/hdl/nn2fpga_clock_divided.v"));
    return divided ? pins.clockedBy(pins.oscillatorMhz()) : pins;
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

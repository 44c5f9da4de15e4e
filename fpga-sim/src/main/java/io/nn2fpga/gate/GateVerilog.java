package io.nn2fpga.gate;

import io.nn2fpga.boards.Board;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the tools of a flow made into Verilog with the ports of the board's top level. */
final class GateVerilog {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String VERILOG = "netlist.v";
  private static final String UNPACKED = "unpacked.asc";

  /** How icebox_vlog writes a pin that is driven at times. */
  private static final Pattern DRIVEN_AT_TIMES =
      Pattern.compile("assign (\\w+) = (\\w+) \\? (\\w+) : 1'bz;");

  private final Toolbox tools;
  private final Board board;
  private final Path work;

  /**
   * Prepares.
   *
   * @param work where files go; exists
   */
  GateVerilog(Toolbox tools, Board board, Path work) {
    this.tools = tools;
    this.board = board;
    this.work = work.toAbsolutePath();
  }

  /** The configuration in a bitstream: a file in the working directory. */
  Path unpacked(Path bitstream) {
    Path input = work.resolve("unpack.bin");
    copy(bitstream, input);
    run("unpack", List.of(tools.require(Tool.ICEUNPACK).toString(), "unpack.bin", UNPACKED));
    return work.resolve(UNPACKED);
  }

  /**
   * What icebox_vlog makes of a bitstream.
   *
   * @param bitstream a file of an iCE40 without multipliers
   * @param top name of the module
   * @param constraints the file that gives pins their ports' names
   */
  String unpackedVerilog(Path bitstream, String top, Path constraints) {
    Path configuration = unpacked(bitstream);
    names(constraints);
    List<String> command =
        new ArrayList<>(List.of(tools.require(Tool.ICEBOX_VLOG).toString(), "-s", "-n", top));
    List<String> device = Objects.requireNonNull(board.open()).device();
    int at = device.indexOf("--package");
    if (at >= 0) {
      command.addAll(List.of("-d", device.get(at + 1)));
    }
    command.addAll(List.of("-p", "names.pcf", String.valueOf(configuration.getFileName())));
    run("icebox_vlog", command);
    try {
      return split(Files.readString(work.resolve("icebox_vlog.stdout.log")));
    } catch (IOException e) {
      throw new UncheckedIOException("the Verilog of a bitstream cannot be read back", e);
    }
  }

  /** Takes bidirectional ports apart, as {@link Netlist#splitPorts} does. */
  static String split(String verilog) {
    String text = verilog;
    Matcher lines = DRIVEN_AT_TIMES.matcher(verilog);
    while (lines.find()) {
      String port = lines.group(1);
      String driven = port + Netlist.DRIVEN;
      String drives = port + Netlist.DRIVES;
      String ports = "input " + port + ", output " + driven + ", output " + drives;
      String assigned =
          String.format(
              "assign %s = %s;%nassign %s = %s;", drives, lines.group(2), driven, lines.group(3));
      text = text.replace("inout " + port, ports).replace(lines.group(), assigned);
    }
    return text;
  }

  /**
   * Verilog of a bitstream, with simple cells.
   *
   * @param verilog as {@link #unpackedVerilog} gives it
   * @param top name of the module
   * @return Verilator's arguments, in the working directory
   */
  List<String> ofBitstream(String verilog, String top) {
    try {
      Files.writeString(work.resolve("bitstream.v"), verilog);
    } catch (IOException e) {
      throw notWritable(e);
    }
    yosys(List.of("read_verilog bitstream.v"), top);
    return with(own());
  }

  /** Which port is at which pin, without the options that icebox_vlog does not know. */
  private void names(Path constraints) {
    try {
      List<String> names = new ArrayList<>();
      for (String line : Files.readAllLines(constraints)) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (words.get(0).equals("set_io")) {
          names.add("set_io " + String.join(" ", words.subList(words.size() - 2, words.size())));
        }
      }
      Files.write(work.resolve("names.pcf"), names);
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  /**
   * Verilog of a netlist.
   *
   * @param netlist changed: inputs that nothing drives get the device's level
   * @param top name of the module
   * @param models further files of cells, in the working directory
   * @return Verilator's arguments, in the working directory
   */
  List<String> ofNetlist(Netlist netlist, String top, String... models) {
    if (board.flow() == Board.Flow.NEXTPNR_ICE40) {
      Ice40Netlist.complete(netlist);
    }
    netlist.write(work.resolve("netlist.json"), top);
    List<String> read = new ArrayList<>();
    List<String> files = with(own());
    for (String file : models) {
      read.add("read_verilog -lib " + file);
      files.add(file);
    }
    read.add("read_json netlist.json");
    yosys(read, top);
    return files;
  }

  private static List<String> with(List<String> models) {
    List<String> files = new ArrayList<>(models);
    files.add(VERILOG);
    return files;
  }

  /** The files of this project's models, put into the working directory. */
  List<String> own() {
    return switch (board.flow()) {
      case NEXTPNR_ICE40 -> List.of(models("ice40.v"));
      case NEXTPNR_ECP5 -> List.of(models("ecp5.v"));
      case NEXTPNR_GOWIN -> {
        models("gowin_memory.vh");
        yield List.of(models("gowin.v"), models("gowin_memory.v"));
      }
      default -> throw new IllegalArgumentException("no models for " + board.flow().word());
    };
  }

  /** Simple cells come with Yosys; cells of this project's models stay instances. */
  private void yosys(List<String> read, String top) {
    List<String> script = new ArrayList<>();
    String family =
        switch (board.flow()) {
          case NEXTPNR_ICE40 -> "ice40";
          case NEXTPNR_ECP5 -> "ecp5";
          default -> "gowin";
        };
    script.add(
        "read_verilog -defer -overwrite -DNO_ICE40_DEFAULT_ASSIGNMENTS +/"
            + family
            + "/cells_sim.v");
    script.add("read_verilog -overwrite -lib " + String.join(" ", own()));
    script.addAll(read);
    script.add("hierarchy -check -top " + top);
    script.add("proc");
    script.add("write_verilog -noattr " + VERILOG);
    try {
      Files.write(work.resolve("netlist.ys"), script);
    } catch (IOException e) {
      throw notWritable(e);
    }
    run(
        "netlist",
        List.of(tools.require(Tool.YOSYS).toString(), "-Q", "-T", "-q", "-s", "netlist.ys"));
  }

  /** Puts a file of models into the working directory; its name. */
  private String models(String name) {
    Path file = work.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = GateVerilog.class.getResourceAsStream(name)) {
        Files.write(file, Objects.requireNonNull(in).readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return name;
  }

  private void run(String name, List<String> command) {
    tools.runner().run(ToolCommand.of(name, command, work, LIMIT));
  }

  private void copy(Path from, Path to) {
    try {
      Files.write(to, Files.readAllBytes(from));
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private DiagnosticException notWritable(IOException e) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.FILE_NOT_WRITABLE,
            "cannot write what the check of the bitstream needs: " + e.getMessage(),
            work.toString(),
            "free disk space or name another build directory with --output"));
  }
}

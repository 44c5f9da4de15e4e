package io.nn2fpga.sim;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.FileTree;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A complete board top as a program: Verilator's model of it between a clock and the far end of its
 * serial link, which is a pseudo-terminal, or a file of a conversation ({@code nn2fpga_pins.cpp}
 * says what it takes).
 *
 * <p>The program reads memory images from the working directory that it is started in, as the
 * Verilog names them: {@code mem/...}, so in {@code rtl/} of the build directory.
 */
public final class PinSimulation {
  /** Name of Verilator's model, and of the program. */
  public static final String PREFIX = "Vboard";

  /** How g++ optimizes a model that runs for long. */
  public static final String FAST = "-O2";

  private static final String MAIN = "nn2fpga_pins.cpp";
  private static final String LIBRARY = "__ALL.a";

  /** Name of the model of what a board is compared with, of its top module and its folder. */
  private static final String REFERENCE = "reference";

  /** With this, the Verilog's clocks are ports. */
  private static final String CLOCK_PORTS = "+define+NN2FPGA_SIMULATION_CLOCK";

  /** The top around a board top with a USB port. */
  private static final String USB_TOP = "nn2fpga_usb_pins";

  private final Toolbox tools;
  private final Path work;
  private final BoardPins pins;
  private final List<String> verilog;
  private final List<String> reference;

  /**
   * Prepares a simulation of any Verilog that has the board's ports.
   *
   * @param work directory for the model and the program
   * @param pins the top module and its ports; its {@code clockMhz} is what the port {@code clk} is
   *     taken for
   * @param verilog arguments of Verilator: files and defines, relative to {@code work}
   */
  public PinSimulation(Toolbox tools, Path work, BoardPins pins, List<String> verilog) {
    this(tools, work, pins, verilog, List.of());
  }

  private PinSimulation(
      Toolbox tools, Path work, BoardPins pins, List<String> verilog, List<String> reference) {
    this.tools = tools;
    this.work = work.toAbsolutePath();
    this.pins = pins;
    this.verilog = List.copyOf(verilog);
    this.reference = List.copyOf(reference);
  }

  /**
   * The same simulation in lockstep with other Verilog of the same board, as {@code
   * nn2fpga_lockstep.hpp} says. A USB link's ports are then split: into what goes in and, with
   * {@code _driven} and {@code _drives} behind the name, what comes out and whether it does.
   *
   * @param other arguments of Verilator for the module {@code nn2fpga_reference}, which has the
   *     board's ports; {@code nn2fpga_ports.hpp} lies in the directory for the model
   */
  public PinSimulation against(List<String> other) {
    return new PinSimulation(tools, work, pins, verilog, other);
  }

  /**
   * The generated Verilog of a build directory, with the clock as it is after the PLL.
   *
   * @param work directory for the model and the program, below {@code build/sim/}
   */
  static PinSimulation ofBuild(Toolbox tools, Path build, Path work) {
    return new PinSimulation(
        tools,
        work,
        BoardPins.read(build.resolve("board/board.json")),
        List.of(CLOCK_PORTS, "-F", "../../board/files.f"));
  }

  /** Whether a build directory is of a board whose pins can be simulated. */
  public static boolean hasPins(Path build) {
    return Files.isRegularFile(build.resolve("board/board.json"));
  }

  /**
   * The simulator of a build directory's board top, made if it is not there yet. Other processes
   * may do the same at the same time.
   *
   * @return {@code sim/pins/obj/Vboard}
   * @throws DiagnosticException if a tool is missing or fails, or the directory cannot be written
   */
  public static Path ensure(Toolbox tools, Path build) {
    Path place = build.toAbsolutePath().resolve("sim/pins");
    Path program = place.resolve("obj").resolve(PREFIX);
    try {
      if (Files.isExecutable(program) && !isOutdated(program, build)) {
        return program;
      }
      FileTree.delete(place);
    } catch (IOException e) {
      throw notInPlace(place, e);
    }
    Path partial = place.resolveSibling(".pins-" + ProcessHandle.current().pid());
    PinSimulation simulation = ofBuild(tools, build, partial);
    simulation.verilate();
    simulation.compile();
    try {
      Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isExecutable(program)) {
        throw notInPlace(place, e);
      }
      FileTree.deleteQuietly(partial); // another process was faster
    }
    return program;
  }

  private static boolean isOutdated(Path program, Path build) throws IOException {
    FileTime made = Files.getLastModifiedTime(program);
    for (String folder : List.of("board", "rtl")) {
      try (Stream<Path> files = Files.walk(build.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".v")).toList()) {
          if (Files.getLastModifiedTime(file).compareTo(made) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static DiagnosticException notInPlace(Path place, IOException e) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.FILE_NOT_WRITABLE,
            "the simulator of the board cannot be put in place: " + e.getMessage(),
            place.toString(),
            "remove that folder and try again"));
  }

  /** The simulator, once {@link #compile} has made it. */
  public Path executable() {
    return work.resolve("obj").resolve(PREFIX);
  }

  private void copySource(String name) {
    try (InputStream in = PinSimulation.class.getResourceAsStream("pins/" + name)) {
      Files.write(work.resolve(name), Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Translates the Verilog into C++.
   *
   * @throws DiagnosticException if Verilator is missing, too old, or fails
   */
  public void verilate() {
    WorkDirectory.create(work);
    List.of(MAIN, "nn2fpga_link.hpp", "nn2fpga_board.hpp", "nn2fpga_lockstep.hpp")
        .forEach(this::copySource);
    if (pins.link().equals("spi")) {
      copySource("nn2fpga_spi.hpp");
    }
    if (pins.usb()) {
      List.of("nn2fpga_usb.hpp", "nn2fpga_usb_host.hpp", USB_TOP + ".v").forEach(this::copySource);
    }
    List<String> arguments = new ArrayList<>(List.of("--exe", "--x-assign", "fast"));
    for (String define : defines()) {
      arguments.addAll(List.of("-CFLAGS", "-D" + define));
    }
    arguments.addAll(usbTop());
    arguments.addAll(verilog);
    if (!reference.isEmpty()) {
      arguments.addAll(List.of("-CFLAGS", "-DNN2FPGA_LOCKSTEP -I../" + REFERENCE));
      // Relative to obj.
      arguments.add("../" + REFERENCE + "/V" + REFERENCE + LIBRARY);
      verilate("V" + REFERENCE, "nn2fpga_" + REFERENCE, REFERENCE, reference);
    }
    arguments.add("../" + MAIN);
    verilate(PREFIX, hasUsbTop() ? USB_TOP : pins.top(), ModelBuild.FOLDER, arguments);
  }

  private void verilate(String prefix, String top, String folder, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.require(Tool.VERILATOR).toString(),
                "--cc",
                "-O3",
                "-Wno-fatal",
                "--prefix",
                prefix,
                "--top-module",
                top,
                "--Mdir",
                folder));
    command.addAll(arguments);
    String name = folder.equals(REFERENCE) ? "verilate_" + REFERENCE : "verilate";
    tools.runner().run(ToolCommand.of(name, command, work, ModelBuild.LIMIT));
  }

  /** Whether {@code clk_usb} is a port. */
  private boolean hasUsbClock() {
    return pins.usb() && verilog.contains(CLOCK_PORTS);
  }

  private boolean hasUsbTop() {
    return pins.usb() && reference.isEmpty();
  }

  /** Verilator's arguments for the lines of USB. */
  private List<String> usbTop() {
    if (!hasUsbTop()) {
      return List.of();
    }
    List<String> arguments =
        new ArrayList<>(List.of(USB_TOP + ".v", "+define+NN2FPGA_TOP=" + pins.top()));
    if (hasUsbClock()) {
      arguments.add("+define+NN2FPGA_PINS_CLOCK");
    }
    if (pins.reset() != BoardPins.Reset.NONE) {
      arguments.add("+define+NN2FPGA_PINS_RESET");
    }
    return arguments;
  }

  /** What the program is compiled for. */
  private List<String> defines() {
    List<String> defines = new ArrayList<>();
    if (hasUsbClock()) {
      defines.add("NN2FPGA_CORE_HZ=" + Math.round(pins.clockMhz() * 1e6));
    }
    double steps = hasUsbClock() ? BoardPins.USB_MHZ : pins.clockMhz();
    defines.add("NN2FPGA_CLOCK_HZ=" + Math.round(steps * 1e6));
    defines.add("NN2FPGA_LINK_RATE=" + pins.rate());
    if (!pins.link().equals("uart")) {
      defines.add("NN2FPGA_LINK_" + pins.link().toUpperCase(Locale.ROOT));
    }
    if (pins.flashOffset() >= 0) {
      defines.add("NN2FPGA_FLASH=" + pins.flashOffset());
    }
    if (pins.reset() != BoardPins.Reset.NONE) {
      defines.add("NN2FPGA_RESET=" + (pins.reset() == BoardPins.Reset.ACTIVE_HIGH ? 1 : 0));
    }
    return defines;
  }

  /**
   * Compiles what {@link #verilate} made.
   *
   * @throws DiagnosticException if make or g++ is missing or fails
   */
  public void compile() {
    compile(FAST);
  }

  /**
   * The same.
   *
   * @param optimization the option of g++ for what runs often
   */
  public void compile(String optimization) {
    if (!reference.isEmpty()) {
      ModelBuild.compile(
          tools, work, REFERENCE, "V" + REFERENCE + ".mk", "V" + REFERENCE + LIBRARY, optimization);
    }
    ModelBuild.compile(tools, work, ModelBuild.FOLDER, PREFIX + ".mk", PREFIX, optimization);
  }
}

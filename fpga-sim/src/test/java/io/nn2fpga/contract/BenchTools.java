package io.nn2fpga.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What turns a bench's sources into programs and runs them; the sources are in {@code rtl/} and
 * {@code hls/}, programs run in {@code run/}, the tools' own logs go to {@code logs/}.
 *
 * @param directory absolute
 */
record BenchTools(Path directory) {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Toolbox TOOLS =
      new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());

  /** Writes the modules and the program that every test bench needs. */
  void writeSimulationSources() throws IOException {
    for (String part : List.of("run", "rtl", "hls", "logs")) {
      Files.createDirectories(directory.resolve(part));
    }
    for (String file : HardwareSources.SIMULATION_MODULES) {
      BeatText.write(directory.resolve("rtl/" + file), HardwareSources.simulation(file));
    }
    String main = HardwareSources.SIMULATION_MAIN;
    BeatText.write(directory.resolve("rtl/" + main), HardwareSources.simulation(main));
  }

  /** Checks one parameter set with {@code -Wall}, the module as its own top. */
  void lint(String name, ModuleInstance module, Form form) {
    List<String> command = new ArrayList<>(List.of(verilator(), "--lint-only", "-Wall"));
    command.addAll(form.defines());
    module.parameters().forEach((key, value) -> command.add("-G" + key + "=" + value));
    // Modules that it instantiates are found beside it.
    command.add(HardwareSources.fileName(module));
    TOOLS.runner().run(command(form.prefix() + "lint-" + name, "rtl", command));
  }

  /**
   * Builds a test bench with random initial values, so that a missing reset shows.
   *
   * @param top the test bench, in {@code rtl/<top>.v}
   * @param modules files of the modules under test
   */
  void verilate(String top, List<String> modules, Form form) {
    List<String> command = new ArrayList<>(List.of(verilator(), "--cc", "--exe", "--prefix"));
    command.addAll(List.of("Vtop", "--top-module", top, "--Mdir", "../" + objects(form)));
    command.addAll(form.defines());
    command.addAll(List.of("--x-initial", "unique", "--output-split", "20000", top + ".v"));
    command.addAll(HardwareSources.SIMULATION_MODULES);
    command.addAll(modules);
    command.add("../rtl/" + HardwareSources.SIMULATION_MAIN);
    TOOLS.runner().run(command(form.prefix() + "verilate", "rtl", command));
    // The runs are short: compile time counts, not speed.
    List<String> make = new ArrayList<>(List.of(TOOLS.require(Tool.MAKE).toString(), "-j2"));
    make.addAll(List.of("-f", "Vtop.mk", "OPT_FAST=-O1", "OPT_SLOW=-O0"));
    make.add("OBJCACHE=" + String.join(" ", ccache()));
    TOOLS.runner().run(command(form.prefix() + "make", objects(form), make));
  }

  /** Builds {@code hls/contract.cpp}, with checks for undefined behaviour, and runs it. */
  void runCpp() {
    String gxx = TOOLS.require(Tool.GXX).toString();
    List<String> compile = new ArrayList<>(ccache());
    compile.addAll(List.of(gxx, "-std=c++14", "-O1", "-Wall", "-Wextra", "-Werror"));
    compile.addAll(List.of("-Wno-unknown-pragmas", "-fsanitize=undefined"));
    compile.addAll(List.of("-fno-sanitize-recover", "-c", "-o", "contract.o", "contract.cpp"));
    TOOLS.runner().run(command("g++", "hls", compile));
    List<String> link = List.of(gxx, "-fsanitize=undefined", "-o", "contract", "contract.o");
    TOOLS.runner().run(command("link", "hls", link));
    String program = directory.resolve("hls/contract").toString();
    TOOLS.runner().run(command("hls", "run", List.of(program)));
  }

  /**
   * Simulates.
   *
   * @param run the folder of the test bench's logs, below {@code run/}
   * @return how it ended, whatever the exit code
   */
  ToolResult simulate(String run, Form form, List<String> plusargs) {
    Path program = directory.resolve(objects(form)).resolve("Vtop");
    assertThat(program).as("the test bench was not built: see the failure before").exists();
    try {
      Files.createDirectories(directory.resolve("run").resolve(run));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of(program.toString(), "+logs=" + run));
    command.addAll(List.of("+verilator+rand+reset+2", "+verilator+seed+7"));
    command.addAll(plusargs);
    return TOOLS.runner().attempt(command("simulate-" + run, "run", command));
  }

  private static String objects(Form form) {
    return form.prefix() + "obj";
  }

  private ToolCommand command(String name, String place, List<String> command) {
    return ToolCommand.of(name, command, directory.resolve(place), LIMIT)
        .withLogs(directory.resolve("logs"));
  }

  private static String verilator() {
    return TOOLS.require(Tool.VERILATOR).toString();
  }

  private static List<String> ccache() {
    Path ccache = TOOLS.find(Tool.CCACHE);
    return ccache == null ? List.of() : List.of(ccache.toString());
  }
}

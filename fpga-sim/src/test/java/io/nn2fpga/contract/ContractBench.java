package io.nn2fpga.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.hdl.Testbench;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files and programs of one operator's cases: one verilated test bench and one C++ program.
 *
 * <p>Directory: {@code run/} holds the vectors, the memory images, a folder of logs a run; {@code
 * obj/} what Verilator makes; {@code hls/} the C++ program.
 */
final class ContractBench {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final Toolbox TOOLS =
      new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());
  private static final String VERILATOR = TOOLS.require(Tool.VERILATOR).toString();

  private final Path directory;
  private final List<ContractCase> cases;
  private final Map<String, Stimulus> stimuli = new LinkedHashMap<>();

  ContractBench(Path directory, List<ContractCase> cases) {
    this.directory = directory.toAbsolutePath();
    this.cases = cases;
    cases.forEach(c -> stimuli.put(c.name(), Stimulus.of(c)));
  }

  Path run() {
    return directory.resolve("run");
  }

  Stimulus stimulus(ContractCase contractCase) {
    return stimuli.get(contractCase.name());
  }

  /** Writes all sources and vectors. */
  void write() throws IOException {
    delete(directory);
    for (String part : List.of("run", "rtl", "hls", "logs")) {
      Files.createDirectories(directory.resolve(part));
    }
    for (String file : HardwareSources.SIMULATION_MODULES) {
      BeatText.write(directory.resolve("rtl/" + file), HardwareSources.simulation(file));
    }
    String main = HardwareSources.SIMULATION_MAIN;
    BeatText.write(directory.resolve("rtl/" + main), HardwareSources.simulation(main));
    String shim = HardwareSources.STREAM_HEADER;
    BeatText.write(directory.resolve("hls/" + shim), HardwareSources.hls(shim));
    List<Testbench.Device> devices = new ArrayList<>();
    for (ContractCase contractCase : cases) {
      Actor actor = contractCase.actor();
      ModuleInstance module = actor.module();
      HlsInstance hls = actor.hls();
      BeatText.write(source(module), HardwareSources.text(module));
      BeatText.write(
          directory.resolve("hls/" + HardwareSources.fileName(hls)), HardwareSources.text(hls));
      devices.add(device(contractCase, actor, module));
      vectors(contractCase, actor, module);
    }
    BeatText.write(
        directory.resolve("rtl/contract.v"), new Testbench("contract", devices).verilog());
    BeatText.write(directory.resolve("hls/contract.cpp"), new HlsProgram(cases).text());
  }

  private Path source(ModuleInstance module) {
    return directory.resolve("rtl/" + HardwareSources.fileName(module));
  }

  private static Testbench.Device device(
      ContractCase contractCase, Actor actor, ModuleInstance module) {
    Map<String, String> files = new LinkedHashMap<>();
    for (MemoryImage image : module.memories()) {
      files.put(image.parameter(), imageFile(contractCase, image));
    }
    return new Testbench.Device(
        contractCase.name(),
        module.module(),
        module.parameters(),
        files,
        ports(contractCase, actor.inputs(), true),
        ports(contractCase, actor.outputs(), false));
  }

  private static List<Testbench.Port> ports(
      ContractCase contractCase, List<StreamType> types, boolean input) {
    List<String> prefixes = Testbench.prefixes(input ? "s" : "m", types.size());
    List<Testbench.Port> ports = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      String file = contractCase.name() + (input ? "_in" : "_out") + i;
      ports.add(
          Testbench.Port.of(prefixes.get(i), file, types.get(i), contractCase.stallSeed(input, i)));
    }
    return ports;
  }

  static String imageFile(ContractCase contractCase, MemoryImage image) {
    return contractCase.name() + "_" + image.parameter() + ".hex";
  }

  private void vectors(ContractCase contractCase, Actor actor, ModuleInstance module) {
    Stimulus stimulus = stimulus(contractCase);
    for (int i = 0; i < actor.inputs().size(); i++) {
      StreamType type = actor.inputs().get(i);
      int[][] beats = stimulus.inputs().get(i);
      String stem = contractCase.name() + "_in" + i;
      lines(stem + ".beats", BeatText.hex(type, beats));
      lines(stem + ".lanes", BeatText.decimal(type, beats));
    }
    module.memories().forEach(image -> writeImage(contractCase, image));
  }

  /** Writes a memory image of a case. */
  void writeImage(ContractCase contractCase, MemoryImage image) {
    BeatText.write(run().resolve(imageFile(contractCase, image)), image.toHex());
  }

  /** Writes a memory image with the top bit of lane 0 of word 0 flipped. */
  void flipTopBit(ContractCase contractCase, MemoryImage image) {
    long[][] words = Stream.of(image.words()).map(long[]::clone).toArray(long[][]::new);
    words[0][0] ^= 1L << (image.laneBits() - 1);
    writeImage(contractCase, new MemoryImage(image.parameter(), image.laneBits(), words));
  }

  private void lines(String file, List<String> lines) {
    BeatText.write(run().resolve(file), String.join("\n", lines) + "\n");
  }

  /** Builds the test bench with random initial values, so that a missing reset shows. */
  void buildVerilog() {
    List<String> command = new ArrayList<>(List.of(VERILATOR, "--cc", "--exe", "--prefix"));
    command.addAll(List.of("Vtop", "--top-module", "contract", "--Mdir", "../obj"));
    command.addAll(List.of("--x-initial", "unique", "--output-split", "20000", "contract.v"));
    command.addAll(HardwareSources.SIMULATION_MODULES);
    command.addAll(modules());
    command.add("../rtl/" + HardwareSources.SIMULATION_MAIN);
    tool("verilate", directory.resolve("rtl"), command);
    tool(
        "make",
        directory.resolve("obj"),
        List.of(
            TOOLS.require(Tool.MAKE).toString(),
            "-j2",
            "-f",
            "Vtop.mk",
            "OPT_FAST=-O1",
            "OPT_SLOW=-O0",
            "OBJCACHE=" + ccache()));
  }

  /** Builds the C++ program and runs it. */
  void runHls() {
    List<String> command = new ArrayList<>();
    if (!ccache().isEmpty()) {
      command.add(ccache());
    }
    command.add(TOOLS.require(Tool.GXX).toString());
    command.addAll(List.of("-std=c++14", "-O1", "-Wall", "-Wextra", "-Werror"));
    command.addAll(List.of("-Wno-unknown-pragmas", "-fsanitize=undefined"));
    command.addAll(List.of("-fno-sanitize-recover", "-c", "-o", "contract.o", "contract.cpp"));
    tool("g++", directory.resolve("hls"), command);
    tool(
        "link",
        directory.resolve("hls"),
        List.of(
            TOOLS.require(Tool.GXX).toString(),
            "-fsanitize=undefined",
            "-o",
            "contract",
            "contract.o"));
    tool("hls", run(), List.of(directory.resolve("hls/contract").toString()));
  }

  private static String ccache() {
    Path ccache = TOOLS.find(Tool.CCACHE);
    return ccache == null ? "" : ccache.toString();
  }

  private List<String> modules() {
    return cases.stream()
        .map(c -> HardwareSources.fileName(c.actor().module()))
        .distinct()
        .toList();
  }

  /** Checks one parameter set with {@code -Wall}, the module as its own top. */
  void lint(ContractCase contractCase) {
    ModuleInstance module = contractCase.actor().module();
    List<String> command = new ArrayList<>(List.of(VERILATOR, "--lint-only", "-Wall"));
    module.parameters().forEach((key, value) -> command.add("-G" + key + "=" + value));
    command.add(HardwareSources.fileName(module));
    tool("lint-" + contractCase.name(), directory.resolve("rtl"), command);
  }

  /**
   * Simulates all cases.
   *
   * @param name of the folder of logs, below {@link #run}
   * @param more plusargs
   */
  void simulate(String name, StallMode mode, String more) throws IOException {
    Files.createDirectories(run().resolve(name));
    List<String> command = new ArrayList<>(List.of(directory.resolve("obj/Vtop").toString()));
    command.add("+logs=" + name);
    command.add("+source_rate=" + mode.sourceRate());
    command.add("+sink_rate=" + mode.sinkRate());
    command.add("+frames=" + frames());
    command.addAll(List.of("+verilator+rand+reset+2", "+verilator+seed+7"));
    command.add(more);
    assumeTrue(Files.exists(directory.resolve("obj/Vtop")), "the test bench was not built");
    tool("simulate-" + name, run(), command);
  }

  /** All cases of an operator run the same number of frames. */
  private int frames() {
    return cases.get(0).frames();
  }

  private void tool(String name, Path place, List<String> command) {
    TOOLS
        .runner()
        .run(ToolCommand.of(name, command, place, LIMIT).withLogs(directory.resolve("logs")));
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> paths = Files.walk(root)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}

package io.nn2fpga.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.hdl.Testbench;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.rtl.Sources;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files and programs of one operator's cases: one verilated test bench and one C++ program.
 *
 * <p>Directory: {@code run/} holds the vectors, the memory images, a folder of logs a run; {@code
 * obj/} what Verilator makes; {@code hls/} the C++ program.
 */
final class ContractBench {
  private final Path directory;
  private final BenchTools tools;
  private final List<ContractCase> cases;
  private final Map<String, Stimulus> stimuli = new LinkedHashMap<>();

  ContractBench(Path directory, List<ContractCase> cases) {
    this.directory = directory.toAbsolutePath();
    this.tools = new BenchTools(this.directory);
    this.cases = cases;
    cases.forEach(c -> stimuli.put(c.name(), Stimulus.of(c)));
  }

  Path run() {
    return directory.resolve("run");
  }

  Stimulus stimulus(ContractCase contractCase) {
    return Objects.requireNonNull(stimuli.get(contractCase.name()));
  }

  /** Writes all sources and vectors. */
  void write() throws IOException {
    delete(directory);
    tools.writeSimulationSources();
    List<Testbench.Device> devices = new ArrayList<>();
    for (ContractCase contractCase : cases) {
      Actor actor = contractCase.actor();
      ModuleInstance module = actor.module();
      Sources.of(module)
          .forEach((file, text) -> BeatText.write(directory.resolve("rtl").resolve(file), text));
      Sources.of(actor.hls())
          .forEach((file, text) -> BeatText.write(directory.resolve("hls").resolve(file), text));
      devices.add(device(contractCase, actor, module));
      vectors(contractCase, actor, module);
    }
    BeatText.write(
        directory.resolve("rtl/contract.v"), new Testbench("contract", devices).verilog());
    BeatText.write(directory.resolve("hls/contract.cpp"), new HlsProgram(cases).text());
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

  /** The forms that the operator's modules have. */
  List<Form> forms() {
    return cases.stream()
        .flatMap(c -> Form.of(c.actor().module()).stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Builds the test bench of all cases. */
  void buildVerilog(Form form) {
    List<String> modules =
        cases.stream().map(c -> HardwareSources.fileName(c.actor().module())).distinct().toList();
    tools.verilate("contract", modules, form);
  }

  /** Builds the C++ program of all cases and runs it. */
  void runHls() {
    tools.runCpp();
  }

  /** Checks one parameter set. */
  void lint(ContractCase contractCase, Form form) {
    tools.lint(contractCase.name(), contractCase.actor().module(), form);
  }

  /**
   * Simulates all cases.
   *
   * @param name of the folder of logs, below {@link #run}
   * @param more plusargs
   */
  void simulate(String name, Form form, StallMode mode, String more) {
    List<String> plusargs =
        List.of(
            "+source_rate=" + mode.sourceRate(),
            "+sink_rate=" + mode.sinkRate(),
            "+frames=" + cases.get(0).frames(),
            more);
    ToolResult result = tools.simulate(name, form, plusargs);
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
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

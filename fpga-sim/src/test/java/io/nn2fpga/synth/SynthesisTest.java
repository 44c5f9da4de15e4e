package io.nn2fpga.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.boards.Boards;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.mvu.MvuKernel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network of one matrix-vector unit and its FIFO, by the real tool and by stand-ins. */
class SynthesisTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement ACC = IntegerElement.signed(20);
  private static final DeviceFamily FAMILY = Boards.family("ultrascale-plus");
  private static final Toolbox TOOLS =
      new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());

  @TempDir Path directory;
  private Path cache;

  @BeforeEach
  void chooseCache() {
    cache = directory.resolve("cache");
  }

  private static Design design() {
    Graph.Builder graph = Graph.builder("net", Level.FLOW);
    String x = graph.input("x", new StreamType(1, 2, 6, U8, 1, 3));
    int[] weights = new int[24];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i * 53 % 255 - 127;
    }
    String w = graph.constant("w", IntTensor.of(S8, weights, 4, 6));
    graph.node(new Node("mvu", new MvuKernel(2, 3, S8, ACC), List.of(x, w), List.of("a"), ""));
    graph.node(new Node("fifo", new FifoKernel(4), List.of("a"), List.of("b"), ""));
    graph.output("b");
    return Design.of(graph.build(), "net");
  }

  private Synthesis synthesis(Toolbox tools) {
    return new Synthesis(tools, directory.resolve("build"), cache, FAMILY);
  }

  /** A Yosys that says it is the real one's version, and otherwise runs this. */
  private Toolbox standIn(String body) throws IOException {
    Path script = directory.resolve("yosys");
    String version = String.valueOf(TOOLS.status(Tool.YOSYS).version());
    Files.writeString(
        script,
        "#!/bin/sh\n[ \"$1\" != --version ] || { echo Yosys " + version + "; exit; }\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(Tool.YOSYS.variable(), script.toString());
    return new Toolbox(ToolLocations.fromEnvironment(environment), new ToolRunner());
  }

  @Test
  void countsWhatYosysMakesAndNeedsItOnlyOnce() throws IOException {
    SynthesisResult first = synthesis(TOOLS).of(design());

    assertThat(first.units()).isEqualTo(3);
    assertThat(first.cached()).isZero();
    Resources mvu = Objects.requireNonNull(first.actors().get("mvu"));
    Actor actor = design().instances().get(0).actor();
    assertThat(mvu.dsp()).isEqualTo(6).isEqualTo(FAMILY.cost(actor.inventory()).dsp());
    // Operands and both accumulators at least; an adder of 17 bits and an accumulator a row.
    assertThat(mvu.ff()).isGreaterThan(24 + 2 * 20);
    assertThat(mvu.lut()).isBetween(2 * 37L, 600L);
    assertThat(mvu.bram36()).isZero();
    assertThat(first.total())
        .isEqualTo(mvu.plus(Objects.requireNonNull(first.actors().get("fifo"))));
    assertThat(directory.resolve("build/synth/batch0/yosys.log")).isNotEmptyFile();

    SynthesisResult again = synthesis(standIn("exit 9\n")).of(design());
    assertThat(again).isEqualTo(new SynthesisResult(first.actors(), first.total(), 3, 3));
    theCacheIgnoresWhatItCannotRead(first);
  }

  /** The families that the other tests leave out: their commands, and every cell that they make. */
  @ParameterizedTest
  @ValueSource(strings = {"series7", "ecp5"})
  void everyFamilyIsSynthesized(String name) {
    DeviceFamily family = Boards.family(name);
    SynthesisResult result =
        new Synthesis(TOOLS, directory.resolve("build"), cache, family).of(design());

    Resources mvu = Objects.requireNonNull(result.actors().get("mvu"));
    Actor actor = design().instances().get(0).actor();
    assertThat(mvu.dsp()).isEqualTo(6).isEqualTo(family.cost(actor.inventory()).dsp());
    assertThat(mvu.ff()).isGreaterThan(24 + 2 * 20);
    assertThat(mvu.lut()).isBetween(2 * 37L, 900L);
    assertThat(Objects.requireNonNull(result.actors().get("fifo")).lut()).isPositive();
  }

  private void theCacheIgnoresWhatItCannotRead(SynthesisResult first) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(cache)) {
      files = listed.sorted().toList();
    }
    assertThat(files).hasSize(3);
    Files.writeString(files.get(0), "{\"LUT2\": 1");
    Files.writeString(files.get(1), "{\"LUT2\": -1}");
    Files.writeString(files.get(2), "");
    SynthesisResult repaired = synthesis(TOOLS).of(design());
    assertThat(repaired).isEqualTo(first);
  }

  @Test
  void theModuleThatFailsIsNamed() throws IOException {
    Toolbox fails =
        standIn(
            """
            case "$(cat *.v)" in
              *'(* keep *) nn2fpga_fifo'*) echo 'ERROR: no room' >&2; exit 1 ;;
            esac
            exec "$REAL" "$@"
            """
                .replace("$REAL", TOOLS.require(Tool.YOSYS).toString()));
    ModuleInstance fifo = design().instances().get(1).actor().module();

    assertThatThrownBy(() -> synthesis(fails).of(List.of(fifo)))
        .isInstanceOfSatisfying(
            DiagnosticException.class,
            e ->
                assertThat(e.diagnostics().get(0).render())
                    .isEqualTo(
                        """
                        error[tool-failed]: synthesis of nn2fpga_fifo WIDTH=20, DEPTH=4, REGISTERED_READ=0: \
                        yosys failed with exit code 1: ERROR: no room
                          at %s/build/synth/batch0/batch0.stderr.log
                          hint: the file above holds all that it printed"""
                            .formatted(directory)));
  }

  @Test
  void cellsThatNobodyDescribedAreRefused() throws IOException {
    Toolbox strange =
        standIn(
            """
            echo '{"modules": {"unit_0": {"num_cells_by_type": {"LUT9": 2}}}}' >stat.json
            """);
    ModuleInstance fifo = design().instances().get(1).actor().module();

    assertThatThrownBy(() -> synthesis(strange).of(List.of(fifo)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("whose cost on ultrascale-plus is not known: LUT9");
  }
}

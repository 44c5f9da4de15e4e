package io.nn2fpga.synth;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.contract.ContractCases;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.op.Actor;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No kernel of the contract suite makes a latch. Yosys refuses one for Lattice's and Gowin's parts,
 * and takes a variable that a combinational block does not always assign for one.
 */
class LatchTest {
  private static final DeviceFamily.Synthesis COMMANDS =
      new DeviceFamily.Synthesis(
          "hierarchy",
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          List.of(),
          List.of("proc -latches error"));

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noKernelMakesALatch(boolean romsApart) {
    Toolbox tools = new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());
    List<SynthesisUnit> units =
        ServiceLoader.load(ContractCases.class).stream()
            .flatMap(cases -> cases.get().cases().stream())
            .map(contract -> contract.graph())
            .flatMap(graph -> graph.nodes().stream().map(node -> Actor.of(graph, node)))
            .flatMap(actor -> Stream.of(SynthesisUnit.of(actor.module()).get(0)))
            .filter(unit -> unit.romsApart() == romsApart)
            .distinct()
            .toList();
    assertThat(units).hasSizeGreaterThan(20);
    assertThat(new SynthesisBatch("latches", units, COMMANDS).run(tools, directory))
        .hasSize(units.size());
  }
}

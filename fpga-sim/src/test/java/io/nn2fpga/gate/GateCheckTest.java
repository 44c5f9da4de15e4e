package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.sim.PinSimulation;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.TestTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small network as synthesis makes it, at the board's pins, and what golden samples notice of
 * faults in it. Routed designs are checked by {@code OpenFlowBuildTest}.
 */
class GateCheckTest {
  private static final int LUTS = 40;
  private static final int ROUTES = 20;

  private static Path directory(RoutedBoard board, String name) throws IOException {
    return Files.createDirectories(board.build().resolve("sim").resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ulx3s-85f", "tang-nano-9k"})
  void netlistsAnswerGoldenSamplesAndFaultsAreNoticed(String name) throws IOException {
    RoutedBoard board = new RoutedBoard(name, 0.5).synthesize();
    Path work = directory(board, "faults");
    Netlist netlist = Netlist.read(board.build().resolve("pnr/synth.json"));
    List<NetlistFaults.Fault> faults = NetlistFaults.add(netlist, LUTS, ROUTES);
    try (InputStream in = GateCheckTest.class.getResourceAsStream("faults.v")) {
      Files.write(work.resolve("faults.v"), Objects.requireNonNull(in).readAllBytes());
    }
    GateVerilog verilog = new GateVerilog(TestTools.toolbox(), board.board(), work);
    List<String> files = new ArrayList<>(verilog.ofNetlist(netlist, board.top(), "faults.v"));
    GateCheck check = board.check();
    PinSimulation simulation = check.simulation(files, work);
    List<Sample> samples = board.samples(3);
    Conversation conversation =
        new Conversation(board.design(), check.identity(), board.maxPayload(), samples);

    assertThat(answers(check, simulation, conversation, work, "-1 0").difference()).isNull();
    int reached = 0;
    int noticed = 0;
    for (NetlistFaults.Fault fault : faults) {
      GateCheck.Answers answers = answers(check, simulation, conversation, work, fault.text());
      boolean makesADifference =
          Files.readString(work.resolve("gates.stdout.log")).contains("reached");
      boolean seen = answers.difference() != null;
      // A fault that never changes a value cannot be seen by anything.
      assertThat(seen && !makesADifference).as(fault.toString()).isFalse();
      reached += makesADifference ? 1 : 0;
      noticed += seen ? 1 : 0;
    }
    System.out.printf(
        "%s: of %d faults %d change a value, %d of these are noticed%n",
        name, faults.size(), reached, noticed);
    assertThat(reached).isGreaterThan(faults.size() / 4);
    // The others change values that nobody reads at that time, such as data without a tvalid.
    assertThat(noticed).isGreaterThan(reached / 3);
  }

  private static GateCheck.Answers answers(
      GateCheck check, PinSimulation simulation, Conversation conversation, Path work, String fault)
      throws IOException {
    Files.writeString(work.resolve("fault"), fault);
    return check.answers(simulation, conversation, work, List.of("--limit", "60000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ulx3s-85f"})
  void aWrongAnswerStopsTheBuildWithADiagnostic(String name) throws IOException {
    RoutedBoard board = new RoutedBoard(name, 0.5).synthesize();
    Sample right = board.samples(1).get(0);
    int[] wrong = right.output().data().clone();
    wrong[0] ^= 1;
    Sample changed = new Sample(right.input(), new IntTensor(right.output().type(), wrong));

    assertThatThrownBy(
            () ->
                board
                    .check()
                    .run(board.design(), board.hash(), board.bitstream(), List.of(changed)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("error[verification-failed]: the synthesized netlist does not do")
        .hasMessageContaining("sample 0 gives");
  }
}

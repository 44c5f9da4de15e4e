package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.sim.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A small network as synthesis makes it, at the board's pins, and what golden samples notice of
 * faults in it. Routed designs are checked by {@code OpenFlowBuildTest}.
 */
class GateCheckTest {
  private static Path directory(RoutedBoard board, String name) throws IOException {
    return Files.createDirectories(board.build().resolve("sim").resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ulx3s-85f", "tang-nano-9k"})
  void faultsInNetlistsAreNoticed(String board) throws IOException {
    faultsAreNoticed(board, 8, 8, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ulx3s-85f", "tang-nano-9k", "tang-nano-20k"})
  @Tag("full")
  void manyFaultsInNetlistsAreNoticed(String board) throws IOException {
    faultsAreNoticed(board, 60, 40, 40);
  }

  private static void faultsAreNoticed(String name, int luts, int routes, int rams)
      throws IOException {
    RoutedBoard board = new RoutedBoard(name, 0.5).synthesize();
    Path work = directory(board, "faults");
    Netlist netlist = Netlist.read(board.build().resolve("pnr/synth.json"));
    List<NetlistFaults.Fault> faults = NetlistFaults.add(netlist, luts, routes);
    try (InputStream in = GateCheckTest.class.getResourceAsStream("faults.v")) {
      Files.write(work.resolve("faults.v"), Objects.requireNonNull(in).readAllBytes());
    }
    MemoryFaults.prepare(board.board(), work);
    GateCheck.Subject subject = board.check().ofNetlist(netlist, work, "faults.v");
    Conversation conversation = board.conversation(2);

    GateCheck.Answers right = answers(board, subject, conversation, work, "-1 0 0 0 0");
    assertThat(right.difference()).isNull();
    String log = Files.readString(work.resolve("gates.stdout.log"));
    faults.addAll(MemoryFaults.of(log, rams));
    Lockstep lockstep = subject.lockstep();
    System.out.printf(
        "%s: %d of %d bits of registers are compared, %d of them were 0 and 1%n",
        name, lockstep.compared(), lockstep.all(), right.found().exercised());
    assertThat(lockstep.compared()).isGreaterThan(lockstep.all() * 4 / 5);
    Map<String, FaultCounts> counts = new TreeMap<>();
    for (NetlistFaults.Fault fault : faults) {
      GateCheck.Answers answers = answers(board, subject, conversation, work, fault.text());
      boolean changesAValue =
          Files.readString(work.resolve("gates.stdout.log")).contains("reached");
      // A fault that never changes a value cannot be seen by anything.
      assertThat(answers.difference() != null && !changesAValue).as(fault.toString()).isFalse();
      counts
          .computeIfAbsent(fault.kind(), kind -> new FaultCounts(name + ", " + kind))
          .add(answers, right.found().digest());
    }
    assertThat(counts).containsOnlyKeys("lut", "ram", "route");
    int noticed = counts.values().stream().mapToInt(FaultCounts::areNoticed).sum();
    assertThat(noticed).isGreaterThan(faults.size() / 3);
  }

  private static GateCheck.Answers answers(
      RoutedBoard board,
      GateCheck.Subject subject,
      Conversation conversation,
      Path work,
      String fault)
      throws IOException {
    Files.writeString(board.build().resolve("rtl/fault"), fault);
    return board.check().answers(subject, conversation, work, List.of("--limit", "60000"));
  }

  @Test
  void aNetlistAnswersThroughItsUsbPins() throws IOException {
    assertAnswersOverUsb(new RoutedBoard("orangecrab", 0.5).synthesize(), CheckDepth.SYNTHESIZED);
  }

  @Test
  @Tag("full")
  void aBitstreamAnswersThroughItsUsbPins() {
    assertAnswersOverUsb(new RoutedBoard("tinyfpga-bx", 0.5).route(), CheckDepth.BITSTREAM);
  }

  private static void assertAnswersOverUsb(RoutedBoard board, CheckDepth depth) {
    assertThat(board.check().pins().usb()).isTrue();
    GateCheck.Passed passed =
        board.check().run(board.design(), board.hash(), board.bitstream(), board.samples(2));
    assertThat(passed.depth()).isEqualTo(depth);
    assertThat(passed.samples()).isEqualTo(2);
    assertThat(passed.compared()).isGreaterThan(passed.registers() / 2);
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

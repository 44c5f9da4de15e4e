package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.RtlSimulation.Stalls;
import io.nn2fpga.sim.VerificationResult.Implementation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A residual network in both implementations, under stalls, and with a FIFO that is too small. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResidualVerificationTest {
  private static final Graph NETWORK = TestNetwork.residual();
  private static final FifoSizing SIZED = sized();
  private static final Design DESIGN = Design.of(SIZED.graph(), "residual");

  /** Few lanes, several folds: a small simulator. */
  private static FifoSizing sized() {
    Map<String, Folding> layers = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(NETWORK)) {
      List<Folding> foldings = group.foldings();
      layers.put(group.name(), foldings.get(foldings.size() / 4));
    }
    return FifoSizing.of(Streaming.lower(NETWORK, new Schedule("board", 100, layers, Map.of())));
  }

  @Test
  @Order(1)
  void bothImplementationsAreBitExactInThePredictedCycles() {
    Path build = TestTools.directory("residual");
    DesignFiles.of(DESIGN).writeTo(build);
    VerificationResult result =
        new Verification(TestTools.toolbox(), build, DESIGN, TestNetwork.samples(NETWORK, 4))
            .run(VerificationProgress.NONE);
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.measured()).isEqualTo(result.predicted());
  }

  @Test
  @Order(2)
  void stallsDelayBeatsAsTheTimingMachinesSayAndChangeNothingElse() {
    Verification verification =
        new Verification(
            TestTools.toolbox(),
            TestTools.directory("residual"),
            DESIGN,
            TestNetwork.samples(NETWORK, 5));
    for (Stalls stalls :
        List.of(
            new Stalls(128, 0),
            new Stalls(0, 128),
            new Stalls(100, 100),
            new Stalls(245, 0),
            new Stalls(0, 245),
            new Stalls(220, 60))) {
      Implementation rtl = verification.runRtlUnder(stalls);
      assertThat(rtl.bitExact()).as("%s: %s", stalls, rtl).isTrue();
    }
  }

  /** The Verilog alone is altered, so that only its simulation can notice. */
  @Test
  void fifoThatIsTooSmallInTheVerilogIsADeadlockThatNamesWhatWaits() throws IOException {
    Graph network = TestNetwork.pooledBlock();
    Map<String, Folding> layers = Map.of("pool", new Folding(1, 1, 1), "sum", new Folding(1, 1, 1));
    FifoSizing sized =
        FifoSizing.of(Streaming.lower(network, new Schedule("board", 100, layers, Map.of())));
    Design design = Design.of(sized.graph(), "block");
    Path build = TestTools.directory("block-deadlock");
    DesignFiles.of(design).writeTo(build);
    Path top = build.resolve("rtl/block.v");
    String text = Files.readString(top);
    String depth = ".DEPTH(" + sized.depths().get("x.branch1") + ")";
    int at = text.lastIndexOf(depth, text.indexOf(" u_x_branch1_fifo ("));
    assertThat(at).isPositive();
    Files.writeString(
        top, text.substring(0, at) + ".DEPTH(5)" + text.substring(at + depth.length()));
    Implementation rtl =
        new Verification(TestTools.toolbox(), build, design, TestNetwork.samples(network, 1))
            .runRtlWith("deadlock", build.resolve("rtl/mem"));
    assertThat(rtl.problem())
        .matches(
            "deadlock: no transfer at the ports in the \\d+ cycles before cycle \\d+; waiting to be"
                + " taken: s_axis with beat 6, x with beat 6, x_branch1 with beat 5,"
                + " x_branch1_fifo with beat 0");
  }
}

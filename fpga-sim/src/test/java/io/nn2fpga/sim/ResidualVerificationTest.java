package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
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
    List<IntTensor> frames = TestNetwork.samples(NETWORK, 5).stream().map(Sample::input).toList();
    IntegerExecutor executor = new IntegerExecutor(DESIGN.graph());
    List<Map<String, IntTensor>> reference = frames.stream().map(executor::run).toList();
    Path build = TestTools.directory("residual");
    RtlSimulation rtl = new RtlSimulation(TestTools.toolbox(), build, DESIGN);
    for (Stalls stalls :
        List.of(
            new Stalls(128, 0),
            new Stalls(0, 128),
            new Stalls(100, 100),
            new Stalls(245, 0),
            new Stalls(0, 245),
            new Stalls(220, 60))) {
      SimulationRun run = rtl.run("stalls", build.resolve("rtl/mem"), frames, stalls);
      assertThat(run.problem()).as("%s", stalls).isNull();
      assertThat(new StreamComparison("Verilog", DESIGN, reference).first(run.logs()))
          .as("%s", stalls)
          .isNull();
      Trace predicted = simulated(DESIGN, frames.size(), stalls);
      assertThat(CycleTiming.mismatch(DESIGN, predicted, CycleTiming.trace(DESIGN, run.logs())))
          .as("%s", stalls)
          .isNull();
    }
  }

  private static Trace simulated(Design design, int frames, Stalls stalls) {
    int in = design.inputs().get(0).wire().index() + 1;
    int out = design.outputs().get(0).wire().index() + 1;
    return new FlowSimulator(
            design.graph(),
            frames,
            List.of(new StallPattern(in, stalls.source())),
            List.of(new StallPattern(out, stalls.sink())))
        .run(frames);
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
        .isEqualTo(
            "deadlock: no transfer at the ports in the 10000 cycles before cycle 10008; waiting to"
                + " be taken: s_axis with beat 6, x with beat 6, x_branch1 with beat 5,"
                + " x_branch1_fifo with beat 0");
  }
}

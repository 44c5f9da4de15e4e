package io.nn2fpga.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.fold.fake.FakeLayer;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FoldingSolverTest {
  private static final DeviceFamily FAMILY =
      new DeviceFamily(
          "test",
          "Test",
          new DeviceFamily.Dsp(27, 18, 2, 9, 1, List.of()),
          new DeviceFamily.LutMultiplier(2, 1),
          1,
          0.5,
          1,
          new DeviceFamily.LutMemory(64, 32, 6, 4, 0),
          new DeviceFamily.BlockRam(0.5, List.of(new DeviceFamily.BlockRam.Shape(512, 36)), 64, 64),
          null,
          new DeviceFamily.Synthesis(
              "synth", Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of(), List.of()));

  /** Two layers of 12 and 24 cycles a pixel on 10 pixels, each with a follower. */
  private static Graph network() {
    Graph.Builder builder = Graph.builder("net", Level.INT);
    builder.input("x", TensorType.of(IntegerElement.unsigned(8), 1, 10, 4));
    builder.node("first", new FakeLayer(12), List.of("x"), "");
    builder.node("firstRelu", new FakeLayer(0), List.of("first"), "");
    builder.node("second", new FakeLayer(24), List.of("firstRelu"), "");
    builder.node("secondRelu", new FakeLayer(0), List.of("second"), "");
    builder.output("secondRelu");
    return builder.build();
  }

  private static FoldingProblem problem(long dsp, double utilization, @Nullable Double fps) {
    Resources available = new Resources(100_000, 100_000, dsp, 100, 0);
    return new FoldingProblem(network(), "tiny", FAMILY, available, utilization, 100, fps);
  }

  /** All pairs of foldings, by brute force. */
  private static long best(long dsps) {
    long best = Long.MAX_VALUE;
    for (int a = 1; a <= 12; a++) {
      for (int b = 1; b <= 24; b++) {
        if (a + b <= dsps) {
          long slower = Math.max((12 + a - 1) / a, (24 + b - 1) / b);
          best = Math.min(best, 10L * 4 * (slower + 1));
        }
      }
    }
    return best;
  }

  @Test
  void isAsFastAsBruteForceAndThenAsSmall() {
    for (long dsps = 2; dsps <= 36; dsps++) {
      FoldingPlan plan = FoldingSolver.solve(problem(dsps * 2, 0.5, null));
      assertThat(plan.interval()).as("interval with %d DSPs", dsps).isEqualTo(best(dsps));
      assertThat(plan.lowerBound()).isEqualTo(plan.interval());
      assertThat(plan.gap()).isZero();
      assertThat(plan.resources().dsp()).isLessThanOrEqualTo(dsps);
    }
    FoldingPlan plan = FoldingSolver.solve(problem(200, 0.09, null)); // 18 DSPs, 17 suffice for 3
    assertThat(plan.schedule().layers())
        .isEqualTo(Map.of("first", new Folding(6, 1, 1), "second", new Folding(12, 1, 1)));
  }

  @Test
  void aTargetIsReachedWithTheLeastResources() {
    // 100 MHz / 250,000 = 400 cycles = 40 beats · (9 + 1): 2 and 3 products
    FoldingPlan plan = FoldingSolver.solve(problem(100, 0.5, 250_000.0));
    assertThat(plan.interval()).isLessThanOrEqualTo(400);
    assertThat(plan.resources().dsp()).isEqualTo(2 + 3);
    assertThat(plan.layers())
        .extracting(FoldingPlan.Layer::name)
        .containsExactly("first", "second");
  }

  private static String limit(Resources available, @Nullable Double fps) {
    return FoldingSolver.solve(
            new FoldingProblem(network(), "tiny", FAMILY, available, 1, 100, fps))
        .limit()
        .text();
  }

  @Test
  void namesTheResourceThatStopsTheNextFasterFolding() {
    // Each product takes a DSP, 100 LUTs and 10 flip-flops or less; 36 of them are the widest.
    Resources plenty = new Resources(100_000, 100_000, 100, 100, 0);
    assertThat(limit(new Resources(100_000, 100_000, 10, 100, 0), null)).isEqualTo("DSP");
    assertThat(limit(new Resources(1_000, 100_000, 100, 100, 0), null)).isEqualTo("LUT");
    assertThat(limit(new Resources(1_000, 100_000, 10, 100, 0), null)).isEqualTo("LUT and DSP");
    assertThat(limit(plenty, null)).isEqualTo("none: layer 'first' has no faster folding");
    assertThat(limit(plenty, 250_000.0))
        .isEqualTo("none: the rate asked for is reached, a faster folding fits");
    assertThat(limit(new Resources(100_000, 100_000, 5, 100, 0), 250_000.0)).isEqualTo("DSP");
  }

  @Test
  void aLimitIsTheOneThatMoreOfItLifts() {
    Resources few = new Resources(1_000, 100_000, 10, 100, 0);
    long before =
        FoldingSolver.solve(new FoldingProblem(network(), "tiny", FAMILY, few, 1, 100, null))
            .interval();
    for (Resources more :
        List.of(
            new Resources(100_000, 100_000, 10, 100, 0),
            new Resources(1_000, 100_000, 100, 100, 0),
            new Resources(100_000, 100_000, 100, 100, 0))) {
      long after =
          FoldingSolver.solve(new FoldingProblem(network(), "tiny", FAMILY, more, 1, 100, null))
              .interval();
      boolean both = more.lut() > few.lut() && more.dsp() > few.dsp();
      assertThat(after < before).as(more.toString()).isEqualTo(both);
    }
  }

  @Test
  void aLimitNamesEveryWayOut() {
    FoldingLimit limit =
        new FoldingLimit.Budget(
            List.of(List.of(Resources.Kind.DSP), List.of(Resources.Kind.LUT, Resources.Kind.FF)));
    assertThat(limit.text()).isEqualTo("DSP or LUT and FF");
  }

  @Test
  void theAnswerIsTheSameEachTime() {
    assertThat(FoldingSolver.solve(problem(40, 0.5, null)))
        .isEqualTo(FoldingSolver.solve(problem(40, 0.5, null)));
  }

  @Test
  void saysWhatIsOverAndWhatWouldFit() {
    assertThatThrownBy(() -> FoldingSolver.solve(problem(3, 0.5, null)))
        .hasMessage(
            """
            error[does-not-fit]: the network does not fit 50 % of tiny: 2 DSP needed, 1 allowed
              hint: the smallest folding fits with --utilization 0.67""");
    assertThatThrownBy(() -> FoldingSolver.solve(problem(1, 1, null)))
        .hasMessageContaining("2 DSP needed, 1 allowed")
        .hasMessageContaining("choose a larger board");
  }

  @Test
  void saysWhichLayerMissesATargetAndWhatIsReached() {
    assertThatThrownBy(() -> FoldingSolver.solve(problem(100, 0.5, 5e6)))
        .hasMessage(
            """
            error[target-unreachable]: 5000000 frames a second at 100 MHz cannot be reached: \
            layer 'first' takes 80 cycles at its widest folding, 20 are allowed
              hint: the nearest that works is --target-fps 1250000""");
    assertThatThrownBy(() -> FoldingSolver.solve(problem(10, 0.5, 1e6)))
        .hasMessage(
            """
            error[target-unreachable]: 1000000 frames a second at 100 MHz cannot be reached: \
            36 DSP needed, 5 allowed at 50 % of the board
              hint: the nearest that works is --target-fps 277777""");
  }

  @Test
  void aLayerAndItsFollowersAreOneGroup() {
    List<LayerGroup> groups = LayerGroup.of(network());
    assertThat(groups).extracting(LayerGroup::name).containsExactly("first", "second");
    assertThat(groups.get(0).nodes()).extracting(Node::name).containsExactly("first", "firstRelu");
    assertThat(groups.get(1).inputs()).containsExactly("firstRelu");
    assertThat(groups.get(1).outputs()).containsExactly("secondRelu");
  }

  @Test
  void fifosStandBetweenGroups() {
    Schedule schedule =
        new Schedule(
            "tiny",
            100,
            Map.of("first", new Folding(1, 1, 1), "second", new Folding(2, 1, 1)),
            Map.of("firstRelu", 7));
    Graph flow = Streaming.lower(network(), schedule);
    assertThat(flow.nodes())
        .extracting(Node::name)
        .containsExactly("first", "firstRelu", "firstRelu.fifo", "second", "secondRelu");
    assertThat(flow.nodes().get(2).op()).hasToString("FakeFifo[depth=7]");
    assertThat(flow.value("x").stream().lanes()).isEqualTo(1);
  }

  @Test
  void aValueThatIsReadTwiceIsForkedWithAFifoOnEachBranch() {
    Graph.Builder builder = Graph.builder("net", Level.INT);
    builder.input("x", TensorType.of(IntegerElement.unsigned(8), 1, 10, 4));
    builder.node("a", new FakeLayer(2), List.of("x"), "");
    builder.node("follower", new FakeLayer(0), List.of("a"), "");
    builder.node("b", new FakeLayer(2), List.of("a"), "");
    builder.output("a");
    builder.output("b");
    builder.output("follower");
    Graph graph = builder.build();
    assertThat(LayerGroup.of(graph))
        .extracting(LayerGroup::name)
        .containsExactly("a", "follower", "b");
    Map<String, Integer> depths = Map.of("a.branch1", 9);
    Graph flow = Streaming.lower(graph, new Schedule("tiny", 100, Map.of(), depths));
    assertThat(flow.nodes())
        .extracting(n -> n.name() + n.inputs())
        .containsExactly(
            "a[x]",
            "a.fork0[a]",
            "a.fork1[a.rest0]",
            "a.branch0.fifo[a.branch0]",
            "a.branch1.fifo[a.branch1]",
            "follower[a.branch0.fifo]",
            "b[a.branch1.fifo]");
    assertThat(flow.nodes().get(4).op()).hasToString("FakeFifo[depth=9]");
    assertThat(flow.outputs()).containsExactly("a.branch2", "b", "follower");
  }
}

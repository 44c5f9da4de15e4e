package io.nn2fpga.flow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.fold.fake.FakeFifo;
import io.nn2fpga.fold.fake.FakeKernel;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FifoSizingTest {

  private static Graph chain(int depth, int pixels, FakeKernel... kernels) {
    Graph.Builder builder = Graph.builder("chain", Level.FLOW);
    String stream =
        builder.input("x", new StreamType(1, pixels, 1, IntegerElement.unsigned(8), 1, 1));
    for (int i = 0; i < kernels.length; i++) {
      stream = builder.node("k" + i, kernels[i], List.of(stream), "");
      if (i + 1 < kernels.length) {
        stream = builder.node(stream + ".fifo", new FakeFifo(depth), List.of(stream), "");
      }
    }
    builder.output(stream);
    return builder.build();
  }

  private static long interval(Graph graph) {
    return FlowSimulator.run(graph, 10).period(10).interval();
  }

  @Test
  void theLeastDepthStaysWhereActorsAreSmooth() {
    Graph graph = chain(2, 16, new FakeKernel(1, 0, 1), new FakeKernel(1, 2, 1));
    FifoSizing sized = FifoSizing.of(graph);
    assertThat(sized.depths()).isEqualTo(Map.of("k0", 2));
    assertThat(sized.interval()).isEqualTo(16 * 4);
    assertThat(sized.graph()).isEqualTo(graph);
  }

  @Test
  void aBurstGetsTheSmallestDepthThatKeepsTheThroughput() {
    // k0 takes 8 beats and gives 8; k1 takes one in two cycles: both need 32 cycles a frame.
    Graph graph = chain(2, 16, new FakeKernel(8, 0, 1), new FakeKernel(1, 0, 1));
    assertThat(interval(graph)).isGreaterThan(32);
    FifoSizing sized = FifoSizing.of(graph);
    assertThat(sized.interval()).isEqualTo(32);
    assertThat(interval(sized.graph())).isEqualTo(32);
    int depth = requireNonNull(sized.depths().get("k0"));
    assertThat(depth).isGreaterThan(2);
    assertThat(interval(FifoSizing.withDepths(graph, Map.of("k0", depth - 1)))).isGreaterThan(32);
  }

  @Test
  void anActorThatNeverGivesIsReported() {
    Graph graph = chain(2, 4, new FakeKernel(1, 0, 1), new FakeKernel(3000, 0, 1));
    assertThatThrownBy(() -> FifoSizing.of(graph))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stops even with FIFOs that hold whole frames");
  }

  @Test
  void activitiesAddUpAndNameTheBottleneck() {
    Graph graph = chain(2, 16, new FakeKernel(1, 0, 1), new FakeKernel(1, 6, 1));
    Trace trace = FlowSimulator.run(graph, 10);
    Trace.Activity fast = requireNonNull(trace.activities().get("k0"));
    Trace.Activity slow = requireNonNull(trace.activities().get("k1"));
    int cycles = trace.lastBeat("k1", 9) + 1;
    assertThat(fast.busy() + fast.starved() + fast.blocked()).isEqualTo(cycles);
    assertThat(slow.busy() + slow.starved() + slow.blocked()).isEqualTo(cycles);
    assertThat(slow.busy()).isGreaterThan(cycles * 95 / 100);
    assertThat(fast.blocked()).isGreaterThan(cycles / 2);
    assertThat(slow.blocked()).isZero();
  }

  @Test
  void aSteadyStateOfSeveralFramesIsAveraged() {
    // Frames of 2 beats in bursts of 3: last beats come at distances that repeat every 3 frames.
    Graph graph = chain(2, 2, new FakeKernel(3, 5, 1));
    Trace trace = FlowSimulator.run(graph, 12);
    assertThat(trace.period(12)).isEqualTo(new Trace.Period(3, 2 * 11));
    assertThat(trace.interval(12)).isEqualTo(8);
  }

  @Test
  void fortyActorsTakeSeconds() {
    FakeKernel[] kernels = new FakeKernel[20];
    java.util.Arrays.fill(kernels, new FakeKernel(1, 0, 1));
    Graph graph = chain(2, 10_000, kernels);
    long start = System.nanoTime();
    Trace trace = FlowSimulator.run(graph, 10);
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(trace.interval(10)).isEqualTo(20_000);
    assertThat(seconds).isLessThan(20); // 200,000 cycles; leaves room for a busy machine
  }
}

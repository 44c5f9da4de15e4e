package io.nn2fpga.lower;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.DeadlockException;
import io.nn2fpga.flow.FifoDeadlock;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.LayerInterval;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.op.Folding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Residual networks on streams: values, throughput, and no deadlock whatever stalls. */
class ResidualFlowTest {
  private static final QuantizedModel MODEL = model();

  private static QuantizedModel model() {
    Nets net = Nets.residual();
    Graph simplified = Pipelines.simplification().run(net.graph());
    return Pipelines.quantize(
        simplified,
        Nets.calibrate(simplified, List.of(net.constant(4, 8, 8), net.constant(4, 8, 8))),
        QuantizationOptions.eightBits());
  }

  private static final int SLOWEST = 0;
  private static final int FASTEST_OF_ONE_PIXEL = 1;
  private static final int FASTEST = 2;

  /** A random folding of each layer, but for the first seeds. */
  private static Schedule schedule(int seed) {
    Random random = new Random(seed);
    Map<String, Folding> layers = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(MODEL.graph())) {
      List<Folding> foldings = group.foldings();
      List<Folding> onePixel = foldings.stream().filter(f -> f.px() == 1).toList();
      if (!foldings.isEmpty()) {
        Folding pick =
            switch (seed) {
              case SLOWEST -> foldings.get(0);
              case FASTEST_OF_ONE_PIXEL -> onePixel.get(onePixel.size() - 1);
              case FASTEST -> foldings.get(foldings.size() - 1);
              default -> foldings.get(random.nextInt(foldings.size()));
            };
        layers.put(group.name(), pick);
      }
    }
    return new Schedule("board", 100, layers, Map.of());
  }

  private static FifoSizing sized(int seed) {
    return FifoSizing.of(Streaming.lower(MODEL.graph(), schedule(seed)));
  }

  private static Trace stalled(Graph flow, int frames, int seed, int source, int sink) {
    return new FlowSimulator(
            flow,
            frames,
            List.of(new StallPattern(seed, source)),
            List.of(new StallPattern(seed + 1, sink)))
        .run(frames);
  }

  @Test
  void streamsCarryTheIntegerReference() {
    Graph flow = Streaming.lower(MODEL.graph(), schedule(5));
    IntTensor frame =
        IntTensor.of(MODEL.input().element(), new Random(1).ints(256, 0, 256).toArray(), 8, 8, 4);
    assertThat(new IntegerExecutor(flow).runOutput(frame).data())
        .isEqualTo(new IntegerExecutor(MODEL.graph()).runOutput(frame).data());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void theNetworkIsAsFastAsItsSlowestLayerAndNeverDeadlocks(int seed) {
    Graph flow = Streaming.lower(MODEL.graph(), schedule(seed));
    long slowest = 1;
    for (LayerGroup group : LayerGroup.of(MODEL.graph())) {
      slowest = Math.max(slowest, LayerInterval.of(flow, group));
    }
    FifoSizing sized = FifoSizing.of(flow);
    assertThat(sized.interval()).isEqualTo(slowest);
    int[][] rates = {{0, 0}, {128, 0}, {0, 128}, {128, 128}, {250, 0}, {0, 250}, {230, 60}};
    for (int[] rate : rates) {
      Trace trace = stalled(sized.graph(), 3, 17 * seed + rate[0], rate[0], rate[1]);
      assertThat(trace.frames()).isEqualTo(3);
    }
  }

  /** Between what progress needs and what throughput needs lies a slower, working design. */
  @Test
  void fifosBelowTheirNeedAreNamedAndThoseAboveItOnlyCostThroughput() {
    FifoSizing sized = sized(FASTEST_OF_ONE_PIXEL);
    String first = "conv0.requantize.branch1";
    String second = "conv7.requantize";
    Graph small = FifoSizing.withDepths(sized.graph(), Map.of(first, 2, second, 3));
    assertThatThrownBy(() -> FlowSimulator.run(small, 3)).isInstanceOf(DeadlockException.class);
    List<FifoDeadlock> found = FifoDeadlock.in(small);
    assertThat(found.get(0))
        .isEqualTo(
            new FifoDeadlock(first, 2, "conv0.requantize.fork0", "add5", found.get(0).least()));
    int least = found.get(0).least();
    assertThat(least).isBetween(3, requireNonNull(sized.depths().get(first)) - 1);

    Graph enough = FifoSizing.withDepths(sized.graph(), Map.of(first, least));
    assertThat(FifoDeadlock.in(enough)).isEmpty();
    assertThat(FlowSimulator.run(enough, 10).interval(10)).isGreaterThan((int) sized.interval());
    for (int seed = 1; seed < 20; seed++) {
      assertThat(stalled(enough, 3, seed, 13 * seed, 256 - 13 * seed).frames()).isEqualTo(3);
    }
    assertThat(FifoDeadlock.in(FifoSizing.withDepths(enough, Map.of(first, least - 1))))
        .containsExactly(
            new FifoDeadlock(first, least - 1, "conv0.requantize.fork0", "add5", least));
  }
}

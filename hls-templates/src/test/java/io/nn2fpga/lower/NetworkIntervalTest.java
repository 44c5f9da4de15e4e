package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.FoldingPlan;
import io.nn2fpga.fold.FoldingProblem;
import io.nn2fpga.fold.FoldingSolver;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.LayerInterval;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.maxpool.MaxPool;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.ops.reshape.Reshape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network is as fast as its slowest layer, and as fast as the solver said. */
class NetworkIntervalTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement S20 = IntegerElement.signed(20);
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> TWO = List.of(2, 2);
  private static final List<Integer> FIVE = List.of(5, 5);

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

  private final Random random = new Random(7);
  private final Graph.Builder builder = Graph.builder("lenet", Level.INT);

  private String weights(String name, int... extents) {
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    int[] data = random.ints(size, -127, 128).toArray();
    return builder.constant(name + ".w", IntTensor.of(S8, data, extents));
  }

  private String requantized(String acc, int channels) {
    int[] multipliers = random.ints(channels, 1, 128).toArray();
    long[] offsets = random.longs(channels, 0, 1 << 14).toArray();
    String m = builder.constant(acc + ".m", IntTensor.of(S8, multipliers, channels));
    String k =
        builder.constant(acc + ".k", LongTensor.of(IntegerElement.signed(15), offsets, channels));
    return builder.node(
        acc + ".requantize", new Requantize(15, 0, 255, U8), List.of(acc, m, k), "");
  }

  private String conv(String name, String x, int padding, int channels, int outputs) {
    List<Integer> pads = List.of(padding, padding, padding, padding);
    Conv conv = new Conv(new Window(FIVE, ONE, pads), 0, S20);
    String w = weights(name, outputs, 5, 5, channels);
    return requantized(builder.node(name, conv, List.of(x, w), ""), outputs);
  }

  private String pool(String name, String x) {
    return builder.node(name, new MaxPool(TWO, TWO, NO_PADS), List.of(x), "");
  }

  /** 28×28 digits through two convolutions, each with a pool, and two dense layers. */
  private Graph lenet() {
    String x = builder.input("x", TensorType.of(U8, 28, 28, 1));
    String first = pool("pool1", conv("conv1", x, 2, 1, 8));
    String second = pool("pool2", conv("conv2", first, 0, 8, 16));
    String flat = builder.node("flat", new Reshape(1, 1, 400), List.of(second), "");
    String fc1 = builder.node("fc1", new Dense(S20), List.of(flat, weights("fc1", 64, 400)), "");
    String codes = requantized(fc1, 64);
    builder.output(builder.node("fc2", new Dense(S20), List.of(codes, weights("fc2", 10, 64)), ""));
    return builder.build();
  }

  private static FoldingPlan solve(Graph graph, long dsp) {
    Resources available = new Resources(230_400, 460_800, dsp, 312, 96);
    return FoldingSolver.solve(
        new FoldingProblem(graph, "board", FAMILY, available, 0.5, 200, null));
  }

  @ParameterizedTest
  @ValueSource(longs = {1728, 700, 300, 150, 80})
  void theSimulatedNetworkTakesWhatTheSolverPromised(long dsp) {
    Graph graph = lenet();

    FoldingPlan plan = solve(graph, dsp);

    long slowest = plan.layers().stream().mapToLong(FoldingPlan.Layer::interval).max().orElse(0);
    assertThat(plan.interval()).isEqualTo(slowest);
    assertThat(plan.lowerBound()).isEqualTo(plan.interval());
    assertThat(FifoSizing.of(Streaming.lower(graph, plan.schedule())).interval())
        .isEqualTo(plan.interval());
  }

  @Test
  void theInputsPixelsBoundTheNetworkOnALargeBoard() {
    assertThat(solve(lenet(), 1728).interval()).isEqualTo(28 * 28);
  }

  @Test
  void severalPixelsMakeTheNetworkFasterThanItsInputsPixelsOnALargerOne() {
    Graph graph = lenet();
    FoldingPlan plan = solve(graph, 2 * 1728);

    assertThat(plan.interval()).isLessThan(28 * 28 * 2 / 3);
    assertThat(plan.schedule().layers().values()).anyMatch(folding -> folding.px() > 1);
    assertThat(FifoSizing.of(Streaming.lower(graph, plan.schedule())).interval())
        .isEqualTo(plan.interval());
  }

  @Test
  void aFlattenedImageArrivesPixelByPixel() {
    builder.input("x", TensorType.of(U8, 28, 28, 1));
    String flat = builder.node("flat", new Reshape(1, 1, 784), List.of("x"), "");
    builder.output(builder.node("fc", new Dense(S20), List.of(flat, weights("fc", 64, 784)), ""));

    FoldingPlan plan = solve(builder.build(), 1728);

    assertThat(plan.interval()).isEqualTo(784);
    assertThat(plan.lowerBound()).isEqualTo(784);
    assertThat(plan.resources().dsp()).isLessThan(100);
  }

  @Test
  void anUnpaddedConvolutionRefillsItsLineBufferBehindTheLastWindows() {
    Graph graph = lenet();
    Map<String, Folding> foldings =
        Map.of(
            "conv1", new Folding(8, 25, 1),
            "pool1", new Folding(8, 1, 1),
            "conv2", new Folding(8, 75, 1),
            "pool2", new Folding(8, 1, 1),
            "fc1", new Folding(1, 64, 1),
            "fc2", new Folding(1, 1, 1));
    Graph flow = Streaming.lower(graph, new Schedule("board", 200, foldings, Map.of()));

    for (LayerGroup layer : LayerGroup.of(graph)) {
      assertThat(LayerInterval.of(flow, layer)).as(layer.name()).isLessThanOrEqualTo(784);
    }
    assertThat(FifoSizing.of(flow).interval()).isEqualTo(784);
  }
}

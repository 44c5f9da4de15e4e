package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.LayerInterval;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.maxpool.MaxPool;
import io.nn2fpga.ops.requantize.Requantize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that work on several pixels of a row at a time. */
class PixelFlowTest {
  private static final int HEIGHT = 10;
  private static final int WIDTH = 16;
  private static final int CHANNELS = 3;
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> TWO = List.of(2, 2);

  private final Random random = new Random(3);
  private final Graph.Builder builder = Graph.builder("pixels", Level.INT);
  private final Graph network = network();
  private final IntTensor frame =
      IntTensor.of(
          U8, random.ints(HEIGHT * WIDTH * CHANNELS, 0, 256).toArray(), HEIGHT, WIDTH, CHANNELS);

  private String conv(String name, String x, int channels, int outputs) {
    Conv conv = new Conv(new Window(List.of(3, 3), ONE, List.of(1, 1, 1, 1)), 17, S24);
    int[] data = random.ints(outputs * 9L * channels, -127, 128).toArray();
    String w = builder.constant(name + ".w", IntTensor.of(S8, data, outputs, 3, 3, channels));
    String acc = builder.node(name, conv, List.of(x, w), "");
    int[] multipliers = random.ints(outputs, 1, 128).toArray();
    long[] offsets = random.longs(outputs, 0, 1 << 20).toArray();
    String m = builder.constant(name + ".m", IntTensor.of(S8, multipliers, outputs));
    String k =
        builder.constant(name + ".k", LongTensor.of(IntegerElement.signed(22), offsets, outputs));
    return builder.node(
        name + ".requantize", new Requantize(14, 0, 255, U8), List.of(acc, m, k), "");
  }

  private static final IntegerElement S24 = IntegerElement.signed(24);

  /** A convolution, a pool that halves the frame, and another convolution. */
  private Graph network() {
    String x = builder.input("x", TensorType.of(U8, HEIGHT, WIDTH, CHANNELS));
    MaxPool pool = new MaxPool(TWO, TWO, List.of(0, 0, 0, 0));
    String pooled = builder.node("pool", pool, List.of(conv("conv1", x, CHANNELS, 6)), "");
    builder.output(conv("conv2", pooled, 6, 4));
    return builder.build();
  }

  private Graph lower(Folding conv1, Folding pool, Folding conv2) {
    Map<String, Folding> layers = new LinkedHashMap<>();
    layers.put("conv1", conv1);
    layers.put("pool", pool);
    layers.put("conv2", conv2);
    for (LayerGroup group : LayerGroup.of(network)) {
      assertThat(group.foldings()).contains(layers.get(group.name()));
    }
    return Streaming.lower(network, new Schedule("board", 100, layers, Map.of()));
  }

  private void checkValues(Graph flow) {
    assertThat(new IntegerExecutor(flow).runOutput(frame))
        .isEqualTo(new IntegerExecutor(network).runOutput(frame));
  }

  @ParameterizedTest
  @CsvSource({"2, 27, 2, 2, 54", "4, 27, 4, 4, 54", "8, 9, 2, 2, 54", "8, 27, 2, 1, 54"})
  void aChainOfSeveralPixelsComputesTheReferenceAndIsThatMuchFaster(
      int px1, int simd1, int poolPx, int px2, int simd2) {
    Folding conv2 = new Folding(4, simd2, px2);
    Graph flow = lower(new Folding(6, simd1, px1), new Folding(6, 1, poolPx), conv2);

    checkValues(flow);
    long slowest = 1;
    for (LayerGroup group : LayerGroup.of(network)) {
      slowest = Math.max(slowest, LayerInterval.of(flow, group));
    }
    assertThat(FifoSizing.of(flow).interval()).isEqualTo(slowest);
    // Rows of windows start with columns that complete none: a group more each, in the second half.
    assertThat(slowest).isLessThanOrEqualTo(HEIGHT * WIDTH / 2 + HEIGHT);
  }

  @Test
  void onePixelBehindSeveralAndSeveralBehindOne() {
    checkValues(lower(new Folding(6, 27, 4), new Folding(3, 1, 1), new Folding(4, 54, 4)));
    checkValues(lower(new Folding(3, 9, 1), new Folding(6, 1, 4), new Folding(2, 18, 1)));
  }

  @Test
  void theNetworksOwnStreamsHaveSeveralPixelsABeatOfItsOwnFrames() {
    Graph flow = lower(new Folding(6, 27, 2), new Folding(6, 1, 2), new Folding(4, 54, 4));

    assertThat(flow.value("x").stream())
        .isEqualTo(new StreamType(HEIGHT, WIDTH, CHANNELS, U8, 2, CHANNELS));
    assertThat(flow.value(flow.outputs().get(0)).stream())
        .isEqualTo(new StreamType(HEIGHT / 2, WIDTH / 2, 4, U8, 4, 4));
  }
}

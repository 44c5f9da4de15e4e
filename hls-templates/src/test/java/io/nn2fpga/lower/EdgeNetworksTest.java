package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.op.Folding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Networks at the edge of what passes {@link CheckSupport}: each goes all the way to streams, where
 * the flow graph gives what the integer graph gives, in the smallest folding and in the largest.
 */
class EdgeNetworksTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);
  private static final FloatTensor[] NO_CONSTANTS = {};

  private static List<Integer> list(int... numbers) {
    return java.util.Arrays.stream(numbers).boxed().toList();
  }

  private static Named<Nets> conv(
      String name, int[] input, List<Integer> kernel, List<Integer> strides, List<Integer> pads) {
    Conv conv = new Conv(kernel, strides, pads, ONE, 1);
    int[] weights = {3, input[0], kernel.get(0), kernel.get(1)};
    return Named.of(name, new Nets(input).then(conv, weights));
  }

  private static Named<Nets> maxPool(
      String name, int[] input, List<Integer> kernel, List<Integer> strides, List<Integer> pads) {
    return Named.of(name, new Nets(input).then(new MaxPool(kernel, strides, pads), NO_CONSTANTS));
  }

  private static Named<Nets> averagePool(
      String name, int[] input, List<Integer> kernel, List<Integer> strides, List<Integer> pads) {
    AveragePool pool = new AveragePool(kernel, strides, pads, false);
    return Named.of(name, new Nets(input).then(pool, NO_CONSTANTS));
  }

  private static FloatTensor vector(float... values) {
    return FloatTensor.of(values, values.length);
  }

  static Stream<Named<Nets>> networks() {
    int[] pixel = {2, 1, 1};
    int[] image = {2, 7, 5};
    int[] row = {2, 1, 9};
    return Stream.of(
        conv("unequal pads", image, list(3, 2), list(2, 3), list(2, 1, 1, 0)),
        conv("one pixel, mostly padding", pixel, list(3, 3), ONE, list(1, 1, 1, 1)),
        conv("one pixel, stride", pixel, list(3, 3), list(2, 2), list(1, 1, 1, 1)),
        conv("one pixel, wide kernel", pixel, list(5, 5), ONE, list(2, 2, 2, 2)),
        conv("huge stride", image, list(3, 3), list(1 << 20, 1 << 20), list(1, 1, 1, 1)),
        conv("stride larger than kernel", image, list(1, 1), list(3, 4), NONE),
        conv("stride larger than kernel, padded", image, list(2, 2), list(5, 5), list(1, 1, 1, 1)),
        conv("kernel over frame and padding", image, list(9, 9), ONE, list(1, 2, 1, 2)),
        conv("pads just below the kernel", image, list(3, 2), ONE, list(2, 1, 2, 1)),
        conv("one row", row, list(3, 3), ONE, list(1, 1, 1, 1)),
        conv("one row, flat kernel", row, list(1, 3), ONE, list(0, 1, 0, 1)),
        conv("one column", new int[] {2, 9, 1}, list(3, 1), ONE, list(1, 0, 1, 0)),
        maxPool("max of one pixel", pixel, list(3, 3), ONE, list(1, 1, 1, 1)),
        maxPool("max, huge stride", image, list(2, 2), list(500, 500), NONE),
        maxPool("max, unequal pads", image, list(3, 2), list(2, 3), list(2, 1, 0, 1)),
        averagePool("average of one pixel", pixel, list(3, 3), ONE, list(1, 1, 1, 1)),
        averagePool("average, huge stride", image, list(2, 2), list(500, 500), NONE),
        averagePool("average, unequal pads", image, list(3, 2), list(2, 3), list(2, 1, 0, 1)),
        Named.of("vector", new Nets(5).then(new Relu(), NO_CONSTANTS)),
        Named.of("matrix", new Nets(5, 4).then(new Relu(), NO_CONSTANTS)),
        Named.of("one number", new Nets(1).then(new Dense(), new int[] {1, 1})),
        Named.of(
            "average of one pixel's plane",
            new Nets(pixel).then(new GlobalAveragePool(), NO_CONSTANTS)),
        Named.of(
            "batch norm on the input",
            new Nets(image)
                .then(
                    new BatchNormalization(1e-5),
                    vector(1, -2),
                    vector(0, 1),
                    vector(1, 0),
                    vector(0, 4))),
        Named.of("clamp to one number", new Nets(5).then(new Clip(2, 2), NO_CONSTANTS)),
        Named.of("clamp out of range", new Nets(5).then(new Clip(100, 200), NO_CONSTANTS)),
        Named.of(
            "weights of zeros", new Nets(5).then(new Dense(), FloatTensor.of(new float[15], 3, 5))),
        Named.of(
            "vector to an image of one channel",
            new Nets(16)
                .then(new Reshape(List.of(1, 4, 4)), NO_CONSTANTS)
                .then(new Conv(list(3, 3), ONE, NONE, ONE, 1), new int[] {2, 1, 3, 3})),
        Named.of(
            "flattened before a ReLU",
            new Nets(image).then(new Flatten(), NO_CONSTANTS).then(new Relu(), NO_CONSTANTS)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void goesToStreams(Nets net) {
    Graph graph = net.graph();
    int[] extents =
        graph.value("x").tensor().shape().stream().mapToInt(Integer::intValue).toArray();
    List<FloatTensor> samples = Stream.generate(() -> net.constant(extents)).limit(4).toList();
    Graph simplified = Pipelines.simplification().run(graph);
    QuantizedModel model =
        Pipelines.quantize(
            simplified, Nets.calibrate(simplified, samples), QuantizationOptions.eightBits());
    List<IntTensor> frames = samples.stream().map(model.input()::quantize).toList();
    List<IntTensor> expected = new IntegerExecutor(model.graph()).runAll(frames);
    for (boolean largest : new boolean[] {false, true}) {
      Graph flow = Streaming.lower(model.graph(), schedule(model.graph(), largest));
      assertThat(new IntegerExecutor(flow).runAll(frames)).isEqualTo(expected);
      assertThat(FlowSimulator.run(flow, 4).interval(4)).isPositive();
    }
  }

  /** The first or the last folding that each layer offers. */
  private static Schedule schedule(Graph graph, boolean last) {
    Map<String, Folding> layers = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(graph)) {
      List<Folding> foldings = group.foldings();
      if (!foldings.isEmpty()) {
        layers.put(group.name(), foldings.get(last ? foldings.size() - 1 : 0));
      }
    }
    return new Schedule("test", 100, layers, Map.of());
  }
}

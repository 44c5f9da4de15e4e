package io.nn2fpga.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hand-computed results of each operator, and the messages of operands that do not fit. */
final class NnOperationsTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);

  private static FloatTensor ramp(int... extents) {
    float[] data = new float[Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    return FloatTensor.of(data, extents);
  }

  private static FloatTensor vector(float... data) {
    return FloatTensor.of(data, data.length);
  }

  private static FloatTensor evaluate(NnOperation operation, Tensor... operands) {
    return (FloatTensor) operation.evaluate(List.of(operands)).get(0);
  }

  @Test
  void convolutionAppliesStridePadsAndBias() {
    Conv conv = new Conv(List.of(2, 2), List.of(2, 1), List.of(1, 0, 0, 1), ONE, 1);
    FloatTensor weights = FloatTensor.of(new float[] {1, 10, 100, 1000}, 1, 1, 2, 2);
    assertThat(evaluate(conv, ramp(1, 3, 2), weights, vector(0.5f)))
        .isEqualTo(FloatTensor.of(new float[] {1000.5f, 100.5f, 5432.5f, 503.5f + 0f}, 1, 2, 2));
  }

  @Test
  void dilatedConvolutionSkipsPixels() {
    Conv conv = new Conv(List.of(2, 2), ONE, NO_PADS, List.of(2, 3), 1);
    FloatTensor weights = FloatTensor.of(new float[] {1, 1, 1, 1}, 1, 1, 2, 2);
    assertThat(evaluate(conv, ramp(1, 3, 4), weights))
        .isEqualTo(FloatTensor.of(new float[] {0 + 3 + 8 + 11}, 1, 1, 1));
  }

  @Test
  void groupsSeeOnlyTheirChannels() {
    Conv conv = new Conv(ONE, ONE, NO_PADS, ONE, 2);
    FloatTensor weights = FloatTensor.of(new float[] {1, 10, 2, 20}, 2, 2, 1, 1);
    assertThat(evaluate(conv, FloatTensor.of(new float[] {1, 2, 3, 4}, 4, 1, 1), weights))
        .isEqualTo(FloatTensor.of(new float[] {21, 86}, 2, 1, 1));
  }

  @Test
  void denseMultipliesRows() {
    FloatTensor weights = FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(evaluate(new Dense(), vector(1, 0, -1), weights, vector(0, 10)))
        .isEqualTo(vector(-2, 8));
  }

  @Test
  void addBroadcastsFromTheLastAxis() {
    FloatTensor x = ramp(2, 1, 2);
    FloatTensor channels = FloatTensor.of(new float[] {10, 20}, 2, 1, 1);
    assertThat(evaluate(new Add(), x, channels))
        .isEqualTo(FloatTensor.of(new float[] {10, 11, 22, 23}, 2, 1, 2));
    assertThat(evaluate(new Add(), x, vector(10, 20)))
        .isEqualTo(FloatTensor.of(new float[] {10, 21, 12, 23}, 2, 1, 2));
  }

  @Test
  void onlyChannelWiseAddendsHaveAChannelMap() {
    TensorType x = TensorType.of(FloatElement.F32, 2, 1, 2);
    FloatTensor channels = FloatTensor.of(new float[] {10, 20}, 2, 1, 1);
    assertThat(new Add().channelMap(x, List.of(channels)))
        .satisfies(map -> assertThat(map.shift()).containsExactly(10, 20))
        .satisfies(map -> assertThat(map.scale()).containsExactly(1, 1));
    assertThat(new Add().channelMap(x, List.of(vector(5))))
        .satisfies(map -> assertThat(map.shift()).containsExactly(5, 5));
    assertThat(new Add().channelMap(x, List.of(vector(10, 20)))).isNull();
  }

  @Test
  void clampsHoldTheirBounds() {
    assertThat(evaluate(new Relu(), vector(-1, 0, 2))).isEqualTo(vector(0, 0, 2));
    assertThat(evaluate(new Clip(-0.5, 1), vector(-1, 0, 2))).isEqualTo(vector(-0.5f, 0, 1));
    assertThatThrownBy(() -> new Clip(1, 0)).hasMessage("clip to [1.0, 0.0]");
    double infinity = Double.POSITIVE_INFINITY;
    assertThatThrownBy(() -> new Clip(infinity, infinity))
        .hasMessage("clip to [Infinity, Infinity]");
    assertThatThrownBy(() -> new Clip(-infinity, -infinity))
        .hasMessage("clip to [-Infinity, -Infinity]");
  }

  @Test
  void poolsDoNotCountPaddingUnlessAsked() {
    List<Integer> two = List.of(2, 2);
    List<Integer> pads = List.of(1, 1, 0, 0);
    FloatTensor x = FloatTensor.of(new float[] {-4, -3, -2, -1}, 1, 2, 2);
    assertThat(evaluate(new MaxPool(two, ONE, pads), x))
        .isEqualTo(FloatTensor.of(new float[] {-4, -3, -2, -1}, 1, 2, 2));
    assertThat(evaluate(new AveragePool(two, ONE, pads, false), x))
        .isEqualTo(FloatTensor.of(new float[] {-4, -3.5f, -3, -2.5f}, 1, 2, 2));
    assertThat(evaluate(new AveragePool(two, ONE, pads, true), x))
        .isEqualTo(FloatTensor.of(new float[] {-1, -1.75f, -1.5f, -2.5f}, 1, 2, 2));
  }

  @Test
  void globalAveragePoolKeepsTheChannels() {
    assertThat(evaluate(new GlobalAveragePool(), ramp(2, 2, 3)))
        .isEqualTo(FloatTensor.of(new float[] {2.5f, 8.5f}, 2, 1, 1));
  }

  @Test
  void batchNormalizationUsesItsOwnStatistics() {
    assertThat(
            evaluate(
                new BatchNormalization(1),
                FloatTensor.of(new float[] {1, 2, 3, 4}, 2, 1, 2),
                vector(4, -6),
                vector(0, 1),
                vector(1, 1),
                vector(3, 8)))
        .isEqualTo(FloatTensor.of(new float[] {0, 2, -3, -5}, 2, 1, 2));
  }

  @Test
  void transposesReorderTheAxes() {
    FloatTensor x = ramp(2, 3, 4);
    FloatTensor last = evaluate(new Transpose(Transpose.TO_CHANNELS_LAST), x);
    assertThat(last.type().shape()).containsExactly(3, 4, 2);
    assertThat(last.data()).startsWith(0, 12, 1, 13, 2, 14, 3, 15, 4, 16).endsWith(11, 23);
    assertThat(evaluate(new Transpose(Transpose.TO_CHANNELS_FIRST), last)).isEqualTo(x);
    List<Integer> odd = List.of(2, 1, 0);
    List<Integer> both = Transpose.compose(Transpose.TO_CHANNELS_LAST, odd);
    assertThat(evaluate(new Transpose(odd), last)).isEqualTo(evaluate(new Transpose(both), x));
    assertThat(Transpose.compose(both, Transpose.inverse(both))).containsExactly(0, 1, 2);
    assertThatThrownBy(() -> new Transpose(List.of(0, 2)))
        .hasMessage("[0, 2] is not an order of axes");
    assertThatThrownBy(() -> new Transpose(odd).inferTypes(List.of(ramp(2, 2).type())))
        .hasMessage("axes in the order [2, 1, 0] of f32[2,2]");
  }

  @Test
  void reshapesKeepTheOrder() {
    assertThat(evaluate(new Flatten(), ramp(2, 1, 2))).isEqualTo(ramp(4));
    assertThat(evaluate(new Reshape(List.of(1, 4)), ramp(2, 1, 2))).isEqualTo(ramp(1, 4));
  }

  @Test
  void hostTailsWorkAlongTheirAxis() {
    FloatTensor x = FloatTensor.of(new float[] {0, 5, 3, 5, 1, 2}, 3, 2);
    assertThat(evaluate(new ArgMax(0, false), x)).isEqualTo(vector(1, 0));
    assertThat(evaluate(new ArgMax(1, true), x))
        .isEqualTo(FloatTensor.of(new float[] {1, 1, 1}, 3, 1));
    float[] shares = evaluate(new Softmax(0), vector(0, (float) Math.log(3))).data();
    assertThat(shares).containsExactly(0.25f, 0.75f);
  }

  @Test
  void operandsThatDoNotFitAreNamed() {
    Conv conv = new Conv(List.of(3, 3), ONE, NO_PADS, ONE, 1);
    TensorType image = TensorType.of(FloatElement.F32, 2, 2, 9);
    assertThatThrownBy(
            () -> conv.inferTypes(List.of(image, TensorType.of(FloatElement.F32, 4, 3, 3, 3))))
        .hasMessage("weights f32[4,3,3,3] in 1 groups do not fit 2 channels");
    assertThatThrownBy(
            () -> conv.inferTypes(List.of(image, TensorType.of(FloatElement.F32, 4, 2, 3, 3))))
        .hasMessage("a window of 3 rows over 2");
    assertThatThrownBy(
            () ->
                new Dense()
                    .inferTypes(
                        List.of(
                            TensorType.of(FloatElement.F32, 5),
                            TensorType.of(FloatElement.F32, 4, 6))))
        .hasMessage("weights f32[4,6] do not fit 5 features");
    assertThatThrownBy(
            () -> new Add().inferTypes(List.of(image, TensorType.of(FloatElement.F32, 3))))
        .hasMessage("f32[2,2,9] and f32[3] do not broadcast");
  }

  @Test
  void theInterpreterReturnsEveryObservedTensor() {
    Graph.Builder builder = Graph.builder("net", Level.NN);
    builder.input("x", TensorType.of(FloatElement.F32, 2));
    builder.constant("w", FloatTensor.of(new float[] {1, -1}, 1, 2));
    builder.node("h", new Dense(), List.of("x", "w"), "");
    builder.node("y", new Relu(), List.of("h"), "");
    builder.output("y");
    Graph graph = builder.build();
    try (NnInterpreter all = new NnInterpreter(graph)) {
      assertThat(all.run(vector(1, 3)))
          .isEqualTo(Map.of("x", vector(1, 3), "h", vector(-2), "y", vector(0)));
    }
    try (NnInterpreter one = new NnInterpreter(graph, List.of("h"))) {
      assertThat(one.run(vector(3, 1))).isEqualTo(Map.of("h", vector(2)));
      assertThatThrownBy(() -> one.run(vector(1))).hasMessage("f32[1] for input x, f32[2]");
    }
  }

  @Test
  void mnemonicsAreUnique() {
    List<Class<? extends NnOperation>> all = NnOperations.all();
    assertThat(new HashSet<>(all)).hasSameSizeAs(all);
  }
}

package io.nn2fpga.ops.conv;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.LoweredLayer;
import io.nn2fpga.ops.slidingwindow.LineBuffer;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.WindowConsumer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvOperatorTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final ConvOperator OPERATOR = new ConvOperator();
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> TWO = List.of(2, 2);

  /** Layers that differ in everything that decides how a window is cut into beats. */
  enum Layer {
    LENET_1(6, 12, 1, 6, List.of(5, 5), List.of(1, 1), List.of(0, 0, 0, 0), 0),
    PADDED(7, 9, 3, 4, List.of(3, 3), List.of(1, 1), List.of(1, 1, 1, 1), 128),
    STRIDED(9, 8, 5, 3, List.of(3, 3), List.of(2, 2), List.of(0, 0, 0, 0), 7),
    STRIDED_PADDED(8, 7, 4, 5, List.of(3, 2), List.of(2, 3), List.of(1, 0, 2, 1), 255),
    ROWS_ONLY(6, 5, 6, 2, List.of(3, 1), List.of(1, 2), List.of(1, 0, 1, 0), 3),
    ONE_PIXEL(4, 3, 7, 10, List.of(4, 3), List.of(1, 1), List.of(0, 0, 0, 0), 0),
    POINTWISE(4, 5, 10, 7, List.of(1, 1), List.of(1, 1), List.of(0, 0, 0, 0), 0),
    POINTWISE_STRIDED(5, 6, 9, 3, List.of(1, 1), List.of(2, 2), List.of(0, 0, 0, 0), 0),
    DILATED(9, 8, 3, 4, new Window(List.of(3, 2), ONE, List.of(2, 1, 2, 2), List.of(2, 3)), 1, 9),
    DILATED_STRIDED(
        9, 9, 2, 3, new Window(List.of(2, 3), TWO, List.of(1, 0, 0, 2), List.of(3, 2)), 1, 255),
    PIXELS_STRIDED(9, 12, 2, 3, List.of(3, 3), TWO, List.of(1, 1, 1, 1), 128),
    PIXELS_OF_A_LARGE_PAD(5, 12, 1, 4, List.of(5, 7), ONE, List.of(2, 3, 2, 3), 9),
    PIXELS_LOPSIDED(5, 8, 3, 2, List.of(2, 4), ONE, List.of(0, 3, 1, 0), 200),
    PIXELS_DILATED(7, 8, 2, 3, new Window(List.of(3, 3), ONE, List.of(2, 4, 2, 0), TWO), 1, 5),
    PIXELS_POINTWISE(4, 6, 5, 3, ONE, ONE, List.of(0, 0, 0, 0), 0),
    PIXELS_POINTWISE_STRIDED(5, 8, 5, 3, ONE, TWO, List.of(0, 0, 0, 0), 0),
    GROUPED(6, 5, 8, 6, new Window(List.of(3, 3), ONE, List.of(1, 1, 1, 1)), 2, 7),
    GROUPED_STRIDED(7, 6, 6, 9, new Window(List.of(2, 3), TWO, List.of(1, 0, 0, 1)), 3, 128),
    GROUPED_DILATED(
        7, 6, 6, 4, new Window(List.of(2, 2), ONE, List.of(0, 2, 1, 0), List.of(1, 2)), 2, 0),
    GROUPED_POINTWISE(4, 3, 12, 8, new Window(ONE, ONE, List.of(0, 0, 0, 0)), 4, 0);

    private final LayerNode node;

    Layer(
        int height,
        int width,
        int channels,
        int outputs,
        List<Integer> kernel,
        List<Integer> strides,
        List<Integer> pads,
        int padValue) {
      this(height, width, channels, outputs, new Window(kernel, strides, pads), 1, padValue);
    }

    Layer(
        int height, int width, int channels, int outputs, Window window, int group, int padValue) {
      Conv conv =
          new Conv(
              window.kernel(),
              window.strides(),
              window.pads(),
              window.dilations(),
              group,
              padValue,
              IntegerElement.signed(24));
      int seed = height * 31 + channels;
      TensorType type =
          TensorType.of(S8, outputs, window.kernelHeight(), window.kernelWidth(), channels / group);
      this.node =
          LoweredLayer.node(
              conv, TensorType.of(U8, height, width, channels), LoweredLayer.random(type, seed));
    }

    private int group() {
      return ((Conv) node.node().op()).group();
    }

    private LoweredLayer lower(Folding folding) {
      int channels = node.input(0).extent(2);
      return LoweredLayer.lower(OPERATOR, node, folding, Math.min(2, channels));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFoldingComputesTheConvolution(Layer layer) {
    IntTensor x = LoweredLayer.random(layer.node.input(0), 5);
    List<Folding> foldings = OPERATOR.foldings(layer.node);
    assertThat(foldings).hasSizeGreaterThan(3);
    for (Folding folding : foldings) {
      LoweredLayer lowered = layer.lower(folding);
      assertThat(lowered.actual(x)).as("%s", folding).isEqualTo(lowered.expected(x));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everySimdComputesTheConvolutionEvenIfItIsNotOffered(Layer layer) {
    IntTensor x = LoweredLayer.random(layer.node.input(0), 6);
    int length = layer.node.constant(1).type().size() / layer.node.output().extent(2);
    for (int simd = 1; simd <= length && layer.group() == 1; simd++) {
      LoweredLayer lowered = layer.lower(new Folding(2, simd, 1));
      assertThat(lowered.actual(x)).as("SIMD %d", simd).isEqualTo(lowered.expected(x));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSlowestActorDecidesTheInterval(Layer layer) {
    for (Folding folding : OPERATOR.foldings(layer.node)) {
      LoweredLayer lowered = layer.lower(folding);
      assertThat(lowered.simulatedInterval())
          .as("%s", folding)
          .isBetween(
              lowered.declaredInterval(),
              Math.max(lowered.declaredInterval(), generatorInterval(lowered)));
    }
  }

  /**
   * What the line buffer allows where it has to be refilled between frames; an upper bound, because
   * the unit takes windows ahead. Nearly always below the slowest actor's interval.
   */
  private static long generatorInterval(LoweredLayer lowered) {
    Graph flow = lowered.flow();
    Actor unit = Actor.of(flow, flow.nodes().get(flow.nodes().size() - 1));
    int groups =
        unit.constants().get(0).type().shape().size() == 2
            ? 1
            : unit.constants().get(0).type().extent(0);
    long windows = (long) unit.input().height() * unit.input().width() * groups;
    long interval = 0;
    for (Node node : flow.nodes()) {
      if (node.op() instanceof SlidingWindowKernel generator) {
        StreamType input = flow.value(node.input()).stream();
        boolean converted = flow.value(node.output()).stream().lanes() != unit.input().lanes();
        WindowConsumer consumer = new WindowConsumer(unit.interval() / windows, !converted);
        interval = LineBuffer.interval(generator, input, consumer);
      }
    }
    return interval;
  }

  @ParameterizedTest
  @EnumSource
  void foldingsReachFromOneMultiplierToAll(Layer layer) {
    List<Folding> foldings = OPERATOR.foldings(layer.node);
    assertThat(foldings).contains(new Folding(1, 1, 1)).doesNotHaveDuplicates();
    assertThat(foldings).hasSizeLessThan(200);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"PIXELS_.*", "LENET_1", "PADDED"})
  void severalPixelsAreOfferedWhereTheyAreFasterThanOne(Layer layer) {
    TensorType x = layer.node.input(0);
    List<Folding> several = OPERATOR.foldings(layer.node).stream().filter(f -> f.px() > 1).toList();

    assertThat(several).isNotEmpty();
    for (Folding folding : several) {
      LoweredLayer lowered =
          LoweredLayer.lower(
              OPERATOR, layer.node, folding, StreamType.folded(x, inputPixels(layer, folding)));
      assertThat(lowered.declaredInterval())
          .as("%s", folding)
          .isLessThan((long) x.extent(0) * x.extent(1));
    }
  }

  private static int inputPixels(Layer layer, Folding folding) {
    return folding.px() * ((Conv) layer.node.node().op()).strides().get(1);
  }

  @Test
  void theSumsKeepTheLayersNameAndLeaveByRequantizerLanes() {
    LoweredLayer lowered = Layer.PADDED.lower(new Folding(4, 3, 1));

    assertThat(lowered.flow().nodes().stream().map(Node::name))
        .containsExactly("layer.convert", "layer.window", "layer");
    // 9 beats a window: one of the 4 sums every other cycle is enough.
    assertThat(lowered.flow().value("layer").stream())
        .isEqualTo(new StreamType(7, 9, 4, IntegerElement.signed(24), 1, 1));
  }

  @Test
  void whatAGroupDoesNotReadCostsNoMultipliers() {
    for (Layer layer : List.of(Layer.GROUPED, Layer.GROUPED_POINTWISE)) {
      int length = layer.node.constant(1).type().size() / layer.node.output().extent(2);
      int outputs = layer.node.output().extent(2) / layer.group();
      List<Folding> foldings = OPERATOR.foldings(layer.node);
      assertThat(foldings)
          .contains(new Folding(outputs, length, 1))
          .allMatch(f -> f.pe() <= outputs && f.simd() <= length);
      // Fully unrolled: a group a cycle.
      LoweredLayer lowered = layer.lower(new Folding(outputs, length, 1));
      Actor unit =
          Actor.of(lowered.flow(), lowered.flow().nodes().get(lowered.flow().nodes().size() - 1));
      assertThat(unit.interval())
          .isEqualTo(
              (long) layer.group() * layer.node.output().extent(0) * layer.node.output().extent(1));
    }
  }

  @Test
  void aUnitWindowNeedsNoGenerator() {
    LoweredLayer lowered = Layer.POINTWISE.lower(new Folding(7, 4, 1));

    assertThat(lowered.flow().nodes().stream().map(n -> n.op().mnemonic()))
        .contains("mvu")
        .doesNotContain("sliding-window");
  }

  @Test
  void aStrideNeedsAGeneratorEvenForAUnitWindow() {
    LoweredLayer lowered = Layer.POINTWISE_STRIDED.lower(new Folding(3, 9, 1));

    assertThat(lowered.flow().nodes().stream().map(n -> n.op().mnemonic()))
        .contains("sliding-window");
  }
}

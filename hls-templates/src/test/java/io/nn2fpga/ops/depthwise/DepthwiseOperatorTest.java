package io.nn2fpga.ops.depthwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.LoweredLayer;
import io.nn2fpga.ops.slidingwindow.LineBuffer;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.WindowConsumer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepthwiseOperatorTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> TWO = List.of(2, 2);
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);
  private static final DepthwiseOperator OPERATOR = new DepthwiseOperator();

  enum Layer {
    SAME(7, 6, 5, 1, new Window(List.of(3, 3), ONE, List.of(1, 1, 1, 1)), 128),
    DOWN(8, 7, 6, 1, new Window(List.of(3, 3), TWO, List.of(0, 1, 1, 0)), 7),
    TWO_EACH(6, 6, 3, 2, new Window(List.of(3, 2), ONE, List.of(1, 0, 1, 1)), 0),
    DILATED(9, 8, 4, 1, new Window(List.of(3, 3), ONE, List.of(2, 3, 2, 3), List.of(2, 3)), 255),
    DILATED_STRIDED(8, 9, 3, 3, new Window(TWO, TWO, List.of(1, 0, 0, 2), List.of(3, 2)), 1),
    FRAME(4, 3, 7, 1, new Window(List.of(4, 3), ONE, NO_PADS), 0),
    PIXELS_DOWN(7, 12, 2, 2, new Window(List.of(3, 3), TWO, List.of(1, 1, 1, 1)), 200),
    POINTWISE(3, 4, 7, 2, new Window(ONE, ONE, NO_PADS), 0),
    POINTWISE_STRIDED(5, 6, 9, 1, new Window(ONE, TWO, NO_PADS), 0);

    private final LayerNode node;

    Layer(int height, int width, int channels, int multiplier, Window window, int padValue) {
      TensorType weights =
          TensorType.of(S8, channels * multiplier, window.kernelHeight(), window.kernelWidth());
      this.node =
          LoweredLayer.node(
              new Depthwise(window, padValue, IntegerElement.signed(24)),
              TensorType.of(U8, height, width, channels),
              LoweredLayer.random(weights, height * 31 + channels));
    }

    private Window window() {
      return ((Depthwise) node.node().op()).window();
    }

    private LoweredLayer lower(Folding folding) {
      return LoweredLayer.lower(OPERATOR, node, folding, 2);
    }
  }

  private static Actor unit(LoweredLayer lowered) {
    List<Node> nodes = lowered.flow().nodes();
    return Actor.of(lowered.flow(), nodes.get(nodes.size() - 1));
  }

  @ParameterizedTest
  @EnumSource
  void everyFoldingComputesTheConvolution(Layer layer) {
    IntTensor x = LoweredLayer.random(layer.node.input(0), 5);
    int channels = layer.node.input(0).extent(2);
    for (Folding folding : OPERATOR.foldings(layer.node)) {
      LoweredLayer lowered = layer.lower(folding);
      assertThat(lowered.actual(x)).as("%s", folding).isEqualTo(lowered.expected(x));
    }
    for (int pe = 1; pe <= channels; pe++) {
      for (int simd = 1; simd <= layer.window().taps(); simd++) {
        if (layer.window().taps() % simd == 0) {
          LoweredLayer lowered = layer.lower(new Folding(pe, simd, 1));
          assertThat(lowered.actual(x)).as("%d x %d", pe, simd).isEqualTo(lowered.expected(x));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void foldingsReachFromOneProductAChannelToWhatTheInputAllows(Layer layer) {
    List<Folding> foldings =
        OPERATOR.foldings(layer.node).stream().filter(f -> f.px() == 1).toList();
    int channels = layer.node.input(0).extent(2);
    Folding all = new Folding(channels, layer.window().taps(), 1);
    assertThat(foldings).contains(new Folding(1, 1, 1)).doesNotHaveDuplicates();
    assertThat(foldings.stream().mapToLong(f -> layer.lower(f).declaredInterval()).min())
        .hasValue(layer.lower(all).declaredInterval());
  }

  @Test
  void severalPixelsAreOfferedWhereTheyDivideBothWidths() {
    assertThat(OPERATOR.foldings(Layer.SAME.node))
        .contains(new Folding(5, 9, 2), new Folding(5, 9, 3));
    assertThat(OPERATOR.foldings(Layer.PIXELS_DOWN.node)).contains(new Folding(2, 9, 2));
    assertThat(OPERATOR.foldings(Layer.DOWN.node)).allMatch(f -> f.px() == 1);
  }

  @ParameterizedTest
  @EnumSource
  void theUnitDecidesTheIntervalUnlessTheGeneratorHasToRefill(Layer layer) {
    for (Folding folding : OPERATOR.foldings(layer.node)) {
      LoweredLayer lowered = layer.lower(folding);
      assertThat(lowered.simulatedInterval())
          .as("%s", folding)
          .isBetween(
              lowered.declaredInterval(),
              Math.max(lowered.declaredInterval(), generatorInterval(lowered)));
    }
  }

  /** What the line buffer allows in front of a converter that gives a word's taps one by one. */
  private static long generatorInterval(LoweredLayer lowered) {
    Graph flow = lowered.flow();
    int lanes = unit(lowered).input().lanes();
    long interval = 0;
    for (Node node : flow.nodes()) {
      if (node.op() instanceof SlidingWindowKernel generator) {
        StreamType windows = flow.value(node.output()).stream();
        int beats = windows.lanes() / lanes;
        WindowConsumer consumer = new WindowConsumer(beats, beats == 1);
        StreamType input = flow.value(node.input()).stream();
        interval = LineBuffer.interval(generator, input, consumer);
      }
    }
    return interval;
  }

  @Test
  void aSerialUnitBringsAllTapsOfAFewChannelsOneAfterTheOther() {
    LoweredLayer lowered = Layer.SAME.lower(new Folding(2, 1, 1));

    assertThat(lowered.flow().nodes().stream().map(Node::name))
        .containsExactly("layer.window", "layer");
    // 9 beats a fold of two channels: one of the two sums every other cycle is enough.
    assertThat(lowered.flow().value("layer").stream())
        .isEqualTo(new StreamType(7, 6, 5, IntegerElement.signed(24), 1, 1));
    assertThat(unit(lowered).interval()).isEqualTo(7 * 6 * 3 * 9);
  }

  @Test
  void aSingleTapNeedsNoGenerator() {
    LoweredLayer lowered = Layer.POINTWISE.lower(new Folding(2, 1, 1));
    assertThat(lowered.flow().nodes().stream().map(n -> n.op().mnemonic())).containsExactly("vvu");
  }

  @Test
  void aWeightWordIsWhatABeatMeets() {
    IntTensor weights =
        IntTensor.of(S8, new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 6, 1, 2);
    Window window = new Window(List.of(1, 2), ONE, NO_PADS);
    LayerNode node =
        LoweredLayer.node(
            new Depthwise(window, 0, IntegerElement.signed(24)),
            TensorType.of(U8, 1, 3, 3),
            weights);
    LoweredLayer lowered = LoweredLayer.lower(OPERATOR, node, new Folding(2, 1, 1), 2);
    MemoryImage image = unit(lowered).module().memories().get(0);

    // Two outputs a channel, two channels a fold, a tap a beat; the second fold has one channel.
    assertThat(image.words())
        .isDeepEqualTo(new long[][] {{1, 3, 5, 7}, {2, 4, 6, 8}, {9, 11, 0, 0}, {10, 12, 0, 0}});
  }

  @Test
  void refusesASimdThatDoesNotDivideTheTaps() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Layer.SAME.lower(new Folding(1, 2, 1)))
        .withMessage("SIMD 2 of 9 taps");
  }
}

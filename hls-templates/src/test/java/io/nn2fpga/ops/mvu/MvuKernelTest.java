package io.nn2fpga.ops.mvu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.MemoryImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MvuKernelTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement S24 = IntegerElement.signed(24);

  private static Graph graph(int pe, int simd, int channels, int length, int pixels) {
    Graph.Builder graph = Graph.builder("unit", Level.FLOW);
    graph.input("x", new StreamType(pixels, 1, length, U8, 1, simd));
    int[] weights = IntStream.range(0, channels * length).map(i -> i * 37 % 255 - 127).toArray();
    graph.constant("w", IntTensor.of(S8, weights, channels, length));
    MvuKernel kernel = new MvuKernel(pe, simd, S8, S24);
    graph.node(new Node("y", kernel, List.of("x", "w"), List.of("y"), ""));
    graph.output("y");
    return graph.build();
  }

  private static Actor actor(Graph graph) {
    return Actor.of(graph, graph.nodes().get(0));
  }

  @Test
  void multipliesEachPixelByTheMatrix() {
    MvuKernel kernel = new MvuKernel(2, 2, S8, S24);
    IntTensor x = IntTensor.of(U8, new int[] {1, 2, 3, 255, 0, 10}, 2, 1, 3);
    IntTensor weights = IntTensor.of(S8, new int[] {1, 1, 1, -128, 5, 127}, 2, 3);

    assertThat(kernel.evaluate(List.of(x, weights)))
        .containsExactly(IntTensor.of(S24, new int[] {6, 263, 265, -31370}, 2, 1, 2));
  }

  @Test
  void stopsAtASumThatTheAccumulatorCannotHold() {
    MvuKernel kernel = new MvuKernel(1, 1, S8, IntegerElement.signed(8));
    IntTensor x = IntTensor.of(U8, new int[] {129}, 1, 1, 1);
    IntTensor weights = IntTensor.of(S8, new int[] {1}, 1, 1);

    assertThatThrownBy(() -> kernel.evaluate(List.of(x, weights)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("sum 129 does not fit s8");
  }

  @Test
  void outputLanesAreTheSmallestDivisorThatKeepsUp() {
    assertThat(MvuKernel.outputLanes(8, 1)).isEqualTo(8);
    assertThat(MvuKernel.outputLanes(8, 3)).isEqualTo(4);
    assertThat(MvuKernel.outputLanes(8, 100)).isEqualTo(1);
    assertThat(MvuKernel.outputLanes(7, 4)).isEqualTo(7);
    assertThat(MvuKernel.outputLanes(10, 4)).isEqualTo(5);
  }

  @Test
  void sumStagesGrowWithEveryOtherLevelOfTheTree() {
    assertThat(IntStream.of(1, 2, 3, 4, 5, 16, 17, 64, 150).map(MvuKernel::sumStages))
        .containsExactly(1, 2, 2, 2, 3, 3, 4, 4, 5);
  }

  @Test
  void intervalIsWhatTheMachineTakes() {
    for (int channels : new int[] {1, 3, 8, 10}) {
      for (int length : new int[] {1, 5, 9, 25}) {
        for (int pe = 1; pe <= channels; pe++) {
          for (int simd = 1; simd <= length; simd += length > 5 ? 3 : 1) {
            Graph graph = graph(pe, simd, channels, length, 3);
            Trace trace = FlowSimulator.run(graph, 4);
            assertThat((long) trace.interval(4))
                .as("OC %d, K %d, PE %d, SIMD %d", channels, length, pe, simd)
                .isEqualTo(actor(graph).interval());
          }
        }
      }
    }
  }

  @Test
  void latencyIsThatOfTheHeader() {
    // K 25 by SIMD 5, OC 3 by PE 1: 5 input folds, 3 sum stages, replayed.
    Graph graph = graph(1, 5, 3, 25, 1);
    assertThat(FlowSimulator.run(graph, 1).firstLatency()).isEqualTo(5 + 3 + 2 + 2);
    // PE 3: not replayed.
    assertThat(FlowSimulator.run(graph(3, 5, 3, 25, 1), 1).firstLatency()).isEqualTo(5 + 3 + 2);
  }

  @Test
  void weightWordsHoldZerosWhereFoldsAreRagged() {
    Actor actor = actor(graph(2, 2, 3, 3, 1));
    MemoryImage image = actor.module().memories().get(0);

    assertThat(image.words())
        .isDeepEqualTo(
            new long[][] {{-127, -90, -16, 21}, {-53, 0, 58, 0}, {95, -123, 0, 0}, {-86, 0, 0, 0}});
  }

  @Test
  void refusesOperandsOfAnotherFolding() {
    MvuKernel kernel = new MvuKernel(4, 2, S8, S24);
    StreamType input = new StreamType(1, 1, 6, U8, 1, 2);

    assertThatThrownBy(
            () -> kernel.inferTypes(List.of(input, io.nn2fpga.ir.TensorType.of(S8, 3, 6))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PE 4 x SIMD 2");
    assertThatThrownBy(
            () -> kernel.inferTypes(List.of(input, io.nn2fpga.ir.TensorType.of(S8, 4, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("need s8 for vectors of 6");
  }

  @Test
  void inventoryCountsProductsMemoriesAndRequantizerLanes() {
    Actor actor = actor(graph(2, 5, 4, 25, 1));

    assertThat(actor.inventory().products())
        .containsExactly(new io.nn2fpga.cost.Inventory.Product(8, 8, 10));
    assertThat(actor.inventory().memories())
        .containsExactly(
            new io.nn2fpga.cost.Inventory.Memory(10, 80, true),
            new io.nn2fpga.cost.Inventory.Memory(10, 41, false));
    assertThat(actor.output().lanes()).isEqualTo(1);
    assertThat(actor(graph(4, 25, 4, 25, 1)).inventory().memories()).isEmpty();
  }
}

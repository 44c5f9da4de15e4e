package io.nn2fpga.ops.slidingwindow;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operators;
import io.nn2fpga.ops.averagepool.AveragePool;
import io.nn2fpga.ops.maxpool.MaxPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pools on streams compute what the int-level operation does, for each of their foldings. */
class PoolLoweringTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final TensorType FRAME = TensorType.of(S8, 6, 8, 5);

  @Test
  void maxPoolKeepsItsValues() {
    checkEveryFolding(new MaxPool(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0)), List.of());
  }

  @Test
  void paddedPlacesDoNotCountInMaxPool() {
    checkEveryFolding(new MaxPool(List.of(3, 3), List.of(2, 1), List.of(1, 1, 1, 1)), List.of());
  }

  @Test
  void maxPoolOffersSeveralPixels() {
    Graph layer = layer(new MaxPool(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0)), List.of());
    assertThat(operator(layer).foldings(node(layer)))
        .filteredOn(f -> f.px() > 1)
        .containsExactly(new Folding(5, 1, 2), new Folding(5, 1, 4));
  }

  @Test
  void averagePoolKeepsItsValues() {
    List<Integer> noPads = List.of(0, 0, 0, 0);
    checkAverage(new AveragePool(List.of(2, 3), List.of(2, 2), noPads, 12, -128, 127, S8));
  }

  @Test
  void unpaddedAveragePoolOffersSeveralPixels() {
    List<Integer> two = List.of(2, 2);
    for (int padding = 0; padding < 2; padding++) {
      List<Integer> pads = List.of(padding, 0, padding, 0);
      AveragePool pool = new AveragePool(two, two, pads, 12, -128, 127, S8);
      checkAverage(pool);
      Graph layer = layer(pool, averageConstants(pool));
      assertThat(operator(layer).foldings(node(layer)).stream().filter(f -> f.px() > 1))
          .hasSize(padding == 0 ? 2 : 0);
    }
  }

  @Test
  void averagePoolScalesEachBorderClass() {
    List<Integer> pads = List.of(1, 1, 1, 1);
    checkAverage(new AveragePool(List.of(3, 3), List.of(1, 1), pads, 12, -128, 127, S8));
  }

  @Test
  void averageOverTheFrameNeedsNoWindows() {
    List<Integer> noPads = List.of(0, 0, 0, 0);
    AveragePool pool = new AveragePool(List.of(6, 8), List.of(1, 1), noPads, 12, -128, 127, S8);
    checkAverage(pool);
    Graph layer = layer(pool, averageConstants(pool));
    assertThat(lower(layer, new Folding(2, 1, 1)).nodes())
        .extracting(Node::name)
        .containsExactly("pool.convert", "pool");
  }

  @Test
  void oneFoldingForEachNumberOfBeats() {
    assertThat(PoolWindows.foldings(10)).extracting(Folding::pe).containsExactly(1, 2, 3, 4, 5, 10);
  }

  private static List<Tensor> averageConstants(AveragePool pool) {
    int[] multiplier = new int[pool.classes()];
    long[] offset = new long[pool.classes()];
    for (int k = 0; k < multiplier.length; k++) {
      multiplier[k] = 300 + 41 * k;
      offset[k] = 2048 - 97L * k;
    }
    return List.of(
        IntTensor.of(IntegerElement.signed(17), multiplier, multiplier.length),
        LongTensor.of(IntegerElement.signed(40), offset, offset.length));
  }

  private static void checkAverage(AveragePool pool) {
    checkEveryFolding(pool, averageConstants(pool));
  }

  private static Graph layer(IntegerOperation op, List<Tensor> constants) {
    Graph.Builder graph = Graph.builder("layer", Level.INT);
    List<String> operands = new ArrayList<>(List.of(graph.input("x", FRAME)));
    for (Tensor constant : constants) {
      operands.add(graph.constant("c" + operands.size(), constant));
    }
    graph.node(new Node("pool", op, operands, List.of("y"), ""));
    graph.output("y");
    return graph.build();
  }

  private static LayerNode node(Graph layer) {
    return new LayerNode(layer, layer.nodes().get(0));
  }

  private static LayerOperator operator(Graph layer) {
    return Operators.layer((IntegerOperation) layer.nodes().get(0).op());
  }

  private static Graph lower(Graph layer, Folding folding) {
    FlowBuilder builder = new FlowBuilder("flow", Operators.structural());
    builder.input("x", StreamType.of(FRAME, 1));
    operator(layer).lower(node(layer), folding, builder);
    builder.output("y");
    return builder.build();
  }

  private static void checkEveryFolding(IntegerOperation op, List<Tensor> constants) {
    Graph layer = layer(op, constants);
    IntTensor frame = new IntTensor(FRAME, new Random(7).ints(FRAME.size(), -128, 128).toArray());
    List<Tensor> operands = new ArrayList<>(List.of(frame));
    operands.addAll(constants);
    IntTensor expected = op.evaluate(operands).get(0);
    List<Folding> foldings = operator(layer).foldings(node(layer));
    assertThat(foldings).hasSizeGreaterThan(2);
    for (Folding folding : foldings) {
      Graph flow = lower(layer, folding);
      // Frames of several pixels are folded: the same elements in the same order.
      assertThat(evaluate(flow, frame).data()).as("%s", folding).isEqualTo(expected.data());
      assertThat(flow.value(flow.outputs().get(0)).stream().lanes())
          .isEqualTo(folding.pe() * folding.px());
      long slowest =
          flow.nodes().stream().mapToLong(n -> Actor.of(flow, n).interval()).max().orElseThrow();
      assertThat((long) FlowSimulator.run(flow, 5).interval(5)).isEqualTo(slowest);
    }
  }

  private static IntTensor evaluate(Graph flow, IntTensor frame) {
    Map<String, Tensor> values = new HashMap<>(Map.of(flow.inputs().get(0), frame));
    for (Node node : flow.nodes()) {
      List<Tensor> operands =
          node.inputs().stream()
              .map(n -> flow.isConstant(n) ? flow.constant(n) : values.get(n))
              .toList();
      values.put(node.output(), ((Kernel) node.op()).evaluate(operands).get(0));
    }
    return (IntTensor) Objects.requireNonNull(values.get(flow.outputs().get(0)));
  }
}

package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.ops.depthwise.Depthwise;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grouped, depthwise and dilated convolutions keep their meaning down to the integer level. */
class GroupedLoweringTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> TWO = List.of(2, 2);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  private static QuantizedModel quantize(Nets net, Graph graph, QuantizationOptions options) {
    Graph simplified = Pipelines.simplification().run(graph);
    int[] extents = graph.value("x").tensor().shape().stream().mapToInt(i -> i).toArray();
    return Pipelines.quantize(
        simplified, Nets.calibrate(simplified, List.of(net.constant(extents))), options);
  }

  @Test
  void everyKindOfConvolutionKeepsItsMeaning() {
    Nets net = new Nets(4, 9, 7);
    net.then(
            new Conv(List.of(3, 2), ONE, List.of(2, 0, 1, 1), List.of(2, 1), 1),
            new int[] {6, 4, 3, 2},
            new int[] {6})
        .then(new Relu(), new FloatTensor[0])
        .then(
            new Conv(List.of(3, 3), TWO, List.of(0, 1, 1, 1), ONE, 6),
            new int[] {12, 1, 3, 3},
            new int[] {12})
        .then(
            new Conv(List.of(1, 3), ONE, List.of(0, 2, 0, 0), List.of(1, 2), 3),
            new int[] {9, 4, 1, 3},
            new int[] {9})
        .then(new Conv(TWO, ONE, List.of(0, 0, 1, 0), ONE, 9), new int[] {9, 1, 2, 2});
    Graph graph = net.graph();
    QuantizationOptions options = QuantizationOptions.eightBits();
    assertThat(mnemonics(quantize(net, graph, options).graph()))
        .containsExactly(
            "conv",
            "requantize",
            "depthwise",
            "requantize",
            "conv",
            "requantize",
            "depthwise",
            "requantize");
    assertThat(LoweringTest.worstError(net, graph, options)).isLessThan(8);
  }

  @Test
  void aSingleChannelIsAnOrdinaryConvolution() {
    Nets net = new Nets(1, 4, 4);
    net.then(new Conv(TWO, ONE, NONE, ONE, 1), new int[] {3, 1, 2, 2});
    assertThat(mnemonics(quantize(net, net.graph(), QuantizationOptions.eightBits()).graph()))
        .containsExactly("conv", "requantize");
  }

  @Test
  void scalesAndMeansOfTheInputGoToTheWeightsOfTheirGroup() {
    Preprocessing preprocessing =
        new Preprocessing(
            0.1, List.of(1.0, 7.0, 12.0, 24.0), List.of(0.5, 0.125, 2.0, 1.0), DataLayout.NHWC);
    QuantizationOptions options = QuantizationOptions.eightBits(preprocessing);
    for (int group : List.of(2, 4)) {
      Nets net = new Nets(4, 3, 4);
      net.then(new Conv(TWO, ONE, NONE, ONE, group), new int[] {8, 4 / group, 2, 2}, new int[] {8});
      assertThat(LoweringTest.worstError(net, net.graph(), options)).as("%d", group).isLessThan(3);
    }
  }

  @Test
  void batchNormFoldsForwardIntoTheGroupsThatReadItsChannels() {
    for (int group : List.of(2, 4)) {
      Nets net = new Nets(4, 5, 4);
      net.then(
              new BatchNormalization(0),
              FloatTensor.of(new float[] {2, -1, 0.5f, 3}, 4),
              FloatTensor.of(new float[] {0.5f, 0.25f, -1, 2}, 4),
              FloatTensor.of(new float[] {0, 1, 2, -1}, 4),
              FloatTensor.of(new float[] {1, 4, 1, 0.25f}, 4))
          .then(
              new Conv(TWO, ONE, NONE, ONE, group), new int[] {8, 4 / group, 2, 2}, new int[] {8});
      Graph graph = net.graph();
      QuantizedModel quantized = quantize(net, graph, QuantizationOptions.eightBits());
      assertThat(quantized.graph().nodes()).hasSize(2);
      assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits()))
          .as("%d", group)
          .isLessThan(3);
    }
  }

  @Test
  void paddingInsertsTheZeroPoint() {
    Nets net = new Nets(3, 4, 4);
    net.then(new Conv(List.of(3, 3), ONE, List.of(1, 1, 1, 1), ONE, 3), new int[] {3, 1, 3, 3});
    QuantizedModel quantized = quantize(net, net.graph(), QuantizationOptions.eightBits());
    Node node = quantized.graph().nodes().get(0);
    assertThat(((Depthwise) node.op()).padValue())
        .isEqualTo(quantized.input().padValue().orElseThrow())
        .isPositive();
  }
}

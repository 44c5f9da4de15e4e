package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.ops.add.Add;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sums of computed values in float and integers. */
class SumLoweringTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);
  private static final Conv POINTWISE = new Conv(ONE, ONE, NONE, ONE, 1);

  private static QuantizedModel quantize(Nets net, Graph graph, QuantizationOptions options) {
    Graph simplified = Pipelines.simplification().run(graph);
    FloatTensor sample = net.constant(3, 4, 5);
    return Pipelines.quantize(simplified, Nets.calibrate(simplified, List.of(sample)), options);
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  @Test
  void residualBlocksKeepTheirMeaning() {
    Nets net = Nets.residual();
    Graph graph = net.graph();
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(6);
  }

  @Test
  void clampBehindASumBecomesItsOwnAndIsNoted() {
    Nets net = new Nets(3, 4, 5);
    net.then(POINTWISE, new int[] {3, 3, 1, 1}, new int[] {3})
        .plus("x")
        .then(new Clip(-0.5, 1), new FloatTensor[0]);
    Graph graph = net.graph();
    QuantizedModel quantized = quantize(net, graph, QuantizationOptions.eightBits());
    assertThat(mnemonics(quantized.graph())).containsExactly("conv", "requantize", "add");
    LayerNote note = quantized.layers().get(1);
    assertThat(note.fused()).containsExactly("add1", "clip2");
    assertThat(note.encoding().scale()).isEqualTo(1.5 / 255);
    assertThat(note.requantizationError()).isPositive().isLessThan(0.02);
    // the clip makes the output's steps a fifth of the input's, whose noise shows
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(15);
  }

  /** With integer weights on raw bytes nothing is inexact but each rounding: half a step each. */
  @Test
  void sumsWithTheNetworksInputInBothOrders() {
    for (boolean inputFirst : new boolean[] {true, false}) {
      Nets net = new Nets(3, 4, 5);
      net.then(
          POINTWISE, FloatTensor.of(new float[] {127, 0, 1, 0, 127, 1, 1, 2, 127}, 3, 3, 1, 1));
      if (inputFirst) {
        String conv = net.last();
        net.from("x").plus(conv);
      } else {
        net.plus("x");
      }
      Graph graph = net.graph();
      Preprocessing preprocessing =
          new Preprocessing(1 / 255.0, List.of(0.3), List.of(0.25), DataLayout.NCHW);
      QuantizationOptions options = QuantizationOptions.eightBits(preprocessing);
      assertThat(quantize(net, graph, options).input().raw()).isTrue();
      assertThat(LoweringTest.worstError(net, graph, options)).isLessThan(1.02);
    }
  }

  @Test
  void inputOfAScaleForEachChannelIsQuantizedByTheDriverIfASumReadsIt() {
    Preprocessing perChannel =
        new Preprocessing(1, List.of(0.5, 0.4, 0.3), List.of(1.0, 2.0, 3.0), DataLayout.NCHW);
    QuantizationOptions options = QuantizationOptions.eightBits(perChannel);
    Nets net = new Nets(3, 4, 5);
    net.then(new MaxPool(ONE, ONE, NONE), new FloatTensor[0]);
    String pooled = net.last();
    net.then(POINTWISE, new int[] {3, 3, 1, 1}).plus(pooled);
    Graph graph = net.graph();
    InputEncoding input = quantize(net, graph, options).input();
    assertThat(input.raw()).isFalse();
    assertThat(LoweringTest.worstError(net, graph, options)).isLessThan(4);
  }

  @Test
  void flattenedImagesAddInTheOrderOfTheStream() {
    Nets net = new Nets(3, 4, 5);
    net.then(new Flatten(), new FloatTensor[0]);
    String flat = net.last();
    net.from("x").then(POINTWISE, new int[] {3, 3, 1, 1}).then(new Flatten(), new FloatTensor[0]);
    net.plus(flat).then(new Dense(), new int[] {4, 60});
    assertThat(LoweringTest.worstError(net, net.graph(), QuantizationOptions.eightBits()))
        .isLessThan(4);
  }

  @Test
  void aValueAddedToItselfIsTwiceTheValue() {
    Nets net = new Nets(3, 4, 5);
    net.then(new Relu(), new FloatTensor[0]);
    net.plus(net.last());
    Graph graph = net.graph();
    QuantizedModel quantized = quantize(net, graph, QuantizationOptions.eightBits());
    Node sum = quantized.graph().nodes().get(1);
    assertThat(sum.op()).isInstanceOf(Add.class);
    assertThat(sum.inputs().get(0)).isEqualTo(sum.inputs().get(1));
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(2);
  }

  /** Pre-activation blocks: what the ReLU reads is added as well. */
  @Test
  void clampThatIsOneOfTwoReadersStandsAlone() {
    Nets net = new Nets(3, 4, 5);
    net.then(POINTWISE, new int[] {3, 3, 1, 1});
    String before = net.last();
    net.then(new Relu(), new FloatTensor[0]).then(POINTWISE, new int[] {3, 3, 1, 1}).plus(before);
    Graph graph = net.graph();
    assertThat(mnemonics(quantize(net, graph, QuantizationOptions.eightBits()).graph()))
        .containsExactly("conv", "requantize", "requantize", "conv", "requantize", "add");
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(5);
  }
}

package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Transpose;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Networks that move codes compute, in integers, what they compute in real numbers. */
class MoveLoweringTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);
  private static final FloatTensor[] NO_CONSTANTS = {};

  private static Nets conv(Nets net, int inputs, int outputs, int rows, int columns, int pad) {
    return net.then(
        new Conv(List.of(rows, columns), ONE, List.of(0, pad, 0, pad), ONE, 1),
        new int[] {outputs, inputs, rows, columns},
        new int[] {outputs});
  }

  private static String join(Nets net, String name, Operation op, String... operands) {
    return net.builder.node(name, op, List.of(operands), "");
  }

  private static List<String> mnemonics(Nets net, Graph graph) {
    Graph simplified = Pipelines.simplification().run(graph);
    int[] extents =
        graph.value("x").tensor().shape().stream().mapToInt(Integer::intValue).toArray();
    return Pipelines.quantize(
            simplified,
            Nets.calibrate(simplified, List.of(net.constant(extents))),
            QuantizationOptions.eightBits())
        .graph()
        .nodes()
        .stream()
        .map(n -> n.op().mnemonic())
        .toList();
  }

  private static void check(Nets net, double steps) {
    Graph graph = net.graph();
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits()))
        .isLessThan(steps);
  }

  @Test
  void concatenatedLayersShareTheirCodes() {
    Nets net = new Nets(2, 4, 4);
    String a = conv(net, 2, 3, 1, 1, 0).then(new Relu(), NO_CONSTANTS).last();
    String b = conv(net.from("x"), 2, 2, 1, 1, 0).last();
    net.from(join(net, "c", new Concat(0), a, b));
    conv(net, 5, 2, 2, 2, 0);
    Graph graph = net.graph();
    assertThat(mnemonics(net, graph))
        .containsExactly(
            "conv", "requantize", "conv", "requantize", "concat", "conv", "requantize");
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  @Test
  void whatOthersReadTooIsMadeAlike() {
    Nets net = new Nets(2, 4, 4);
    String a = conv(net, 2, 3, 1, 1, 0).last();
    String b = conv(net, 3, 3, 1, 1, 0).last();
    net.from(join(net, "c", new Concat(0), "x", a, b));
    Graph graph = net.graph();
    assertThat(mnemonics(net, graph)).endsWith("requantize", "requantize", "concat");
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(3);
  }

  @Test
  void splitPartsGoTheirOwnWay() {
    Nets net = new Nets(4, 3, 3);
    String x = conv(net, 4, 4, 1, 1, 0).last();
    List<Integer> steps = List.of(1, 1, 1);
    String a = join(net, "a", new Slice(List.of(0, 0, 0), steps, List.of(1, 3, 3)), x);
    String b = join(net, "b", new Slice(List.of(1, 1, 0), steps, List.of(3, 2, 3)), x);
    String wide =
        join(net, "wide", new Pad(List.of(0, 1, 0), List.of(0, 0, 0), PadMode.CONSTANT, 0), b);
    net.from(join(net, "c", new Concat(0), a, wide));
    check(net, 2);
  }

  @Test
  void blocksAndEnlargedImages() {
    Nets net = new Nets(2, 4, 4);
    conv(net, 2, 4, 1, 1, 0)
        .then(new DepthToSpace(2, BlockOrder.CRD), NO_CONSTANTS)
        .then(Resize.repeat(TensorType.of(FloatElement.F32, 1, 8, 8), 1, 2), NO_CONSTANTS)
        .then(new SpaceToDepth(4, BlockOrder.DCR), NO_CONSTANTS)
        .then(new DepthToSpace(2, BlockOrder.DCR), NO_CONSTANTS);
    check(net, 2);
  }

  @Test
  void transpositionsAndReshapesReorderTheStream() {
    Nets net = new Nets(2, 3, 4);
    conv(net, 2, 2, 1, 1, 0)
        .then(new Transpose(List.of(2, 0, 1)), NO_CONSTANTS)
        .then(new MaxPool(List.of(2, 1), ONE, NONE), NO_CONSTANTS)
        .then(new Reshape(List.of(2, 2, 3)), NO_CONSTANTS);
    conv(net, 2, 3, 1, 1, 0)
        .then(new Flatten(), NO_CONSTANTS)
        .then(new Reshape(List.of(3, 3, 2)), NO_CONSTANTS);
    conv(net, 3, 2, 1, 1, 0).then(new Flatten(), NO_CONSTANTS).then(new Dense(), new int[] {3, 12});
    check(net, 6);
  }

  @Test
  void convolutionsAlongOneAxis() {
    Nets net = new Nets(3, 9);
    net.then(new Reshape(List.of(3, 1, 9)), NO_CONSTANTS);
    conv(net, 3, 4, 1, 3, 1)
        .then(new Reshape(List.of(4, 9)), NO_CONSTANTS)
        .then(new Relu(), NO_CONSTANTS)
        .then(new Reshape(List.of(4, 1, 9)), NO_CONSTANTS)
        .then(new MaxPool(List.of(1, 2), List.of(1, 2), NONE), NO_CONSTANTS)
        .then(new Reshape(List.of(4, 4)), NO_CONSTANTS)
        .then(new Flatten(), NO_CONSTANTS)
        .then(new Dense(), new int[] {3, 16}, new int[] {3});
    Graph graph = net.graph();
    assertThat(mnemonics(net, graph))
        .containsExactly(
            "transpose", "conv", "requantize", "max-pool", "reshape", "dense", "requantize");
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  @Test
  void transposedConvolutionsAreConvolutions() {
    for (int stride = 1; stride <= 3; stride++) {
      for (int group = 1; group <= 2; group++) {
        ConvTranspose conv =
            new ConvTranspose(
                List.of(4, 3),
                List.of(stride, stride),
                List.of(1, 0, 2, 1),
                ONE,
                List.of(stride - 1, 0),
                group);
        Nets net = new Nets(2, 4, 3);
        net.then(conv, new int[] {2, 2, 4, 3}, new int[] {2 * group})
            .then(new Relu(), NO_CONSTANTS);
        Graph graph = net.graph();
        Graph rewritten = new TransposedConvolutions().run(graph);
        assertThat(rewritten.nodes()).extracting(n -> n.op().mnemonic()).startsWith("conv");
        FloatTensor x = net.constant(2, 4, 3);
        String y = graph.outputs().get(0);
        float[] expected = Objects.requireNonNull(new NnInterpreter(graph).run(x).get(y)).data();
        float[] got = Objects.requireNonNull(new NnInterpreter(rewritten).run(x).get(y)).data();
        assertThat(got).containsExactly(expected, within(1e-5f));
        assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits()))
            .isLessThan(5);
      }
    }
  }

  @Test
  void aTransposedConvolutionMayBeTheOutput() {
    Nets net = new Nets(2, 3, 3);
    net.then(
        new ConvTranspose(List.of(2, 2), List.of(2, 2), NONE, ONE, List.of(0, 0), 1),
        new int[] {2, 3, 2, 2});
    Graph graph = net.graph();
    assertThat(mnemonics(net, graph)).containsExactly("conv", "requantize", "depth-to-space");
    assertThat(LoweringTest.worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(3);
  }
}

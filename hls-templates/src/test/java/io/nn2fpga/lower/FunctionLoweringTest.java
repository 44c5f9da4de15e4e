package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.Pointwise;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions of one value, as tables, and products of two. */
class FunctionLoweringTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);
  private static final Conv POINTWISE = new Conv(ONE, ONE, NONE, ONE, 1);
  private static final QuantizationOptions EIGHT_BITS = QuantizationOptions.eightBits();

  private static QuantizedModel quantize(Nets net, Graph graph) {
    Graph simplified = Pipelines.simplification().run(graph);
    List<FloatTensor> samples = List.of(net.constant(3, 4, 5), net.constant(3, 4, 5));
    return Pipelines.quantize(simplified, Nets.calibrate(simplified, samples), EIGHT_BITS);
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  private static Nets conv() {
    return new Nets(3, 4, 5).then(POINTWISE, new int[] {3, 3, 1, 1}, new int[] {3});
  }

  @Test
  void everyEntryOfATableIsTheNearestCode() {
    Nets net = conv();
    FloatTensor slopes = FloatTensor.of(new float[] {1, -0.5f, 3}, 3, 1, 1);
    net.then(new Pointwise("x * sigmoid(a0 * x)"), slopes);
    net.then(new Clip(-0.25, 1), new FloatTensor[0]);
    QuantizedModel quantized = quantize(net, net.graph());

    assertThat(mnemonics(quantized.graph())).containsExactly("conv", "requantize", "lookup");
    assertThat(quantized.layers().get(1).fused()).containsExactly("pointwise1", "clip2");
    Encoding x = quantized.layers().get(0).encoding();
    Encoding y = quantized.layers().get(1).encoding();
    IntTensor table = (IntTensor) quantized.graph().constant("pointwise1.table");
    assertThat(table.type().shape()).containsExactly(3, 256);
    for (int c = 0; c < 3; c++) {
      for (int code = 0; code < 256; code++) {
        double real = x.dequantize(code);
        double value = real / (1 + Math.exp(-slopes.data()[c] * real));
        int expected = y.quantize(Math.max(-0.25, Math.min(1, value)));
        assertThat(table.data()[c * 256 + code]).isEqualTo(expected);
      }
    }
  }

  @Test
  void channelsThatAreAlikeShareATable() {
    Nets net = conv().then(Unary.of(UnaryFunction.GELU), new FloatTensor[0]);
    QuantizedModel quantized = quantize(net, net.graph());

    assertThat(((IntTensor) quantized.graph().constant("unary1.table")).type().shape())
        .containsExactly(1, 256);
  }

  @Test
  void whereAFunctionIsNoNumberItIsTheSmallestCode() {
    Nets net = new Nets(3, 4, 5).then(Unary.of(UnaryFunction.ABS), new FloatTensor[0]);
    net.then(new Pointwise("log(x - 0.5)"), new FloatTensor[0]);
    // values above 0.5 alone, so that the calibrated range is one of numbers
    FloatTensor sample = net.constant(3, 4, 5);
    java.util.Arrays.fill(sample.data(), 0.75f);
    sample.data()[0] = 2;
    Graph shifted = Pipelines.simplification().run(net.graph());
    QuantizedModel quantized =
        Pipelines.quantize(shifted, Nets.calibrate(shifted, List.of(sample)), EIGHT_BITS);

    IntTensor table = (IntTensor) quantized.graph().constant("pointwise1.table");
    assertThat(table.data()[0]).isZero();
    assertThat(table.data()[255]).isEqualTo(255);
  }

  @Test
  void functionsKeepTheirMeaningBehindAFlattenAndChannelsLast() {
    Nets flat = conv().then(new Flatten(), new FloatTensor[0]);
    flat.then(new Pointwise("tanh(x) * a0"), flat.constant(60))
        .then(new Dense(), new int[] {4, 60});
    assertThat(LoweringTest.worstError(flat, flat.graph(), EIGHT_BITS)).isLessThan(4);

    Nets last = new Nets(4, 5, 3).then(new Transpose(List.of(2, 0, 1)), new FloatTensor[0]);
    last.then(POINTWISE, new int[] {3, 3, 1, 1})
        .then(new Transpose(List.of(1, 2, 0)), new FloatTensor[0])
        .then(new Pointwise("max(x, a0 * x)"), last.constant(3))
        .then(new Transpose(List.of(2, 0, 1)), new FloatTensor[0])
        .then(POINTWISE, new int[] {2, 3, 1, 1});
    assertThat(LoweringTest.worstError(last, last.graph(), EIGHT_BITS)).isLessThan(5);
  }

  @Test
  void productsKeepTheirMeaning() {
    Nets net = conv();
    String a = net.last();
    net.from("x").then(POINTWISE, new int[] {3, 3, 1, 1}, new int[] {3});
    times(net, a);
    assertThat(LoweringTest.worstError(net, net.graph(), EIGHT_BITS)).isLessThan(5);
  }

  @Test
  void anImageMultipliesOnePixelInEitherOrder() {
    for (boolean pixelFirst : new boolean[] {true, false}) {
      Nets net = conv();
      String image = net.last();
      net.then(new GlobalAveragePool(), new FloatTensor[0]);
      String pixel = net.last();
      net.from(pixelFirst ? pixel : image);
      times(net, pixelFirst ? image : pixel);
      Graph graph = net.graph();
      assertThat(mnemonics(quantize(net, graph).graph()))
          .containsExactly("conv", "requantize", "average-pool", "multiply", "requantize");
      assertThat(LoweringTest.worstError(net, graph, EIGHT_BITS)).isLessThan(8);
    }
  }

  @Test
  void aRawInputIsMultipliedAsBytesOnlyIfItsZeroIsAByte() {
    for (double mean : new double[] {0, 0.3}) {
      Preprocessing preprocessing =
          new Preprocessing(1 / 255.0, List.of(mean), List.of(0.25), DataLayout.NCHW);
      QuantizationOptions options = QuantizationOptions.eightBits(preprocessing);
      Nets net = new Nets(3, 4, 5).then(POINTWISE, new int[] {3, 3, 1, 1});
      times(net, "x");
      Graph graph = net.graph();
      Graph simplified = Pipelines.simplification().run(graph);
      boolean raw =
          Pipelines.quantize(
                  simplified, Nets.calibrate(simplified, List.of(net.constant(3, 4, 5))), options)
              .input()
              .raw();
      assertThat(raw).isEqualTo(mean == 0);
      assertThat(LoweringTest.worstError(net, graph, options)).isLessThan(5);
    }
  }

  private static void times(Nets net, String other) {
    net.from(net.builder.node("product", new Mul(), List.of(net.last(), other), "net, 'product'"));
  }

  @Test
  void whatHasNoHardwareFormIsRefusedTogether() {
    Nets net = conv();
    String image = net.last();
    net.then(new Pointwise("x * a0"), net.constant(4, 5));
    String varied = net.last();
    net.from(image).then(new Conv(List.of(1, 5), ONE, NONE, ONE, 1), new int[] {3, 3, 1, 5});
    times(net, varied);
    Graph graph = net.graph();

    assertThatThrownBy(() -> Pipelines.simplification().run(graph))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[unsupported-attribute]: a function that differs within a channel has no hardware form
              at node 'pointwise1' (pointwise)
              hint: let its constants be one number a channel
            error[unsupported-attribute]: a product of f32[3,4,1] and f32[3,4,5] has no hardware form
              at net, 'product'
              hint: multiply values of the same shape, or an image by one number a channel""");
  }
}

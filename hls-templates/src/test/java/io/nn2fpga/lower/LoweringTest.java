package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoweringTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);

  private static Conv conv(int kernel, List<Integer> pads) {
    return new Conv(List.of(kernel, kernel), ONE, pads, ONE, 1);
  }

  private static FloatTensor batchNormPart(float... values) {
    return FloatTensor.of(values, values.length);
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  /**
   * Quantizes with 8 bits, runs fresh samples on both levels and returns the largest difference of
   * the outputs, in steps of the output's encoding.
   */
  static double worstError(Nets net, Graph graph, QuantizationOptions options) {
    List<FloatTensor> samples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      FloatTensor raw = net.constant(toArray(graph.value("x").tensor()));
      if (options.rawBytes()) {
        for (int j = 0; j < raw.data().length; j++) {
          raw.data()[j] = net.random.nextInt(256);
        }
      }
      samples.add(raw);
    }
    Graph simplified = Pipelines.simplification().run(graph);
    List<FloatTensor> model =
        samples.stream()
            .map(s -> options.preprocessing().apply(s.data(), Pipelines.input(graph)))
            .toList();
    Calibration calibration = Nets.calibrate(simplified, model);
    QuantizedModel quantized = Pipelines.quantize(simplified, calibration, options);
    checkTypes(quantized.graph());
    IntegerExecutor executor = new IntegerExecutor(quantized.graph());
    NnInterpreter floats = new NnInterpreter(graph, List.of(quantized.output().value()));
    double worst = 0;
    for (int i = 0; i < samples.size(); i++) {
      IntTensor codes = executor.runOutput(quantized.input().fromRaw(samples.get(i).data()));
      float[] got = quantized.output().dequantize(codes).data();
      float[] expected = value(floats, model.get(i), quantized.output().value()).data();
      for (int j = 0; j < got.length; j++) {
        worst = Math.max(worst, Math.abs(got[j] - expected[j]));
      }
    }
    return worst / quantized.output().scales().get(0);
  }

  private static FloatTensor value(NnInterpreter floats, FloatTensor sample, String name) {
    return Objects.requireNonNull(floats.run(sample).get(name));
  }

  private static int[] toArray(TensorType type) {
    return type.shape().stream().mapToInt(i -> i).toArray();
  }

  /** No value leaves its declared type, and no sum of m·acc + k leaves 63 bits, by construction. */
  private static void checkTypes(Graph graph) {
    assertThat(graph.nodes()).allMatch(n -> n.op() instanceof IntegerOperation);
    graph
        .constants()
        .forEach(
            (name, tensor) -> {
              IntegerElement element = (IntegerElement) tensor.type().element();
              if (tensor instanceof IntTensor ints) {
                for (int value : ints.data()) {
                  assertThat(element.holds(value)).as(name).isTrue();
                }
              } else if (tensor instanceof LongTensor longs) {
                for (long value : longs.data()) {
                  assertThat(element.holds(value)).as(name).isTrue();
                }
              }
            });
  }

  /** The layout golden: height 5, width 4, channels 2 and 3 all differ. */
  @Test
  void convolutionsAndFlattenKeepTheirMeaningChannelsLast() {
    Nets net = new Nets(2, 5, 4);
    net.then(
            new Conv(List.of(3, 2), ONE, List.of(1, 0, 0, 1), ONE, 1),
            new int[] {3, 2, 3, 2},
            new int[] {3})
        .then(new Relu(), new FloatTensor[0])
        .then(new Flatten(), new FloatTensor[0])
        .then(new Dense(), new int[] {7, 48}, new int[] {7});
    Graph graph = net.graph();
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  /** As tf2onnx writes a channels-last network: height 5, width 4, channels 3 all differ. */
  private static Nets channelsLast() {
    return new Nets(5, 4, 3)
        .then(new Transpose(Transpose.TO_CHANNELS_FIRST), new FloatTensor[0])
        .then(
            new Conv(List.of(3, 2), ONE, List.of(1, 0, 0, 0), ONE, 1),
            new int[] {2, 3, 3, 2},
            new int[] {2})
        .then(new Transpose(Transpose.TO_CHANNELS_LAST), new FloatTensor[0])
        .then(new Add(), batchNormPart(0.5f, -2))
        .then(new Relu(), new FloatTensor[0]);
  }

  @ParameterizedTest
  @EnumSource(DataLayout.class)
  void channelsLastInputsComeAsTheyAreOrTransposedByTheDriver(DataLayout raw) {
    Nets net = channelsLast().then(new Flatten(), new FloatTensor[0]);
    net.then(new Dense(), new int[] {6, 24}, new int[] {6});
    Graph graph = net.graph();
    Preprocessing preprocessing =
        new Preprocessing(1 / 64.0, List.of(0.5, 1.5, 2.5), List.of(1.0, 2.0, 0.5), raw);
    QuantizationOptions driver = QuantizationOptions.eightBits(preprocessing);
    assertThat(worstError(net, graph, driver)).isLessThan(4);
    Preprocessing oneMean = new Preprocessing(1 / 64.0, List.of(2.0), List.of(2.0), raw);
    QuantizationOptions bytes = QuantizationOptions.eightBits(oneMean);
    assertThat(inputOf(net, graph, bytes).raw()).isTrue();
    assertThat(inputOf(net, graph, bytes).frame().shape()).containsExactly(5, 4, 3);
    assertThat(worstError(net, graph, bytes)).isLessThan(4);
  }

  @Test
  void imagesMayLeaveChannelsLast() {
    Nets net = channelsLast();
    Graph graph = net.graph();
    QuantizedModel quantized = quantize(net, graph);
    assertThat(mnemonics(quantized.graph())).containsExactly("conv", "requantize");
    assertThat(quantized.output().value()).isEqualTo("relu4");
    assertThat(quantized.output().model().shape()).containsExactly(4, 3, 2);
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  /** The sum has no value of its own in the model, which adds to the transposed image. */
  @Test
  void whatIsAddedBehindATranspositionIsObservedThere() {
    Nets net = new Nets(3, 2, 2).then(new Relu(), new FloatTensor[0]);
    net.then(new GlobalAveragePool(), new FloatTensor[0])
        .then(new Transpose(Transpose.TO_CHANNELS_LAST), new FloatTensor[0])
        .then(new Add(), batchNormPart(1, 5, -2))
        .then(new Softmax(2), new FloatTensor[0]);
    Graph graph = net.graph();
    assertThat(Pipelines.observed(Pipelines.simplification().run(graph)))
        .containsExactly("x", "global-average-pool1", "add3");
    assertThat(quantize(net, graph).output().value()).isEqualTo("add3");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(3);
  }

  @Test
  void aPooledVectorIsTransposedByNobody() {
    Nets net = channelsLast().then(new Transpose(Transpose.TO_CHANNELS_FIRST), new FloatTensor[0]);
    net.then(new GlobalAveragePool(), new FloatTensor[0])
        .then(new Transpose(Transpose.TO_CHANNELS_LAST), new FloatTensor[0])
        .then(new Reshape(List.of(2)), new FloatTensor[0])
        .then(new Dense(), new int[] {3, 2})
        .then(new Softmax(0), new FloatTensor[0]);
    Graph graph = net.graph();
    assertThat(mnemonics(quantize(net, graph).graph()))
        .containsExactly("conv", "requantize", "average-pool", "dense", "requantize");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  @Test
  void denseWeightsArePermutedToTheOrderOfTheStream() {
    // weight of (c, y, x) is 100c + 10y + x; the stream brings (y, x, c)
    float[] weights = new float[2 * 3 * 4];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 100 * (i / 12) + 10 * (i / 4 % 3) + i % 4;
    }
    Nets net = new Nets(2, 3, 4);
    net.then(new Flatten(), new FloatTensor[0]).then(new Dense(), FloatTensor.of(weights, 1, 24));
    Graph graph = Pipelines.simplification().run(net.graph());
    QuantizedModel quantized =
        Pipelines.quantize(
            graph,
            Nets.calibrate(graph, List.of(net.constant(2, 3, 4))),
            QuantizationOptions.eightBits(Preprocessing.NONE));
    int[] codes = ((IntTensor) quantized.graph().constant("dense1.weights")).data();
    // scale 123/127
    assertThat(codes).startsWith(0, 103, 1, 104, 2, 105, 3, 106, 10, 114).endsWith(24, 127);
  }

  @Test
  void batchNormAndReluBecomePartOfTheConvolutionEvenWithNegativeFactors() {
    Nets net = new Nets(1, 6, 6);
    net.then(conv(3, NONE), new int[] {3, 1, 3, 3})
        .then(
            new BatchNormalization(1e-5),
            batchNormPart(1.5f, -0.7f, 0),
            batchNormPart(0.1f, 0.2f, 0.3f),
            batchNormPart(0.5f, -0.5f, 1),
            batchNormPart(1, 2, 3))
        .then(new Relu(), new FloatTensor[0]);
    Graph graph = net.graph();
    Graph simplified = Pipelines.simplification().run(graph);
    assertThat(mnemonics(simplified)).containsExactly("conv", "relu");
    QuantizedModel quantized =
        Pipelines.quantize(
            simplified,
            Nets.calibrate(simplified, List.of(net.constant(1, 6, 6))),
            QuantizationOptions.eightBits());
    assertThat(mnemonics(quantized.graph())).containsExactly("conv", "requantize");
    assertThat(quantized.layers().get(0).fused()).containsExactly("conv0", "relu2");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(3);
  }

  @Test
  void batchNormThatNoLinearOperatorTakesInIsARequantizationWithItsOwnSigns() {
    Nets net = new Nets(2, 4, 3);
    net.then(
            new BatchNormalization(0),
            batchNormPart(2, -1),
            batchNormPart(0.5f, 0.25f),
            batchNormPart(0, 1),
            batchNormPart(1, 4))
        .then(new MaxPool(List.of(2, 2), ONE, NONE), new FloatTensor[0])
        .then(conv(3, List.of(1, 1, 1, 1)), new int[] {2, 2, 3, 3}, new int[] {2});
    Graph graph = net.graph();
    QuantizedModel quantized = quantize(net, graph);
    assertThat(mnemonics(quantized.graph()))
        .containsExactly("requantize", "max-pool", "conv", "requantize");
    IntTensor multipliers =
        (IntTensor) quantized.graph().constant("batch-normalization0.multiplier");
    assertThat(multipliers.data()[0]).isPositive();
    assertThat(multipliers.data()[1]).isNegative();
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(5);
  }

  @Test
  void factorsAndDivisorsOfChannelsFoldOrAreRequantizations() {
    Nets net = new Nets(2, 4, 3);
    FloatTensor factors = FloatTensor.of(new float[] {0.5f, -2}, 2, 1, 1);
    FloatTensor divisor = FloatTensor.of(new float[] {-4});
    net.then(conv(3, List.of(1, 1, 1, 1)), new int[] {2, 2, 3, 3})
        .then(new Mul(), factors)
        .then(new Div(), divisor)
        .then(new MaxPool(List.of(2, 2), ONE, NONE), new FloatTensor[0])
        .then(new Mul(), factors);
    Graph graph = net.graph();
    assertThat(mnemonics(Pipelines.simplification().run(graph)))
        .containsExactly("conv", "max-pool", "mul");
    assertThat(mnemonics(quantize(net, graph).graph()))
        .containsExactly("conv", "requantize", "max-pool", "requantize");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  private static QuantizedModel quantize(Nets net, Graph graph) {
    Graph simplified = Pipelines.simplification().run(graph);
    FloatTensor sample = net.constant(toArray(graph.value("x").tensor()));
    return Pipelines.quantize(
        simplified, Nets.calibrate(simplified, List.of(sample)), QuantizationOptions.eightBits());
  }

  @Test
  void batchNormBeforeAFullyConnectedLayerFoldsForwardThroughFlatten() {
    Nets net = new Nets(2, 3, 2);
    net.then(new Relu(), new FloatTensor[0])
        .then(
            new BatchNormalization(0),
            batchNormPart(2, -1),
            batchNormPart(0.5f, 0.25f),
            batchNormPart(0, 1),
            batchNormPart(1, 4))
        .then(new Flatten(), new FloatTensor[0])
        .then(new Dense(), new int[] {4, 12});
    Graph graph = net.graph();
    assertThat(mnemonics(Pipelines.simplification().run(graph)))
        .containsExactly("relu", "flatten", "dense");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(4);
  }

  @Test
  void reluBehindAPoolMovesIntoTheConvolution() {
    Nets net = new Nets(1, 6, 6);
    net.then(conv(3, NONE), new int[] {2, 1, 3, 3}, new int[] {2})
        .then(new MaxPool(List.of(2, 2), List.of(2, 2), NONE), new FloatTensor[0])
        .then(new Relu(), new FloatTensor[0])
        .then(new Flatten(), new FloatTensor[0])
        .then(new Clip(0.5, 4), new FloatTensor[0]);
    Graph graph = net.graph();
    QuantizedModel quantized = quantize(net, graph);
    assertThat(mnemonics(quantized.graph()))
        .containsExactly("conv", "requantize", "max-pool", "reshape");
    // 0.5 of a range that ends at 4: code 255 / 8
    assertThat(((Requantize) quantized.graph().nodes().get(1).op()).min()).isEqualTo(32);
    // the clip makes the output's steps finer than the input's, whose noise shows
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(6);
  }

  @Test
  void averagePoolsCountPaddingAsTheModelSays() {
    for (boolean countIncludePad : new boolean[] {true, false}) {
      Nets net = new Nets(3, 5, 4);
      net.then(
          new AveragePool(List.of(3, 2), List.of(2, 1), List.of(1, 1, 2, 0), countIncludePad),
          new FloatTensor[0]);
      assertThat(worstError(net, net.graph(), QuantizationOptions.eightBits())).isLessThan(1.8);
    }
  }

  @Test
  void globalAverageAndTheHostTail() {
    Nets net = new Nets(3, 5, 4);
    net.then(conv(1, NONE), new int[] {6, 3, 1, 1}, new int[] {6})
        .then(new GlobalAveragePool(), new FloatTensor[0])
        .then(new Reshape(List.of(6)), new FloatTensor[0])
        .then(new Softmax(0), new FloatTensor[0])
        .then(new ArgMax(0, false), new FloatTensor[0]);
    Graph graph = net.graph();
    QuantizedModel quantized = quantize(net, graph);
    assertThat(mnemonics(quantized.graph())).containsExactly("conv", "requantize", "average-pool");
    assertThat(quantized.output().hostSteps())
        .containsExactly(
            new HostStep(HostStep.Kind.SOFTMAX, 0), new HostStep(HostStep.Kind.ARGMAX, 0));
    assertThat(quantized.output().value()).isEqualTo("reshape2");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(3);
  }

  @Test
  void addedConstantsFoldIntoTheBias() {
    Nets net = new Nets(5);
    net.then(new Dense(), new int[] {4, 5})
        .then(new Add(), new int[] {4})
        .then(new Add(), new int[] {1});
    Graph graph = net.graph();
    assertThat(mnemonics(Pipelines.simplification().run(graph))).containsExactly("dense");
    assertThat(worstError(net, graph, QuantizationOptions.eightBits())).isLessThan(3);
  }

  @Test
  void rawBytesTakeTheirPreprocessingIntoTheFirstLayer() {
    Preprocessing imageNet =
        new Preprocessing(
            1 / 255.0, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), DataLayout.NCHW);
    Nets net = new Nets(3, 6, 5);
    net.then(conv(3, NONE), new int[] {4, 3, 3, 3}, new int[] {4});
    QuantizationOptions options = QuantizationOptions.eightBits(imageNet);
    Graph graph = net.graph();
    assertThat(inputOf(net, graph, options).raw()).isTrue();
    assertThat(worstError(net, graph, options)).isLessThan(3);
  }

  /** Bytes and integer weights are exact, so nothing but the last rounding may differ. */
  @Test
  void withExactInputAndWeightsOnlyTheOutputIsRounded() {
    Preprocessing preprocessing =
        new Preprocessing(0.25, List.of(3.0, -1.5), List.of(2.0), DataLayout.NHWC);
    Nets net = new Nets(2, 5, 4);
    float[] weights = new float[3 * 2 * 2 * 3];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 12 == 0 ? 127 : net.random.nextInt(255) - 127;
    }
    net.then(
        new Conv(List.of(2, 3), List.of(2, 1), NONE, ONE, 1),
        FloatTensor.of(weights, 3, 2, 2, 3),
        net.constant(3));
    assertThat(worstError(net, net.graph(), QuantizationOptions.eightBits(preprocessing)))
        .isLessThan(0.51);
  }

  @Test
  void paddingOfChannelsWithDifferentMeansLeavesQuantizationToTheDriver() {
    Preprocessing means =
        new Preprocessing(1 / 255.0, List.of(0.5, 0.4, 0.3), List.of(), DataLayout.NCHW);
    Nets net = new Nets(3, 6, 5);
    net.then(conv(3, List.of(1, 1, 1, 1)), new int[] {4, 3, 3, 3});
    QuantizationOptions options = QuantizationOptions.eightBits(means);
    Graph graph = net.graph();
    assertThat(inputOf(net, graph, options).raw()).isFalse();
    assertThat(worstError(net, graph, options)).isLessThan(4);
  }

  private static io.nn2fpga.quant.InputEncoding inputOf(
      Nets net, Graph graph, QuantizationOptions options) {
    Graph simplified = Pipelines.simplification().run(graph);
    Calibration calibration =
        Nets.calibrate(simplified, List.of(net.constant(toArray(graph.value("x").tensor()))));
    return Pipelines.quantize(simplified, calibration, options).input();
  }

  @Test
  void namesAndSourcesComeFromTheModel() {
    Graph.Builder builder = Graph.builder("m", io.nn2fpga.ir.Level.NN);
    String x = builder.input("image", TensorType.of(io.nn2fpga.ir.FloatElement.F32, 3));
    String w = builder.constant("w", FloatTensor.of(new float[] {1, 2, 3}, 1, 3));
    builder.node(
        new Node(
            "/fc/Gemm", new Dense(), List.of(x, w), List.of("logits"), "m.onnx, node '/fc/Gemm'"));
    builder.output("logits");
    Graph graph = builder.build();
    QuantizedModel quantized =
        Pipelines.quantize(
            graph,
            new Calibration(
                Map.of(
                    "image", new io.nn2fpga.quant.RealRange(0, 1),
                    "logits", new io.nn2fpga.quant.RealRange(0, 6))),
            QuantizationOptions.eightBits());
    assertThat(quantized.graph().inputs()).containsExactly("image");
    assertThat(quantized.graph().outputs()).containsExactly("logits");
    assertThat(quantized.graph().nodes())
        .extracting(Node::name)
        .containsExactly("/fc/Gemm", "/fc/Gemm.requantize");
    assertThat(quantized.graph().nodes())
        .extracting(Node::source)
        .containsOnly("m.onnx, node '/fc/Gemm'");
  }
}

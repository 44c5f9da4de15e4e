package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.pass.Pass;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.RealRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PipelinesTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final FloatTensor[] NO_CONSTANTS = {};

  private static FloatTensor vector(float... values) {
    return FloatTensor.of(values, values.length);
  }

  /** A network on which every simplification has something to do. */
  private static Nets network() {
    return new Nets(2, 7, 6)
        .then(
            new Conv(List.of(3, 2), ONE, List.of(1, 0, 1, 1), ONE, 1),
            new int[] {3, 2, 3, 2},
            new int[] {3})
        .then(new Add(), new int[] {3, 1, 1})
        .then(new MaxPool(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0)), NO_CONSTANTS)
        .then(new Relu(), NO_CONSTANTS)
        .then(new Clip(-1, 3), NO_CONSTANTS)
        .then(
            new BatchNormalization(1e-3),
            vector(1, -2, 0.5f),
            vector(0, 1, 2),
            vector(1, 0, -1),
            vector(1, 4, 0.25f))
        .then(new Flatten(), NO_CONSTANTS)
        .then(new Dense(), new int[] {5, 27})
        .then(new Softmax(0), NO_CONSTANTS);
  }

  @Test
  void everyPassKeepsTheMeaning() {
    assertThat(changingPasses(network(), 2, 7, 6))
        .containsExactly("fold-affine", "fold-affine-forward", "hoist-clamps", "merge-clamps");
  }

  @Test
  void everyPassKeepsTheMeaningOfChannelsLastNetworks() {
    Nets net =
        new Nets(7, 6, 3)
            .then(new Add(), vector(1, 2, 3))
            .then(new Transpose(Transpose.TO_CHANNELS_FIRST), NO_CONSTANTS)
            .then(new Conv(List.of(3, 2), ONE, List.of(0, 0, 0, 0), ONE, 1), new int[] {2, 3, 3, 2})
            .then(new Transpose(Transpose.TO_CHANNELS_LAST), NO_CONSTANTS)
            .then(new Add(), new int[] {5, 5, 2})
            .then(new Relu(), NO_CONSTANTS)
            .then(new Transpose(List.of(2, 1, 0)), NO_CONSTANTS)
            .then(new Transpose(List.of(1, 2, 0)), NO_CONSTANTS)
            .then(new Transpose(List.of(2, 1, 0)), NO_CONSTANTS)
            .then(new MaxPool(List.of(2, 2), ONE, List.of(0, 0, 0, 0)), NO_CONSTANTS)
            .then(new Relu(), NO_CONSTANTS)
            .then(new Transpose(Transpose.TO_CHANNELS_LAST), NO_CONSTANTS)
            .then(new Clip(0, 2), NO_CONSTANTS)
            .then(new Reshape(List.of(32)), NO_CONSTANTS)
            .then(new Dense(), new int[] {5, 32});
    Graph graph = net.graph();
    Pass absorb =
        Pipelines.simplification().passes().stream()
            .filter(pass -> pass.name().equals("absorb-transposes"))
            .findFirst()
            .orElseThrow();
    FloatTensor sample = net.constant(7, 6, 3);
    assertSame(absorb, graph, absorb.run(graph), sample);
    assertThat(absorb.run(graph).nodes())
        .extracting(n -> n.op().mnemonic())
        .containsExactly(
            "transpose",
            "add",
            "conv",
            "add",
            "relu",
            "max-pool",
            "relu",
            "clip",
            "transpose",
            "reshape",
            "dense");
  }

  private static List<String> changingPasses(Nets net, int... input) {
    Graph graph = net.graph();
    List<FloatTensor> samples = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      samples.add(net.constant(input));
    }
    List<String> changing = new ArrayList<>();
    Pipelines.simplification()
        .run(
            graph,
            (pass, before, result) -> {
              if (!before.equals(result)) {
                changing.add(pass.name());
              }
              samples.forEach(sample -> assertSame(pass, graph, result, sample));
            });
    return changing;
  }

  private static void assertSame(Pass pass, Graph before, Graph after, FloatTensor sample) {
    String output = before.outputs().get(0);
    float[] expected = run(before, output, sample);
    float[] got = run(after, output, sample);
    for (int i = 0; i < expected.length; i++) {
      assertThat(got[i]).as(pass.name()).isCloseTo(expected[i], within(1e-4f));
    }
  }

  private static float[] run(Graph graph, String output, FloatTensor sample) {
    return Objects.requireNonNull(new NnInterpreter(graph, List.of(output)).run(sample).get(output))
        .data();
  }

  @Test
  void passesGiveTheSameInstanceWhenThereIsNothingToDo() {
    Graph simplified = Pipelines.simplification().run(network().graph());
    assertThat(simplified.nodes())
        .extracting(n -> n.op().mnemonic())
        .containsExactly("conv", "clip", "max-pool", "flatten", "dense", "softmax");
    for (Pass pass : Pipelines.simplification().passes()) {
      assertThat(pass.run(simplified)).as(pass.name()).isSameAs(simplified);
      assertThat(pass.description()).endsWith(".");
    }
  }

  @Test
  void observedValuesAreComputedByTheModelItself() {
    Graph graph = network().graph();
    assertThat(Pipelines.observed(Pipelines.simplification().run(graph)))
        .containsExactly("x", "add1", "dense7")
        .allMatch(graph.values()::containsKey);
  }

  private static void quantize(Graph graph, QuantizationOptions options, String... values) {
    Map<String, RealRange> ranges = new java.util.HashMap<>();
    Arrays.stream(values).forEach(v -> ranges.put(v, new RealRange(0, 1)));
    Pipelines.quantize(graph, new Calibration(ranges), options);
  }

  @Test
  void bitsOfPartsThatHaveNoneAreAllReportedTogether() {
    Graph graph =
        new Nets(2, 4, 4)
            .then(new GlobalAveragePool(), NO_CONSTANTS)
            .then(new Relu(), NO_CONSTANTS)
            .graph();
    Map<String, BitWidths.Layer> layers = new java.util.LinkedHashMap<>();
    layers.put("global-average-pool0", new BitWidths.Layer(4, 4));
    layers.put("relu1", new BitWidths.Layer(null, 4));
    layers.put("global-average", new BitWidths.Layer(null, 4));
    QuantizationOptions options =
        new QuantizationOptions(
            BitWidths.uniform(8, 8).withLayers(layers), Preprocessing.NONE, false);
    assertThatThrownBy(() -> quantize(graph, options, "x", "global-average-pool0"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[project-file]: layer 'global-average-pool0' (global-average-pool) has no weights
              at 'bits.layers' of the project
              hint: give it 'activations' only
            error[project-file]: 'relu1' has no bits of its own: it is part of layer 'global-average-pool0'
              at 'bits.layers' of the project
              hint: give the activations of 'global-average-pool0'
            error[project-file]: no layer 'global-average'
              at 'bits.layers' of the project
              hint: did you mean 'global-average-pool0'? layers: global-average-pool0""");
  }

  @Test
  void meansThatDoNotFitTheChannelsAreTheUsersMistake() {
    Graph graph = new Nets(2, 3, 3).then(new Relu(), NO_CONSTANTS).graph();
    Preprocessing three = new Preprocessing(1, List.of(1.0, 2.0, 3.0), List.of(), DataLayout.NCHW);
    assertThatThrownBy(() -> quantize(graph, QuantizationOptions.eightBits(three), "x"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[project-file]: preprocessing has 3 means and 0 standard deviations for 2 channels
              at input 'x'
              hint: give one number for all channels, or one for each""");
  }

  @Test
  void sumsBeyondThirtyTwoBitsAreRefused() {
    float[] weights = new float[70_000];
    Arrays.fill(weights, 1);
    Graph graph =
        new Nets(70_000).then(new Dense(), FloatTensor.of(weights, 1, weights.length)).graph();
    assertThatThrownBy(() -> quantize(graph, QuantizationOptions.eightBits(), "x", "dense0"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[unsupported-attribute]: sums of 33 bits are wider than the 32 bits supported
              at node 'dense0' (dense)
              hint: use fewer inputs a neuron, or fewer bits""");
  }

  @Test
  void everyNodeThatCannotBeLoweredIsReportedAtOnce() {
    float[] weights = new float[70_000];
    Arrays.fill(weights, 1);
    Graph graph =
        new Nets(2, 100, 350)
            .then(new Flatten(), NO_CONSTANTS)
            .then(new Dense(), FloatTensor.of(weights, 1, 70_000))
            .then(new Relu(), NO_CONSTANTS)
            .then(new Dense(), FloatTensor.of(weights, 70_000, 1))
            .then(new Dense(), FloatTensor.of(weights, 1, 70_000))
            .graph();
    Preprocessing three = new Preprocessing(1, List.of(0.1, 0.2, 0.3), List.of(), DataLayout.NCHW);
    assertThatThrownBy(
            () ->
                quantize(
                    graph, QuantizationOptions.eightBits(three), "x", "dense1", "dense3", "dense4"))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(
            """
            error[project-file]: preprocessing has 3 means and 0 standard deviations for 2 channels
              at input 'x'
              hint: give one number for all channels, or one for each
            error[unsupported-attribute]: sums of 33 bits are wider than the 32 bits supported
              at node 'dense1' (dense)
              hint: use fewer inputs a neuron, or fewer bits
            error[unsupported-attribute]: sums of 33 bits are wider than the 32 bits supported
              at node 'dense4' (dense)
              hint: use fewer inputs a neuron, or fewer bits""");
  }
}

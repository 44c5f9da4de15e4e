package io.nn2fpga.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Standardize;
import io.nn2fpga.partition.Placement.Side;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Small networks with something in them that has no hardware form. */
final class PartitioningTest {
  private static final QuantizationOptions OPTIONS =
      new QuantizationOptions(
          BitWidths.uniform(8, 8), Preprocessing.NONE, false, QuantizationMethod.DEFAULT);

  private final Random random = new Random(3);
  private final Graph.Builder net = Graph.builder("net", Level.NN);

  private float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private String weights(String name, int... extents) {
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    float[] numbers = numbers(size);
    for (int i = 0; i < size; i++) {
      numbers[i] *= (float) Math.sqrt((double) extents[0] / size);
    }
    return net.constant(name, FloatTensor.of(numbers, extents));
  }

  private String then(String name, NnOperation op, String... operands) {
    return net.node(name, op, List.of(operands), "net.onnx, node '" + name + "'");
  }

  private static Conv conv() {
    return new Conv(List.of(3, 3), List.of(1, 1), List.of(1, 1, 1, 1), List.of(1, 1), 1);
  }

  /** Two convolutions, a normalization of the image, a classifier. */
  private Graph trunk() {
    net.input("x", TensorType.of(FloatElement.F32, 3, 8, 8));
    then("c1", conv(), "x", weights("w1", 8, 3, 3, 3));
    then("r1", new Relu(), "c1");
    then("c2", conv(), "r1", weights("w2", 4, 8, 3, 3));
    then("norm", new Standardize(List.of(0, 1, 2), 1e-5, true), "c2");
    then("flat", new Flatten(), "norm");
    then("fc", new Dense(), "flat", weights("w3", 5, 256));
    then("p", new Softmax(0), "fc");
    net.output("p");
    return net.build();
  }

  /** A normalization, a perceptron, and what it is added to. */
  private Graph residual(String added) {
    net.input("x", TensorType.of(FloatElement.F32, 24));
    then("norm", new Standardize(List.of(0), 1e-5, true), "x");
    then("fc1", new Dense(), "norm", weights("w1", 32, 24));
    then("r1", new Relu(), "fc1");
    then("fc2", new Dense(), "r1", weights("w2", 24, 32));
    then("sum", new Add(), "fc2", added);
    then("end", new Standardize(List.of(0), 1e-5, true), "sum");
    net.output("end");
    return net.build();
  }

  private static FloatTensor output(Graph graph, FloatTensor sample) {
    String output = graph.outputs().get(0);
    return Objects.requireNonNull(
        new NnInterpreter(graph, List.of(output)).run(sample).get(output));
  }

  /** The divided network against the network, on samples, as a share of the largest output. */
  private void requireClose(PartitionPlan plan) {
    TensorType type = plan.graph().value(plan.graph().inputs().get(0)).tensor();
    List<FloatTensor> samples =
        Stream.generate(() -> new FloatTensor(type, numbers(type.size()))).limit(20).toList();
    Graph head = plan.split() == null ? null : plan.split().head();
    List<FloatTensor> entering =
        head == null
            ? samples
            : samples.stream()
                .map(
                    sample ->
                        Objects.requireNonNull(
                            new NnInterpreter(head).run(sample).get(plan.cuts().input())))
                .toList();
    Graph simplified = Pipelines.simplification().run(plan.region());
    NnInterpreter observer = new NnInterpreter(simplified, Pipelines.observed(simplified));
    QuantizedModel model =
        plan.complete(
            Pipelines.quantize(
                simplified, Pipelines.calibrate(simplified, observer, entering, OPTIONS), OPTIONS));
    IntegerExecutor integers = new IntegerExecutor(model.graph());
    for (FloatTensor sample : samples) {
      float[] wanted = output(plan.graph(), sample).data();
      IntTensor codes = integers.runOutput(model.codes(sample));
      float[] got = ((FloatTensor) model.result(sample, codes)).data();
      float most = 0;
      for (float number : wanted) {
        most = Math.max(most, Math.abs(number));
      }
      for (int i = 0; i < wanted.length; i++) {
        assertThat(got[i]).isCloseTo(wanted[i], org.assertj.core.data.Offset.offset(0.08f * most));
      }
    }
  }

  private static List<String> sides(PartitionPlan plan, Lowering lowering) {
    return plan.placements(plan.complete(lowering.lower(plan.region()))).stream()
        .map(placement -> placement.node().name() + " " + placement.side())
        .toList();
  }

  @Test
  void aNetworkWithHardwareFormsThroughoutIsNotDivided() {
    net.input("x", TensorType.of(FloatElement.F32, 6));
    then("fc", new Dense(), "x", weights("w", 4, 6));
    then("p", new Softmax(0), "fc");
    net.output("p");
    Graph graph = net.build();
    PartitionPlan plan = Partitioning.auto(graph, Lowering.floats());
    assertThat(plan.split()).isNull();
    assertThat(plan.region()).isSameAs(graph);
    assertThat(sides(plan, Lowering.floats()))
        .containsExactly("fc " + Side.ACCELERATOR, "p " + Side.TAIL);
  }

  @Test
  void theHostGoesOnWhereAnOperatorHasNoHardwareForm() {
    PartitionPlan plan = Partitioning.auto(trunk(), Lowering.floats());
    assertThat(plan.cuts()).isEqualTo(new Cuts("x", "c2"));
    assertThat(plan.hasHead()).isFalse();
    assertThat(sides(plan, Lowering.floats()))
        .containsExactly(
            "c1 " + Side.ACCELERATOR,
            "r1 " + Side.ACCELERATOR,
            "c2 " + Side.ACCELERATOR,
            "norm " + Side.TAIL,
            "flat " + Side.TAIL,
            "fc " + Side.TAIL,
            "p " + Side.TAIL);
    assertThat(plan.reasons())
        .containsEntry("norm", "'standardize' has no hardware form")
        .containsEntry("p", "the host's at the end of a network")
        // 5·256 products, 256 and 5 bytes; 8·8·(8·27 + 4·72) products, 192 and 256 bytes
        .containsEntry("fc", "cost: a region with it is worth at most -808, the one chosen 28,672");
    requireClose(plan);
  }

  @Test
  void theHostKeepsItsInputForASumBehindTheAccelerator() {
    PartitionPlan plan = Partitioning.auto(residual("x"), Lowering.floats());
    assertThat(plan.cuts()).isEqualTo(new Cuts("norm", "fc2"));
    SplitGraph split = Objects.requireNonNull(plan.split());
    assertThat(Objects.requireNonNull(split.tail()).inputs()).containsExactly("fc2", "x");
    requireClose(plan);
  }

  @Test
  void theHostKeepsWhatItGaveTheAccelerator() {
    PartitionPlan plan = Partitioning.auto(residual("norm"), Lowering.floats());
    // The sum's other operand is the region's own input, so the sum goes to hardware as well.
    assertThat(plan.cuts()).isEqualTo(new Cuts("norm", "sum"));
    requireClose(plan);
    PartitionPlan chosen =
        Partitioning.of(plan.graph(), new Cuts("norm", "fc2"), "p.yaml", Lowering.floats());
    SplitGraph split = Objects.requireNonNull(chosen.split());
    assertThat(Objects.requireNonNull(split.tail()).inputs()).containsExactly("fc2", "norm");
    assertThat(chosen.reasons()).containsEntry("sum", "as the partition file says");
    requireClose(chosen);
  }

  @Test
  void quantizedNetworksKeepEveryCode() {
    Graph.Builder graph = Graph.builder("coded", Level.NN);
    String value = graph.input("x", TensorType.of(FloatElement.F32, 16));
    graph.constant("s", FloatTensor.of(new float[] {0.0625f}));
    graph.constant("z", FloatTensor.of(new float[] {0}));
    for (int layer = 0; layer < 3; layer++) {
      Quantize quantize = Quantize.of(IntegerElement.signed(8), 0);
      String q = graph.node("q" + layer, quantize, List.of(value, "s", "z"), "node 'q" + layer);
      String d = graph.node("d" + layer, new Dequantize(0), List.of(q, "s", "z"), "d" + layer);
      int[] codes = random.ints(256, -8, 8).toArray();
      graph.constant("w" + layer, IntTensor.of(IntegerElement.signed(4), codes, 16, 16));
      String w = graph.node("dw" + layer, new Dequantize(0), List.of("w" + layer, "s", "z"), "");
      value = graph.node("fc" + layer, new Dense(), List.of(d, w), "node 'fc" + layer + "'");
      if (layer == 1) {
        Standardize norm = new Standardize(List.of(0), 1e-5, true);
        value = graph.node("norm", norm, List.of(value), "node 'norm'");
      }
    }
    graph.output(value);
    Graph coded = graph.build();
    Lowering lowering = Lowering.quantized(KernelSet.ONNX);
    PartitionPlan plan = Partitioning.auto(coded, lowering);
    assertThat(sides(plan, lowering))
        .contains(
            "q0 " + Side.HEAD,
            "fc0 " + Side.ACCELERATOR,
            "fc1 " + Side.ACCELERATOR,
            "norm " + Side.TAIL,
            "fc2 " + Side.TAIL);
    assertThat(plan.reasons().get("norm")).contains("standardize");
    QuantizedModel model = plan.complete(lowering.lower(plan.region()));
    assertThat(model.host().headPiece()).isNull();
    assertThat(model.host().tailPiece()).isNotNull();
    IntegerExecutor integers = new IntegerExecutor(model.graph());
    for (int i = 0; i < 20; i++) {
      FloatTensor sample = FloatTensor.of(numbers(16), 16);
      IntTensor result = integers.runOutput(model.codes(sample));
      assertThat(model.result(sample, result)).isEqualTo(output(coded, sample));
    }
  }

  @Test
  void nothingIsWorthAnAcceleratorOfTwoProducts() {
    net.input("x", TensorType.of(FloatElement.F32, 2));
    then("norm", new Standardize(List.of(0), 1e-5, true), "x");
    then("fc", new Dense(), "norm", weights("w", 1, 2));
    net.output("fc");
    assertThatThrownBy(() -> Partitioning.auto(net.build(), Lowering.floats()))
        .hasMessage(
            """
            error[unsupported-operator]: 'standardize' has no hardware form
              at net.onnx, node 'norm'
              hint: docs/operators.md lists the operators that have one
            error[partition]: without these, no part of the network is worth an accelerator: none spares the host more than carrying its input and output costs
              hint: docs/partitioning.md has the rule; --partition FILE takes cuts of your own""");
  }

  @Test
  void severalInputsAreRefusedAsTheyAre() {
    net.input("x", TensorType.of(FloatElement.F32, 4));
    net.input("y", TensorType.of(FloatElement.F32, 4));
    then("sum", new Add(), "x", "y");
    net.output("sum");
    assertThatThrownBy(() -> Partitioning.auto(net.build(), Lowering.floats()))
        .hasMessageContaining("the network has inputs [x, y] and outputs [sum]")
        .hasMessageNotContaining("error[partition]");
  }

  @Test
  void cutsAroundSomethingUnsupportedAreRefusedWithIt() {
    Graph graph = trunk();
    assertThatThrownBy(
            () -> Partitioning.of(graph, new Cuts("r1", "fc"), "p.yaml", Lowering.floats()))
        .hasMessage(
            """
            error[unsupported-operator]: 'standardize' has no hardware form
              at net.onnx, node 'norm'
              hint: docs/operators.md lists the operators that have one""");
  }

  @Test
  void regionsHaveOneInputAndOneOutput() {
    net.input("x", TensorType.of(FloatElement.F32, 8));
    then("a", new Dense(), "x", weights("w1", 8, 8));
    then("b", new Dense(), "a", weights("w2", 8, 8));
    then("c", new Add(), "b", "a");
    then("d", new Add(), "c", "x");
    then("e", new Softmax(0), "d");
    then("f", new Dense(), "e", weights("w3", 8, 8));
    net.output("f");
    Graph graph = net.build();
    Map.of(
            new Cuts("b", "a"), "'a' is not computed of 'b'",
            new Cuts("x", "b"), "'a' between the cuts is also read by 'c'",
            new Cuts("a", "d"), "'d' between the cuts also reads 'x'",
            new Cuts("x", "e"), "'e' is a result of 'softmax', which the host computes")
        .forEach(
            (cuts, why) ->
                assertThatThrownBy(
                        () -> Partitioning.of(graph, cuts, "p.yaml, line 2", Lowering.floats()))
                    .hasMessage(
                        "error[partition]: no region of one input and one output from '"
                            + cuts.input()
                            + "' to '"
                            + cuts.output()
                            + "': "
                            + why
                            + "\n  at p.yaml, line 2\n  hint: 'nn2fpga partition MODEL' shows nodes"
                            + " and values; leave the file out to have the cuts chosen"));
    assertThat(new GraphSplitter(graph).problem(new Cuts("a", "c"))).isNull();
  }
}

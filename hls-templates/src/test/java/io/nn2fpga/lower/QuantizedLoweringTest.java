package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.ops.roundedaveragepool.RoundedAveragePool;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every code of the integer graph is what the model's own arithmetic gives. */
class QuantizedLoweringTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement U4 = IntegerElement.unsigned(4);

  private static QuantizedModel lower(Graph graph, KernelSet set) {
    return Pipelines.lowerQuantized(Pipelines.quantizedSimplification().run(graph), set);
  }

  /** Compares all codes that the integer graph computes, and the output. */
  private static QuantizedModel check(CodedNet net, Graph graph, KernelSet set) {
    QuantizedModel model = lower(graph, set);
    TensorExecutor reference =
        set == KernelSet.QONNX
            ? new NnInterpreter(graph)
            : new KernelInterpreter(
                graph,
                QuantizedKernels.of(set),
                graph.values().keySet().stream().filter(v -> !graph.isConstant(v)).toList());
    IntegerExecutor executor = new IntegerExecutor(model.graph());
    for (int i = 0; i < 3; i++) {
      IntTensor sample = net.sample();
      Map<String, Tensor> expected = reference.run(Map.of("x", sample));
      Map<String, IntTensor> actual = executor.run(model.codes(sample));
      assertThat(model.host().observed()).isNotEmpty();
      for (ObservedCodes codes : model.host().observed()) {
        IntTensor frame = Objects.requireNonNull(actual.get(codes.integers()), codes.integers());
        assertThat(codes.ordered(frame))
            .as(codes.value())
            .isEqualTo(((IntTensor) Objects.requireNonNull(expected.get(codes.value()))).data());
      }
      String output = graph.outputs().get(0);
      IntTensor end = actual.get(model.graph().outputs().get(0));
      assertThat(model.result(Objects.requireNonNull(end))).isEqualTo(expected.get(output));
    }
    return model;
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelSet.class,
      names = {"ONNX", "TFLITE_XNNPACK", "TFLITE_BUILTIN", "TFLITE_REFERENCE"})
  void aResidualNetworkIsExactInEveryKernelSet(KernelSet set) {
    CodedNet net = new CodedNet(5, S8, 3, 6, 6);
    net.dequantize(0.02, -7).conv(0.02, 3, 4, 3, 1, 1).then(new Relu());
    String stem = net.requantize(0.011, -128, S8).last();
    net.conv(0.011, 4, 4, 3, 1, 4).requantize(0.017, 12, S8);
    net.then(new Add(), stem).then(new Relu()).requantize(0.021, -128, S8);
    net.then(new MaxPool(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0)));
    net.conv(0.021, 4, 5, 1, 1, 1).requantize(0.025, 3, S8);
    net.then(new GlobalAveragePool()).requantize(0.025, 3, S8).then(new Flatten());
    net.dense(5, 3).quantize(0.04, -20, S8);
    QuantizedModel model = check(net, net.graph(), set);
    boolean rounded =
        model.graph().nodes().stream().anyMatch(n -> n.op() instanceof RoundedAveragePool);
    assertThat(rounded).isEqualTo(set != KernelSet.ONNX);
  }

  @Test
  void paddedMeansOfWindowsAreOneLineForEachPartOfTheFrame() {
    CodedNet net = new CodedNet(9, S8, 2, 5, 5);
    net.dequantize(0.02, -7);
    net.then(new AveragePool(List.of(3, 3), List.of(2, 2), List.of(1, 1, 1, 1), false));
    net.quantize(0.0193, -3, S8);
    check(net, net.graph(), KernelSet.ONNX);
  }

  @Test
  void concatenationBringsPartsToOneGrid() {
    for (KernelSet set : List.of(KernelSet.ONNX, KernelSet.TFLITE_XNNPACK)) {
      CodedNet net = new CodedNet(3, S8, 2, 4, 4);
      String x = net.dequantize(0.02, -7).last();
      String other = net.conv(0.02, 2, 3, 1, 1, 1).requantize(0.03, 4, S8).last();
      net.from(x).then(new Concat(0), other).quantize(0.03, 4, S8);
      check(net, net.graph(), set);
    }
  }

  @Test
  void aProductOfAnImageAndItsMeansIsAMultiplication() {
    CodedNet net = new CodedNet(3, S8, 2, 4, 4);
    String x = net.dequantize(0.02, -7).last();
    String gate = net.then(new GlobalAveragePool()).requantize(0.01, 5, S8).last();
    net.from(x).then(new Mul(), gate).quantize(0.005, 1, S8);
    check(net, net.graph(), KernelSet.TFLITE_XNNPACK);
  }

  @Test
  void functionsThatTurnBackAreTables() {
    CodedNet net = new CodedNet(3, S8, 2, 4, 4);
    net.dequantize(0.05, -7).then(new Unary(UnaryFunction.SWISH, 1, 0)).quantize(0.03, 4, S8);
    QuantizedModel model = check(net, net.graph(), KernelSet.QONNX);
    assertThat(model.graph().nodes()).anyMatch(n -> n.op() instanceof Lookup);
  }

  @Test
  void aQonnxChainOfNormalizationAndClampsIsExactForFallingChannelsToo() {
    CodedNet net = new CodedNet(21, U4, 6, 3, 3);
    net.dequantize(0.3, 0).conv(0.3, 6, 4, 3, 1, 1);
    String[] parameters = {
      net.floats(1.5f, -2, 0.7f, 0), net.floats(0.1f, 0.2f, -3, 2),
      net.floats(1, -1, 0, 0), net.floats(4, 1, 2, 1)
    };
    net.then(new BatchNormalization(1e-5), parameters).then(new Relu());
    net.requantize(0.25, 0, U4).then(new Flatten());
    net.dense(IntegerElement.signed(2), new float[] {1, 0.5f, 0.25f}, 36);
    net.then(new BipolarQuantize());
    check(net, net.graph(), KernelSet.QONNX);
  }

  @Test
  void aReluOfCodesStaysOnTheirGrid() {
    CodedNet net = new CodedNet(4, S8, 5);
    net.dequantize(0.125, 0).then(new Relu()).dense(5, 4).quantize(0.1, 0, S8);
    check(net, net.graph(), KernelSet.QONNX);
  }

  @Test
  void scaledAndShiftedCodesAreTheSameCodes() {
    CodedNet net = new CodedNet(4, S8, 5);
    net.dequantize(1, 0).then(new Add(), net.floats(1)).then(new Div(), net.floats(2));
    net.dense(5, 4).quantize(0.1, 0, S8);
    QuantizedModel model = check(net, net.graph(), KernelSet.QONNX);
    assertThat(model.graph().nodes()).hasSize(2);
  }

  /** A shift of 0.3 steps is no zero point, so that the first layer cannot read the codes. */
  @Test
  void theHostComputesUpToTheFirstCodesThatCanBeRead() {
    CodedNet net = new CodedNet(4, TensorType.of(FloatElement.F32, 5));
    net.quantize(1, 0, S8).dequantize(1, 0).then(new Add(), net.floats(0.3f)).dense(5, 4);
    net.requantize(0.05, 0, S8).dense(4, 3).quantize(0.01, 0, S8);
    Graph graph = net.graph();
    QuantizedModel model = lower(graph, KernelSet.QONNX);
    assertThat(model.host().describe()).isEqualTo("add, dense");
    String output = graph.outputs().get(0);
    FloatTensor sample = FloatTensor.of(new float[] {90.2f, -7, 33.5f, -128, 64}, 5);
    IntTensor codes = new IntegerExecutor(model.graph()).runOutput(model.codes(sample));
    assertThat(model.result(codes))
        .isEqualTo(new NnInterpreter(graph, List.of(output)).run(Map.of("x", sample)).get(output));
  }

  @Test
  void theHostFinishesWhatFollowsTheLastSums() {
    CodedNet net = new CodedNet(4, S8, 5);
    net.dequantize(0.125, 3).dense(IntegerElement.signed(4), new float[] {1, 0.5f}, 5);
    net.then(new Mul(), net.floats(0.5f)).then(new Softmax(0));
    Graph graph = net.graph();
    QuantizedModel model = lower(graph, KernelSet.QONNX);
    assertThat(model.host().headPiece()).isNull();
    assertThat(model.host().tailPiece()).isEqualTo(model.host().tail()).isNotNull();
    assertThat(model.output().scales()).containsExactly(0.125, 0.0625);
    IntTensor sample = net.sample();
    IntTensor sums = new IntegerExecutor(model.graph()).runOutput(model.codes(sample));
    String output = graph.outputs().get(0);
    Tensor expected =
        Objects.requireNonNull(
            new NnInterpreter(graph, List.of(output)).run(Map.of("x", sample)).get(output));
    float[] actual = ((FloatTensor) model.result(sums)).data();
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .isCloseTo(
              ((FloatTensor) expected).data()[i], org.assertj.core.data.Offset.offset(1e-6f));
    }
  }
}

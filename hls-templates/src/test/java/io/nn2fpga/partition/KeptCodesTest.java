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
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Standardize;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Quantized networks whose host keeps a value from before the accelerator. */
final class KeptCodesTest {
  private static final int WIDTH = 24;

  private final Random random = new Random(5);
  private final Graph.Builder net = Graph.builder("net", Level.NN);

  private String then(String name, NnOperation op, String... operands) {
    return net.node(name, op, List.of(operands), "net.tflite, node '" + name + "'");
  }

  /** Codes of a value, and the numbers that they stand for. */
  private String coded(String name, String value) {
    String codes = then(name, Quantize.of(IntegerElement.signed(8), 0), value, "s", "z");
    return then(name + "/real", new Dequantize(0), codes, "s", "z");
  }

  /** x; codes of what {@code op} makes of it; a layer; its codes added to {@code kept}. */
  private Graph residual(boolean ofCodes) {
    String x = net.input("x", TensorType.of(FloatElement.F32, WIDTH));
    net.constant("s", FloatTensor.of(new float[] {0.043f}));
    net.constant("z", FloatTensor.of(new float[] {-3}));
    String first = coded("first", x);
    String normal = then("normal", new Standardize(List.of(0), 1e-5, true), first);
    String entering = coded("entering", normal);
    int[] codes = random.ints((long) WIDTH * WIDTH, -7, 8).toArray();
    net.constant("w", IntTensor.of(IntegerElement.signed(4), codes, WIDTH, WIDTH));
    String weights = then("weights", new Dequantize(0), "w", "s", "zero");
    String layer = coded("layer", then("dense", new Dense(), entering, weights));
    String sum = then("sum", new Add(), layer, ofCodes ? first : x);
    net.output(then("end", Quantize.of(IntegerElement.signed(8), 0), sum, "s", "z"));
    return net.build();
  }

  private void requireEqual(Graph graph, PartitionPlan plan, KernelSet kernels) {
    QuantizedModel model = plan.complete(Objects.requireNonNull(plan.trial()));
    IntegerExecutor integers = new IntegerExecutor(model.graph());
    String output = graph.outputs().get(0);
    try (KernelInterpreter whole =
        new KernelInterpreter(graph, QuantizedKernels.of(kernels), List.of(output))) {
      for (int i = 0; i < 20; i++) {
        float[] numbers = new float[WIDTH];
        for (int k = 0; k < WIDTH; k++) {
          numbers[k] = (float) random.nextGaussian();
        }
        FloatTensor sample = FloatTensor.of(numbers, WIDTH);
        IntTensor codes = integers.runOutput(model.codes(sample));
        assertThat(model.result(sample, codes))
            .isEqualTo(whole.run(Map.of("x", sample)).get(output));
      }
    }
  }

  @Test
  void kernelsOfTheTailReadTheCodesThatTheHostKept() {
    net.constant("zero", FloatTensor.of(new float[] {0}));
    Graph graph = residual(true);
    KernelSet kernels = KernelSet.TFLITE_XNNPACK;
    PartitionPlan plan = Partitioning.auto(graph, Lowering.quantized(kernels));
    SplitGraph split = Objects.requireNonNull(plan.split());
    assertThat(Objects.requireNonNull(split.tail()).inputs()).contains("first");
    requireEqual(graph, plan, kernels);
  }

  @Test
  void aSumWithTheNetworksInputIsTheHosts() {
    net.constant("zero", FloatTensor.of(new float[] {0}));
    Graph graph = residual(false);
    KernelSet kernels = KernelSet.TFLITE_BUILTIN;
    PartitionPlan plan = Partitioning.auto(graph, Lowering.quantized(kernels));
    SplitGraph split = Objects.requireNonNull(plan.split());
    assertThat(Objects.requireNonNull(split.tail()).inputs()).contains("x");
    requireEqual(graph, plan, kernels);
  }

  @Test
  void withoutDivisionWhatReadsValuesFromBeforeTheCodesIsNamed() {
    String x = net.input("x", TensorType.of(FloatElement.F32, WIDTH));
    net.constant("s", FloatTensor.of(new float[] {0.043f}));
    net.constant("z", FloatTensor.of(new float[] {-3}));
    String root = then("root", Unary.of(UnaryFunction.EXP), x);
    String end = then("end", new Standardize(List.of(0), 1e-5, true), coded("first", x));
    net.output(then("sum", new Add(), end, root));
    assertThatThrownBy(() -> Lowering.quantized(KernelSet.ONNX).lower(net.build()))
        .hasMessageContaining("'add' behind the last codes also reads 'root' from before the first")
        .hasMessageContaining("node 'sum'");
  }
}

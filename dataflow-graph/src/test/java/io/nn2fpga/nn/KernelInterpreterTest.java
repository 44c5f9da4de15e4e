package io.nn2fpga.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Codes stay codes from a dequantizer to the quantizer behind it, whatever lies between. */
final class KernelInterpreterTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final List<Integer> SWAP = List.of(1, 0);

  private final Graph.Builder builder = Graph.builder("codes", Level.NN);

  private String node(String name, NnOperation operation, String... operands) {
    return builder.node(new Node(name, operation, List.of(operands), List.of(name), "")).output();
  }

  private void grid(float scale, float zero) {
    builder.constant("s", FloatTensor.of(new float[] {scale}));
    builder.constant("z", FloatTensor.of(new float[] {zero}));
  }

  private static int[] data(@Nullable Tensor codes) {
    return ((IntTensor) Objects.requireNonNull(codes)).data();
  }

  private int[] run(KernelSet kernels, int... codes) {
    builder.output("y");
    Graph graph = builder.build();
    TensorType type = graph.value("x").tensor();
    try (KernelInterpreter interpreter =
        new KernelInterpreter(graph, QuantizedKernels.of(kernels), List.of("y"))) {
      Tensor y = interpreter.run(Map.of("x", new IntTensor(type, codes))).get("y");
      return data(y);
    }
  }

  @Test
  void movesAndClampsBehindAnOperatorAreDoneToItsCodes() {
    builder.input("x", TensorType.of(S8, 2, 2));
    grid(1, 0);
    String real = node("real", new Dequantize(0), "x", "s", "z");
    String twice = node("twice", new Add(), real, real);
    String relu = node("relu", new Relu(), twice);
    String moved = node("moved", new Transpose(SWAP), relu);
    builder.constant("coarse", FloatTensor.of(new float[] {4}));
    node("y", Quantize.of(S8, 0), moved, "coarse", "z");

    // Halves: 2·1/4 and 2·3/4 lie between codes, which TFLite rounds away from zero.
    assertThat(run(KernelSet.TFLITE_REFERENCE, 1, -8, 3, 4)).containsExactly(1, 2, 0, 2);
  }

  @Test
  void whatNoKernelKnowsIsComputedInRealNumbers() {
    builder.input("x", TensorType.of(S8, 2));
    grid(0.5f, 1);
    String real = node("real", new Dequantize(0), "x", "s", "z");
    String root = node("root", Unary.of(UnaryFunction.SQRT), real);
    node("y", Quantize.of(S8, 0), root, "s", "z");

    assertThat(run(KernelSet.TFLITE_BUILTIN, 9, 33)).containsExactly(5, 9); // √4 and √16
  }

  @Test
  void paddingIsTheCodeOfItsNumber() {
    builder.input("x", TensorType.of(S8, 1));
    grid(0.5f, -3);
    String real = node("real", new Dequantize(0), "x", "s", "z");
    String padded = node("padded", new Pad(List.of(1), List.of(0), PadMode.CONSTANT, 0), real);
    node("y", Quantize.of(S8, 0), padded, "s", "z");

    assertThat(run(KernelSet.TFLITE_XNNPACK, 17)).containsExactly(-3, 17);
  }

  @Test
  void linesAreDividedByTheirLength() {
    builder.input("x", TensorType.of(S8, 2));
    builder.constant("quarter", FloatTensor.of(new float[] {0.25f}));
    builder.constant("ten", FloatTensor.of(new float[] {10}));
    grid(1 / 128f, 0);
    String real = node("real", new Dequantize(0), "x", "quarter", "ten");
    String unit = node("unit", new L2Normalize(), real);
    node("y", Quantize.of(S8, 0), unit, "s", "z");

    // 128·3/5 and 128·4/5
    assertThat(run(KernelSet.TFLITE_BUILTIN, 40, 50)).containsExactly(77, 102);
  }
}

package io.nn2fpga.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.quant.KernelSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Codes in steps of 0.5 to codes of 4 bits in steps of 0.25: 0 to 3.75. */
class CodeAnalysisTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);

  private static Graph graph() {
    Graph.Builder builder = Graph.builder("coded", Level.NN);
    builder.input("x", new TensorType(List.of(4), S8));
    builder.constant("half", FloatTensor.of(new float[] {0.5f}));
    builder.constant("quarter", FloatTensor.of(new float[] {0.25f}));
    builder.constant("zero", FloatTensor.of(new float[] {0}));
    builder.node(
        new Node("d", new Dequantize(0), List.of("x", "half", "zero"), List.of("real"), "d"));
    builder.node(
        new Node(
            "q",
            Quantize.of(IntegerElement.unsigned(4), 0),
            List.of("real", "quarter", "zero"),
            List.of("codes"),
            "q"));
    builder.output("codes");
    return builder.build();
  }

  /** The interpreter, but for the second code, which is as given. */
  private record Altered(NnInterpreter interpreter, float code) implements FloatExecutor {
    @Override
    public Map<String, FloatTensor> run(FloatTensor input) {
      Map<String, FloatTensor> values = new HashMap<>(interpreter.run(input));
      float[] codes = Objects.requireNonNull(values.get("codes")).data().clone();
      codes[1] = code;
      values.put("codes", FloatTensor.of(codes, 4));
      return values;
    }

    @Override
    public void close() {
      interpreter.close();
    }
  }

  /** The only layer, where the model itself gives that code for 0.5. */
  private static CodeAnalysis.Layer layer(float code) {
    Graph graph = graph();
    QuantizedModel model = Pipelines.lowerQuantized(graph, KernelSet.ONNX);
    List<String> observed = CodeAnalysis.observed(graph, model);
    assertThat(observed).containsExactly("codes", "real");
    CodeAnalysis analysis =
        CodeAnalysis.of(
            graph,
            model,
            new Altered(new NnInterpreter(graph, observed), code),
            List.of(FloatTensor.of(new float[] {-3, 1, 5, 20}, 4)),
            List.of(model.codes(IntTensor.of(S8, new int[] {-3, 1, 5, 20}, 4))));
    assertThat(analysis.samples()).isOne();
    assertThat(analysis.layers()).hasSize(1);
    return analysis.layers().get(0);
  }

  @Test
  void numbersBelowAndAboveAllCodesAreCountedAndEqualCodesAreExact() {
    CodeAnalysis.Layer layer = layer(2);
    assertThat(layer.bits()).isEqualTo(4);
    assertThat(layer.different()).isZero();
    assertThat(layer.signalToNoise()).isInfinite();
    CodeAnalysis.Rounding rounding = Objects.requireNonNull(layer.rounding());
    assertThat(rounding.min()).isZero();
    assertThat(rounding.max()).isEqualTo(3.75);
    assertThat(rounding.below()).isEqualTo(0.25);
    assertThat(rounding.above()).isEqualTo(0.25);
    assertThat(rounding.signalToNoise()).isInfinite();
  }

  @Test
  void aCodeThatDiffersIsCountedAndItsDistanceIsNoise() {
    CodeAnalysis.Layer layer = layer(4);
    assertThat(layer.different()).isEqualTo(0.25);
    // the model's numbers are 0, 1, 2.5 and 3.75; the integer network gives 0.5 in place of 1
    assertThat(layer.signalToNoise())
        .isCloseTo(10 * Math.log10((1 + 6.25 + 14.0625) / 0.25), within(1e-9));
    // of 0.5 and 2.5, which are within the range, the model makes 1 and 2.5
    assertThat(Objects.requireNonNull(layer.rounding()).signalToNoise())
        .isCloseTo(10 * Math.log10((0.25 + 6.25) / 0.25), within(1e-9));
  }
}

package io.nn2fpga.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.pass.Verifier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Codes at the nn level. */
class QuantizeTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);

  private static FloatTensor vector(float... data) {
    return FloatTensor.of(data, data.length);
  }

  private static FloatTensor scalar(float value) {
    return FloatTensor.of(new float[] {value});
  }

  private static int[] codes(Quantize quantize, FloatTensor x, float scale, float zero) {
    return quantize.evaluate(List.of(x, scalar(scale), scalar(zero))).get(0).data();
  }

  @Test
  void roundsHalfToEvenAndSaturates() {
    FloatTensor x = vector(0.25f, 0.75f, -0.25f, 1000, -1000, Float.POSITIVE_INFINITY);
    assertThat(codes(Quantize.of(S8, 0), x, 0.5f, 3)).containsExactly(3, 5, 3, 127, -128, 127);
  }

  @Test
  void aTieWithAnOddZeroPointDependsOnWhatIsRounded() {
    Quantize after = new Quantize(S8, -128, 127, RoundingMode.HALF_EVEN, 0, false);
    Quantize before = new Quantize(S8, -128, 127, RoundingMode.HALF_EVEN, 0, true);
    assertThat(codes(after, vector(0.5f), 1, 1)).containsExactly(1);
    assertThat(codes(before, vector(0.5f), 1, 1)).containsExactly(2);
  }

  @Test
  void roundingModesDifferAtTiesAndBetween() {
    double[] values = {-1.5, -0.5, -0.2, 0.2, 0.5, 1.5};
    Map<RoundingMode, double[]> expected =
        Map.of(
            RoundingMode.HALF_EVEN, new double[] {-2, 0, 0, 0, 0, 2},
            RoundingMode.HALF_AWAY, new double[] {-2, -1, 0, 0, 1, 2},
            RoundingMode.HALF_UP, new double[] {-1, 0, 0, 0, 1, 2},
            RoundingMode.HALF_DOWN, new double[] {-1, 0, 0, 0, 0, 1},
            RoundingMode.FLOOR, new double[] {-2, -1, -1, 0, 0, 1},
            RoundingMode.CEIL, new double[] {-1, 0, 0, 1, 1, 2},
            RoundingMode.DOWN, new double[] {-1, 0, 0, 0, 0, 1},
            RoundingMode.UP, new double[] {-2, -1, -1, 1, 1, 2});
    assertThat(expected).hasSize(RoundingMode.values().length);
    expected.forEach(
        (mode, wanted) -> {
          for (int i = 0; i < values.length; i++) {
            assertThat(mode.round(values[i]) + 0.0)
                .as(mode + " of " + values[i])
                .isEqualTo(wanted[i]);
          }
        });
    assertThat(RoundingMode.HALF_UP.round(0.49999999999999994)).isEqualTo(0);
  }

  @Test
  void scalesGoAlongAnAxis() {
    FloatTensor x = FloatTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    FloatTensor scales = vector(1, 2);
    Quantize rows = Quantize.of(S8, 0);
    Quantize columns = Quantize.of(S8, 1);
    IntTensor byRow = rows.evaluate(List.of(x, scales, scalar(0))).get(0);
    IntTensor byColumn = columns.evaluate(List.of(x, scales, scalar(0))).get(0);
    assertThat(byRow.data()).containsExactly(1, 2, 2, 2);
    assertThat(byColumn.data()).containsExactly(1, 1, 3, 2);
    assertThat(new Dequantize(1).evaluate(List.of(byColumn, scales, vector(0, 1))).get(0).data())
        .containsExactly(1, 0, 3, 2);
  }

  @Test
  void aVectorAsLongAsNoAxisIsRefused() {
    List<Type> types =
        List.of(
            TensorType.of(FloatElement.F32, 2, 2),
            TensorType.of(FloatElement.F32, 3),
            TensorType.of(FloatElement.F32));
    assertThatThrownBy(() -> Quantize.of(S8, 1).inferTypes(types))
        .hasMessage("the scale is f32[3] along axis 1 of f32[2,2]");
    assertThatThrownBy(() -> new Dequantize(0).inferTypes(types))
        .hasMessage("the input is f32[2,2], not of codes");
  }

  @Test
  void aGraphMayTakeAndGiveCodesAndHaveSeveralInputs() {
    Graph.Builder builder = Graph.builder("sum", Level.NN);
    builder.input("a", TensorType.of(S8, 2));
    builder.input("b", TensorType.of(FloatElement.F32, 2));
    builder.constant("s", scalar(0.5f));
    builder.constant("z", scalar(1));
    builder.node(new Node("dq", new Dequantize(0), List.of("a", "s", "z"), List.of("ra"), ""));
    builder.node(new Node("add", new Add(), List.of("ra", "b"), List.of("sum"), ""));
    builder.node(new Node("q", Quantize.of(S8, 0), List.of("sum", "s", "z"), List.of("q"), ""));
    builder.node(new Node("sign", new BipolarQuantize(), List.of("sum"), List.of("sign"), ""));
    builder.output("q");
    Graph graph = builder.build();
    assertThat(Verifier.findings(graph)).isEmpty();
    try (NnInterpreter interpreter = new NnInterpreter(graph, List.of("q", "sign"))) {
      Map<String, Tensor> values =
          interpreter.run(
              Map.of("a", IntTensor.of(S8, new int[] {1, -3}, 2), "b", vector(1.25f, 0.5f)));
      assertThat(values)
          .containsEntry("q", IntTensor.of(S8, new int[] {3, -2}, 2))
          .containsEntry("sign", IntTensor.of(BipolarQuantize.ELEMENT, new int[] {1, -1}, 2));
      assertThatThrownBy(() -> interpreter.run(Map.of("a", vector(1, 2))))
          .hasMessageContaining("f32[2] for input a, s8[2]");
    }
  }
}

package io.nn2fpga.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.ops.correctedrequantize.CorrectedRequantize;
import io.nn2fpga.ops.halfevenrequantize.HalfEvenRequantize;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.ops.matmul.MatMul;
import io.nn2fpga.ops.multiply.Multiply;
import io.nn2fpga.ops.roundedaveragepool.RoundedAveragePool;
import io.nn2fpga.ops.thresholding.Thresholding;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations on the elements themselves; every number here was worked out by hand. */
class ElementOperationsTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement S20 = IntegerElement.signed(20);

  private static IntTensor acc(int channels, int... data) {
    return IntTensor.of(S20, data, 1, data.length / channels, channels);
  }

  private static IntTensor ints(int... data) {
    return IntTensor.of(S20, data, data.length);
  }

  private static LongTensor longs(long... data) {
    return LongTensor.of(IntegerElement.signed(48), data, data.length);
  }

  /** Runs the operation and checks that the result has the type that was inferred. */
  private static int[] run(IntegerOperation operation, Tensor... operands) {
    List<Type> types = Arrays.stream(operands).map(t -> (Type) t.type()).toList();
    List<Type> inferred = operation.inferTypes(types);
    IntTensor result = operation.evaluate(List.of(operands)).get(0);
    assertThat(inferred).containsExactly(result.type());
    return result.data();
  }

  @Test
  void exceptionsMoveSingleAccumulators() {
    CorrectedRequantize op = new CorrectedRequantize(2, -10, 10, S8);
    IntTensor e = IntTensor.of(S20, new int[] {6, 100, 6, 8}, 2, 2);
    IntTensor d = IntTensor.of(IntegerElement.signed(2), new int[] {1, -1, 0, -1}, 2, 2);
    // Channel 0: (5+2)>>2, (6+2)>>2 and one more, 102>>2 = 25 and one less, clamped.
    // Channel 1: -6>>2 = -2, no correction; -8>>2 = -2 and one less; -7>>2.
    int[] y = run(op, acc(2, 5, 6, 6, 8, 100, 7), ints(1, -1), longs(2, 0), e, d);
    assertThat(y).containsExactly(1, -2, 3, -3, 10, -2);
  }

  @Test
  void tiesGoToTheEvenCodeBeforeTheZeroPointIsAdded() {
    HalfEvenRequantize op = new HalfEvenRequantize(2, 5, -128, 127, S8);
    // acc/4 = 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.75, -0.75.
    int[] y = run(op, acc(1, 2, 6, 10, -2, -6, -10, 3, -3), ints(1), longs(0));
    assertThat(y).containsExactly(5, 7, 7, 5, 3, 3, 6, 4);
    // (-2·3 + 2) / 4 = -1; (-2·-4 + 2) / 4 = 2.5.
    assertThat(run(op, acc(1, 3, -4), ints(-2), longs(2))).containsExactly(4, 7);
    // No shift, clamped.
    HalfEvenRequantize copy = new HalfEvenRequantize(0, 1, 0, 3, S8);
    assertThat(run(copy, acc(1, -2, 1, 7), ints(1), longs(0))).containsExactly(0, 2, 3);
  }

  @Test
  void thresholdsMayFallAndBeEqual() {
    Thresholding op = new Thresholding(-3, S8);
    IntTensor t = IntTensor.of(S20, new int[] {-1, 4, 4, 9, -1, 4, 4, 9}, 2, 4);
    // Rising: reached by 4 are 3, by -2 none, by 9 all. Falling: by 4 three, by 5 one, by -1 all.
    int[] y = run(op, acc(2, 4, 4, -2, 5, 9, -1), t, ints(1, -1));
    assertThat(y).containsExactly(0, 0, -3, -2, 1, 1);
  }

  @Test
  void tablesStartAtTheSmallestCode() {
    IntegerElement s2 = IntegerElement.signed(2);
    IntTensor x = IntTensor.of(s2, new int[] {-2, -1, 0, 1}, 1, 2, 2);
    IntTensor shared = IntTensor.of(S8, new int[] {10, 20, 30, 40}, 1, 4);
    assertThat(run(new Lookup(S8), x, shared)).containsExactly(10, 20, 30, 40);
    IntTensor each = IntTensor.of(S8, new int[] {10, 20, 30, 40, -1, -2, -3, -4}, 2, 4);
    assertThat(run(new Lookup(S8), x, each)).containsExactly(10, -2, 30, -4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(new Lookup(S8), acc(1, 5), shared))
        .withMessageContaining("at most 12 bits");
  }

  @Test
  void productsSubtractBothZeroPoints() {
    IntTensor a = IntTensor.of(S8, new int[] {3, -128, 127, 0}, 1, 2, 2);
    IntTensor b = IntTensor.of(S8, new int[] {5, 2, -1, 7}, 1, 2, 2);
    Multiply op = new Multiply(3, -1, IntegerElement.signed(17));
    assertThat(run(op, a, b)).containsExactly(0, -131 * 3, 0, -3 * 8);
    IntTensor gate = IntTensor.of(S8, new int[] {5, 2}, 1, 1, 2);
    assertThat(run(op, a, gate)).containsExactly(0, -131 * 3, 124 * 6, -3 * 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(new Multiply(3, -1, S8), a, b))
        .withMessageContaining("do not fit s8");
  }

  @Test
  void matricesAreMultipliedRowByRow() {
    // Rows of two vectors of two elements each, against three.
    IntTensor a = IntTensor.of(S8, new int[] {1, 2, 3, 4, -1, 0, 5, 6}, 2, 2, 2);
    IntTensor b = IntTensor.of(S8, new int[] {1, 1, 2, 0, 0, 3, 7, 1, 1, 7, 2, 2}, 2, 3, 2);
    MatMul op = new MatMul(1, 0, IntegerElement.signed(20));
    // (0, 1), (2, 3) with (1, 1), (2, 0), (0, 3); then (-2, -1), (4, 5) with (7, 1), (1, 7), (2,
    // 2).
    assertThat(run(op, a, b)).containsExactly(1, 0, 3, 5, 4, 9, -15, -9, -6, 33, 39, 18);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(new MatMul(1, 0, S8), a, b))
        .withMessageContaining("do not fit s8");
  }

  @Test
  void meansOfCodesRoundHalfAwayFromZero() {
    RoundedAveragePool op =
        new RoundedAveragePool(List.of(1, 2), List.of(1, 1), List.of(0, 1, 0, 0), -100, 100);
    // Windows (3), (3, 4), (4, -5), (-5, -2), (-2, 127), (127, 127): one pixel, then two each.
    IntTensor x = IntTensor.of(S8, new int[] {3, 4, -5, -2, 127, 127}, 1, 6, 1);
    assertThat(run(op, x)).containsExactly(3, 4, -1, -4, 63, 100);
    // Three places: 4/3 and 5/3, and the same below zero.
    assertThat(op.apply(4, 3)).isEqualTo(1);
    assertThat(op.apply(5, 3)).isEqualTo(2);
    assertThat(op.apply(-4, 3)).isEqualTo(-1);
    assertThat(op.apply(-5, 3)).isEqualTo(-2);
  }
}

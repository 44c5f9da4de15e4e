package io.nn2fpga.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nn2fpga.ir.IntegerElement;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntegerRangeTest {

  @Test
  void productsReachTheirEndsWithEachWeightAtItsWorst() {
    // 2·x − 3·x with x in [−1, 5]: −2 − 15 to 10 + 3.
    assertThat(IntegerRange.ofProducts(new int[] {99, 2, -3, 99}, 1, 2, new IntegerRange(-1, 5)))
        .isEqualTo(new IntegerRange(-17, 13));
  }

  @Test
  void noSumOfRandomOperandsLeavesTheRange() {
    Random random = new Random(7);
    int[] weights = random.ints(40, -127, 128).toArray();
    IntegerRange operand = IntegerRange.of(IntegerElement.unsigned(8));
    IntegerRange range = IntegerRange.ofProducts(weights, 0, 40, operand);
    for (int i = 0; i < 2000; i++) {
      long sum = 0;
      for (int weight : weights) {
        sum += (long) weight * random.nextInt(256);
      }
      assertThat(sum).isBetween(range.min(), range.max());
    }
  }

  @Test
  void sumsOfSomePixelsIncludeNone() {
    assertThat(new IntegerRange(3, 10).sumsOfUpTo(4)).isEqualTo(new IntegerRange(0, 40));
    assertThat(new IntegerRange(-3, -1).sumsOfUpTo(4)).isEqualTo(new IntegerRange(-12, 0));
  }

  @Test
  void elementsAreTheNarrowestSignedOnes() {
    assertThat(new IntegerRange(-128, 127).signedElement()).isEqualTo(IntegerElement.signed(8));
    assertThat(new IntegerRange(0, 128).signedElement()).isEqualTo(IntegerElement.signed(9));
    assertThatIllegalArgumentException().isThrownBy(() -> new IntegerRange(1, 0));
  }

  @Test
  void roundingOfTies() {
    assertThat(Rounding.halfEven(2.5)).isEqualTo(2);
    assertThat(Rounding.halfEven(-3.5)).isEqualTo(-4);
    assertThat(Rounding.shiftHalfEven(5, 1)).isEqualTo(2);
    assertThat(Rounding.shiftHalfEven(7, 1)).isEqualTo(4);
    assertThat(Rounding.shiftHalfEven(-5, 1)).isEqualTo(-2);
    assertThat(Rounding.shiftHalfEven(-7, 2)).isEqualTo(-2);
    assertThat(Rounding.shiftHalfEven(-5, 0)).isEqualTo(-5);
    assertThat(Rounding.shiftHalfUp(5, 1)).isEqualTo(3);
    assertThat(Rounding.shiftHalfUp(-5, 1)).isEqualTo(-2);
    assertThat(Rounding.shiftHalfUp(-5, 0)).isEqualTo(-5);
    assertThat(Saturation.clamp(300, IntegerElement.signed(8))).isEqualTo(127);
    assertThat(Saturation.clamp(-300, IntegerElement.signed(8))).isEqualTo(-128);
    assertThat(Saturation.clamp(7, 0, 255)).isEqualTo(7);
  }
}

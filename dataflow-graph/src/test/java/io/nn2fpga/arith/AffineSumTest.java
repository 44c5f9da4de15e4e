package io.nn2fpga.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.arith.AffineSum.Term;
import io.nn2fpga.ir.IntegerElement;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AffineSumTest {
  private static final IntegerRange BYTE = new IntegerRange(0, 255);

  @Test
  void theLargerRatioChoosesTheShift() {
    AffineSum sum = AffineSum.of(new Term(0.5, BYTE), new Term(0.001, BYTE), -3, 0, 255);
    // 0.5·2^16 = 32768 is the largest m of 17 bits; 0.001·2^16 = 65.536 -> 66.
    assertThat(sum.shift()).isEqualTo(16);
    assertThat(sum.firstMultiplier()).isEqualTo(32768);
    assertThat(sum.secondMultiplier()).isEqualTo(66);
    assertThat(sum.offset()).isEqualTo(-3 * 65536 + 32768);
    // 255·(66 − 65.536)/65536.
    assertThat(sum.maxError()).isCloseTo(0.0018054, within(1e-6));
  }

  @Test
  void theErrorCountsWhereTheClampDoesNotHideIt() {
    // Only b ≤ 10 of the second operand's range leaves the sum below 1.
    AffineSum sum = AffineSum.of(new Term(0, BYTE), new Term(0.1, BYTE), 0, 0, 1);
    assertThat(sum.maxError())
        .isCloseTo(
            10 * Math.abs(sum.secondMultiplier() / (double) (1L << sum.shift()) - 0.1),
            within(1e-12));
  }

  @Test
  void aSumThatTheClampMakesConstantMultipliesNothing() {
    AffineSum sum = AffineSum.of(new Term(0.5, BYTE), new Term(-1, BYTE), -1000, 3, 255);
    assertThat(sum.firstMultiplier()).isZero();
    assertThat(sum.secondMultiplier()).isZero();
    assertThat(code(sum, 255, 0, 3, 255)).isEqualTo(3);
    assertThat(sum.maxError()).isZero();
  }

  /** The promises of the class, against double arithmetic, on random sums. */
  @Test
  void codesFollowTheExactSumWithinTheStatedError() {
    Random random = new Random(4);
    double worst = 0;
    for (int i = 0; i < 500; i++) {
      double typical = Math.pow(10, 2 - 4 * random.nextDouble());
      Term a = new Term(typical * random.nextGaussian(), range(random));
      Term b = new Term(typical * random.nextGaussian(), range(random));
      double offset = 300 * random.nextGaussian();
      AffineSum sum = AffineSum.of(a, b, offset, 0, 255);
      assertThat(IntegerElement.signed(17).holds(sum.firstMultiplier())).isTrue();
      assertThat(IntegerElement.signed(17).holds(sum.secondMultiplier())).isTrue();
      for (int j = 0; j < 200; j++) {
        long first = drawn(a.operand(), random);
        long second = drawn(b.operand(), random);
        double exact = a.ratio() * first + b.ratio() * second + offset;
        double clamped = Math.min(255, Math.max(0, exact));
        int y = code(sum, first, second, 0, 255);
        assertThat((double) y).isCloseTo(clamped, within(0.5 + sum.maxError() + 1e-9));
        boolean constant = sum.firstMultiplier() == 0 && sum.secondMultiplier() == 0;
        if (clamped == exact && !constant) {
          double given =
              (sum.firstMultiplier() * first
                      + sum.secondMultiplier() * second
                      + sum.offset()
                      - Rounding.half(sum.shift()))
                  / (double) (1L << sum.shift());
          assertThat(Math.abs(given - exact)).isLessThanOrEqualTo(sum.maxError() + 1e-9);
          worst = Math.max(worst, Math.abs(given - exact) / (sum.maxError() + 1e-12));
        }
      }
    }
    assertThat(worst).as("the bound is reached, not only kept").isGreaterThan(0.9);
  }

  private static IntegerRange range(Random random) {
    int min = -random.nextInt(2) * random.nextInt(128);
    return new IntegerRange(min, min + random.nextInt(256));
  }

  private static long drawn(IntegerRange range, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> range.min();
      case 1 -> range.max();
      default -> range.min() + (long) (random.nextDouble() * (range.max() - range.min() + 1));
    };
  }

  private static int code(AffineSum sum, long a, long b, int min, int max) {
    long y = sum.firstMultiplier() * a + sum.secondMultiplier() * b + sum.offset();
    return Saturation.clamp(y >> sum.shift(), min, max);
  }
}

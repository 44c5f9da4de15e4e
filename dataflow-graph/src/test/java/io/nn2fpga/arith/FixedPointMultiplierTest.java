package io.nn2fpga.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class FixedPointMultiplierTest {
  @Test
  void factorsAreNormalized() {
    assertThat(FixedPointMultiplier.of(0.5)).isEqualTo(new FixedPointMultiplier(1 << 30, 0));
    assertThat(FixedPointMultiplier.of(3)).isEqualTo(new FixedPointMultiplier(3 << 29, 2));
    assertThat(FixedPointMultiplier.of(0)).isEqualTo(new FixedPointMultiplier(0, 0));
    assertThat(FixedPointMultiplier.of(0x1p-40)).isEqualTo(new FixedPointMultiplier(0, 0));
    // All ones round up to the next power of two.
    assertThat(FixedPointMultiplier.of(1 - 0x1p-40))
        .isEqualTo(new FixedPointMultiplier(1 << 30, 1));
    assertThatThrownBy(() -> FixedPointMultiplier.of(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tiesSeparateTheRoundings() {
    FixedPointMultiplier quarter = FixedPointMultiplier.of(0.25); // 2^30, −1

    assertThat(quarter.once(-2)).isZero(); // −½
    assertThat(quarter.twiceHalfUp(-2)).isZero();
    assertThat(quarter.twiceHalfAway(-2)).isEqualTo(-1);
    assertThat(quarter.once(2)).isEqualTo(1);
    assertThat(quarter.twiceHalfAway(2)).isEqualTo(1);
  }

  @Test
  void twoRoundingsMayReachAStepThatOneDoesNot() {
    FixedPointMultiplier m = FixedPointMultiplier.of(0.24999999); // 1.9999999 · 2^30, −3

    assertThat(m.once(2)).isZero(); // 0.49999998
    assertThat(m.twiceHalfUp(2)).isEqualTo(1); // ½ after the first rounding
  }

  @Test
  void largeFactorsMoveTheOperandFirst() {
    FixedPointMultiplier five = FixedPointMultiplier.of(5);

    assertThat(five.once(-7)).isEqualTo(-35);
    assertThat(five.twiceHalfUp(-7)).isEqualTo(-35);
    assertThat(five.twiceHalfAway(-7)).isEqualTo(-35);
  }
}

package io.nn2fpga.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.arith.AffineRequantization.Channel;
import io.nn2fpga.ir.IntegerElement;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AffineRequantizationTest {

  @Test
  void aPowerOfTwoRatioIsExact() {
    AffineRequantization affine =
        AffineRequantization.of(
            List.of(new Channel(0.25, 3, new IntegerRange(-1000, 1000))), 0, 255);
    // The largest shift with 0.25·2^shift ≤ 65,535 is 17: m = 2^15, k = 3·2^17 + 2^16.
    assertThat(affine.shift()).isEqualTo(17);
    assertThat(affine.multiplier().data()).containsExactly(32768);
    assertThat(affine.offset().data()).containsExactly(458752);
    assertThat(affine.multiplier().type().element()).isEqualTo(IntegerElement.signed(17));
    assertThat(affine.maxError()).isZero();
    assertThat(code(affine, 0, 6, 0, 255)).isEqualTo(5); // 4.5 rounds up
    assertThat(code(affine, 0, -14, 0, 255)).isZero(); // −0.5 rounds up
    assertThat(code(affine, 0, 1000, 0, 255)).isEqualTo(253);
  }

  @Test
  void theSteepestChannelChoosesTheShift() {
    IntegerRange range = new IntegerRange(-100, 100);
    AffineRequantization affine =
        AffineRequantization.of(
            List.of(new Channel(0.5, 0, range), new Channel(-0.001, 0.5, range)), -128, 127);
    assertThat(affine.shift()).isEqualTo(16);
    // −0.001·65536 = −65.536 -> −66; 0.5·65536 + 32768 = 65536.
    assertThat(affine.multiplier().data()).containsExactly(32768, -66);
    assertThat(affine.offset().data()).containsExactly(32768, 65536);
    // 100·(66 − 65.536)/65536 = 0.000708.
    assertThat(affine.maxError()).isCloseTo(0.000708, within(1e-6));
  }

  @Test
  void aChannelWithoutSlopeOrAlwaysClampedIsConstant() {
    IntegerRange range = new IntegerRange(-50, 50);
    AffineRequantization affine =
        AffineRequantization.of(
            List.of(
                new Channel(0, 17.5, range),
                new Channel(3, 1e12, range),
                new Channel(1e20, -1e30, range),
                new Channel(0.5, 10, range)),
            0,
            255);
    assertThat(affine.multiplier().data()).startsWith(0, 0, 0);
    assertThat(codes(affine, 0, -50, 50, 0, 255)).containsOnly(18);
    assertThat(codes(affine, 1, -50, 50, 0, 255)).containsOnly(255);
    assertThat(codes(affine, 2, -50, 50, 0, 255)).containsOnly(0);
    assertThat(code(affine, 3, 8, 0, 255)).isEqualTo(14);
  }

  @Test
  void aRatioTooSteepForItsBitsStillSaturatesOnBothSides() {
    AffineRequantization affine =
        AffineRequantization.of(List.of(new Channel(1e9, 0, new IntegerRange(-5, 5))), 0, 255);
    assertThat(codes(affine, 0, -5, 5, 0, 255))
        .containsExactly(0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255);
  }

  /** The promises of the class, against exact arithmetic, on random layers. */
  @Test
  void codesFollowTheExactMapWithinTheStatedError() {
    Random random = new Random(20261123);
    for (int layer = 0; layer < 300; layer++) {
      List<Channel> channels = randomChannels(random);
      AffineRequantization affine = AffineRequantization.of(channels, 0, 255);
      for (int c = 0; c < channels.size(); c++) {
        checkChannel(affine, channels.get(c), c, random);
      }
    }
  }

  private static List<Channel> randomChannels(Random random) {
    List<Channel> channels = new ArrayList<>();
    double typical = Math.pow(10, -5 * random.nextDouble());
    for (int c = 0; c < 1 + random.nextInt(8); c++) {
      double ratio = typical * random.nextGaussian();
      long reach = 1 + (long) (400 * random.nextDouble() / Math.abs(ratio));
      IntegerRange range = new IntegerRange(-reach, reach + random.nextInt(1000));
      channels.add(new Channel(ratio, 300 * random.nextGaussian(), range));
    }
    return channels;
  }

  private static void checkChannel(
      AffineRequantization affine, Channel channel, int c, Random random) {
    int m = affine.multiplier().data()[c];
    assertThat(IntegerElement.signed(AffineRequantization.MULTIPLIER_BITS).holds(m)).isTrue();
    IntegerRange range = channel.accumulator();
    for (int i = 0; i < 50; i++) {
      long acc = range.min() + (long) (random.nextDouble() * (range.max() - range.min()));
      assertThat(BigInteger.valueOf(m).multiply(BigInteger.valueOf(acc)).bitLength())
          .isLessThan(62);
      double exact =
          BigDecimal.valueOf(channel.ratio())
              .multiply(BigDecimal.valueOf(acc))
              .add(BigDecimal.valueOf(channel.offset()))
              .doubleValue();
      double clamped = Math.min(255, Math.max(0, exact));
      int y = code(affine, c, acc, 0, 255);
      assertThat((double) y).isCloseTo(clamped, within(0.5 + affine.maxError() + 1e-9));
      if (clamped == exact && Math.abs(exact - Math.rint(exact)) < 0.5 - affine.maxError() - 1e-9) {
        assertThat(y).isEqualTo((int) Math.rint(exact));
      }
    }
  }

  private static int[] codes(
      AffineRequantization affine, int c, int from, int to, int min, int max) {
    return java.util.stream.IntStream.rangeClosed(from, to)
        .map(acc -> code(affine, c, acc, min, max))
        .toArray();
  }

  private static int code(AffineRequantization affine, int c, long acc, int min, int max) {
    long sum = Math.addExact(affine.multiplier().data()[c] * acc, affine.offset().data()[c]);
    return Saturation.clamp(sum >> affine.shift(), min, max);
  }
}

package io.nn2fpga.ops.requantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ops.thresholding.Thresholding;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Thresholds against the affine map that they stand for, at every accumulator of every channel. */
class RequantizeThresholdsTest {
  private static final IntegerElement U4 = IntegerElement.unsigned(4);

  private static LongTensor offsets(long... data) {
    return new LongTensor(TensorType.of(IntegerElement.signed(62), data.length), data);
  }

  private static IntTensor multipliers(int... data) {
    return IntTensor.of(IntegerElement.signed(17), data, data.length);
  }

  /** A frame of every number of an element, the same in each channel. */
  private static IntTensor ramp(IntegerElement element, int channels) {
    int count = Math.toIntExact(element.max() - element.min() + 1);
    int[] data =
        IntStream.range(0, count * channels)
            .map(i -> Math.toIntExact(element.min() + i / channels))
            .toArray();
    return IntTensor.of(element, data, 1, count, channels);
  }

  private static void assertEqualEverywhere(
      Requantize op, IntegerElement accumulator, IntTensor multiplier, LongTensor offset) {
    IntTensor ramp = ramp(accumulator, multiplier.data().length);
    RequantizeThresholds steps = RequantizeThresholds.of(op, accumulator, multiplier, offset);
    assertThat(
            new Thresholding(op.min(), op.output())
                .evaluate(List.of(ramp, steps.thresholds(), steps.directions())))
        .isEqualTo(op.evaluate(List.of(ramp, multiplier, offset)));
  }

  @Test
  void risingFallingAndConstantChannelsEqualTheAffineMapAtEveryAccumulator() {
    Requantize op = new Requantize(8, 0, 15, U4);
    IntTensor multiplier = multipliers(3, -3, 0, 0, 0, 1, -65_535, 65_535);
    LongTensor offset =
        offsets(128, 2_000, 5 * 256 + 128, -9_000, 90_000, -1_000_000, 128, 1_000_000);
    assertEqualEverywhere(op, IntegerElement.signed(12), multiplier, offset);
    RequantizeThresholds steps =
        RequantizeThresholds.of(op, IntegerElement.signed(12), multiplier, offset);
    assertThat(steps.directions().data()).containsExactly(1, -1, 1, 1, 1, 1, -1, 1);
  }

  @Test
  void clampsThatLeaveOutCodesBoundTheSteps() {
    IntTensor multiplier = multipliers(70, -70);
    LongTensor offset = offsets(2_048, 2_048);
    for (int[] clamp : new int[][] {{0, 1}, {3, 9}, {-8, 7}, {-2, -1}}) {
      Requantize op = new Requantize(7, clamp[0], clamp[1], IntegerElement.signed(5));
      assertEqualEverywhere(op, IntegerElement.signed(10), multiplier, offset);
    }
  }

  @Test
  void anyMultiplierOffsetShiftAndAccumulatorType() {
    Random random = new Random(4);
    for (int trial = 0; trial < 300; trial++) {
      int bits = 1 + random.nextInt(4);
      int shift = random.nextInt(24);
      IntegerElement accumulator =
          random.nextBoolean()
              ? IntegerElement.signed(2 + random.nextInt(11))
              : IntegerElement.unsigned(1 + random.nextInt(11));
      int[] m = random.ints(6, -65_535, 65_536).toArray();
      long reach = 65_536L * accumulator.max();
      long[] k = random.longs(6, -reach, reach + 1).toArray();
      assertEqualEverywhere(
          new Requantize(shift, 0, (1 << bits) - 1, IntegerElement.unsigned(bits)),
          accumulator,
          multipliers(m),
          offsets(k));
    }
  }

  @Test
  void offeredForFewCodesOnly() {
    IntegerElement acc = IntegerElement.signed(20);
    assertThat(RequantizeThresholds.offeredFor(new Requantize(8, 0, 15, U4), acc)).isTrue();
    assertThat(
            RequantizeThresholds.offeredFor(
                new Requantize(8, 100, 115, IntegerElement.unsigned(8)), acc))
        .isTrue();
    assertThat(
            RequantizeThresholds.offeredFor(
                new Requantize(8, 0, 16, IntegerElement.unsigned(5)), acc))
        .isFalse();
    assertThat(
            RequantizeThresholds.offeredFor(
                new Requantize(8, 0, 15, U4), IntegerElement.signed(31)))
        .isFalse();
  }
}

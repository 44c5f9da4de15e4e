package io.nn2fpga.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.arith.ExactRequantization.Affine;
import io.nn2fpga.arith.ExactRequantization.Corrected;
import io.nn2fpga.arith.ExactRequantization.HalfEven;
import io.nn2fpga.arith.ExactRequantization.Thresholds;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

class ExactRequantizationTest {
  private static final IntegerRange RANGE = new IntegerRange(-20_000, 30_000);
  private static final QuantizedKernels KERNELS = QuantizedKernels.of(KernelSet.ONNX);

  /** The code that a form gives for an accumulator of a channel. */
  private static int apply(ExactRequantization form, int c, long acc, int min, int max) {
    if (form instanceof HalfEven f) {
      long sum = f.multiplier().data()[c] * acc + f.offset().data()[c];
      return Saturation.clamp(Rounding.shiftHalfEven(sum, f.shift()) + f.zeroPoint(), min, max);
    }
    if (form instanceof Affine f) {
      long sum = f.multiplier().data()[c] * acc + f.offset().data()[c];
      return Saturation.clamp(sum >> f.shift(), min, max);
    }
    if (form instanceof Corrected f) {
      long y = (f.multiplier().data()[c] * acc + f.offset().data()[c]) >> f.shift();
      int count = f.exceptions().type().extent(1);
      for (int i = c * count; i < (c + 1) * count; i++) {
        y += f.exceptions().data()[i] == acc ? f.corrections().data()[i] : 0;
      }
      return Saturation.clamp(y, min, max);
    }
    Thresholds f = (Thresholds) form;
    int count = f.thresholds().type().extent(1);
    int y = min;
    for (int i = c * count; i < (c + 1) * count; i++) {
      int threshold = f.thresholds().data()[i];
      y += (f.directions().data()[c] > 0 ? acc >= threshold : acc <= threshold) ? 1 : 0;
    }
    return y;
  }

  private static ExactRequantization search(
      List<LongToIntFunction> maps, int min, int max, int zero) {
    List<StepFunction> steps = maps.stream().map(m -> StepFunction.of(m, RANGE, min, max)).toList();
    ExactRequantization form = ExactRequantization.of(steps, zero);
    for (int c = 0; c < maps.size(); c++) {
      for (long acc = RANGE.min(); acc <= RANGE.max(); acc++) {
        int expected = maps.get(c).applyAsInt(acc);
        assertThat(steps.get(c).apply(acc)).isEqualTo(expected);
        assertThat(apply(form, c, acc, min, max))
            .as("%s, channel %d of accumulator %d", form.getClass().getSimpleName(), c, acc)
            .isEqualTo(expected);
      }
    }
    return form;
  }

  @Test
  void binary32RatiosBecomeALineWithoutOrWithExceptions() {
    Random random = new Random(7);
    int corrected = 0;
    for (int layer = 0; layer < 12; layer++) {
      CodeGrid result = new CodeGrid(0.02f + random.nextFloat() / 10, -13, -128, 127);
      List<LongToIntFunction> channels = new ArrayList<>();
      for (int c = 0; c < 6; c++) {
        channels.add(KERNELS.linear(0.013f, 0.001f + random.nextFloat() / 100, result));
      }
      ExactRequantization form = search(channels, -128, 127, -13);
      assertThat(form).isInstanceOfAny(Affine.class, Corrected.class);
      corrected += form instanceof Corrected ? 1 : 0;
    }
    assertThat(corrected).isLessThan(12);
  }

  @Test
  void powersOfTwoAlternateTheirTiesAndNeedNoMultiplier() {
    CodeGrid result = new CodeGrid(0.25f, 5, -100, 100);
    LongToIntFunction rising = KERNELS.linear(0.125f, 0.0078125f, result);
    LongToIntFunction steeper = KERNELS.linear(0.125f, 0.03125f, result);
    ExactRequantization form =
        search(
            List.of(acc -> rising.applyAsInt(acc + 77), acc -> steeper.applyAsInt(-acc)),
            -100,
            100,
            5);
    assertThat(form).isInstanceOf(HalfEven.class);
    assertThat(((HalfEven) form).shift()).isEqualTo(8);
    assertThat(((HalfEven) form).multiplier().data()).containsExactly(1, -4);
  }

  @Test
  void fallingAndConstantChannelsAreLinesToo() {
    ExactRequantization form =
        search(
            List.of(
                acc -> Saturation.clamp(Math.floorDiv(-3 * acc + 17, 1000L), 0, 15),
                acc -> 4,
                acc -> acc >= 5 ? 8 : 7),
            0,
            15,
            0);
    assertThat(form).isInstanceOf(Affine.class);
    assertThat(((Affine) form).multiplier().data()[1]).isZero();
  }

  @Test
  void anyOtherMonotoneMapIsThresholds() {
    ExactRequantization form =
        search(List.of(acc -> acc < 0 ? 0 : (int) Math.min(15, Math.sqrt(acc) / 10)), 0, 15, 0);
    assertThat(form).isInstanceOf(Thresholds.class);
  }

  @Test
  void aLineNeedsNoWiderMultiplierThanItsSteps() {
    ExactRequantization form = search(List.of(acc -> Saturation.clamp(acc >> 6, -8, 7)), -8, 7, 0);
    assertThat(((Affine) form).multiplier().data()).containsExactly(1);
    assertThat(((Affine) form).shift()).isEqualTo(6);
  }

  @Test
  void codesOutsideTheClampAreABug() {
    assertThatThrownBy(() -> StepFunction.of(acc -> (int) acc, RANGE, 0, 15))
        .isInstanceOf(IllegalStateException.class);
  }
}

package io.nn2fpga.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.add.Add;
import io.nn2fpga.ops.argmax.ArgMax;
import io.nn2fpga.ops.averagepool.AveragePool;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.depthwise.Depthwise;
import io.nn2fpga.ops.maxpool.MaxPool;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.ops.reshape.Reshape;
import io.nn2fpga.ops.thresholding.Thresholding;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every number here was worked out by hand. */
class IntegerOperationsTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement ACC = IntegerElement.signed(24);
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);

  private static IntTensor u8(int[] data, int... extents) {
    return IntTensor.of(U8, data, extents);
  }

  private static IntTensor s24(int... channels) {
    return IntTensor.of(ACC, channels, 1, 1, channels.length);
  }

  private static LongTensor offsets(long... data) {
    return new LongTensor(TensorType.of(IntegerElement.signed(48), data.length), data);
  }

  private static IntTensor vector(int... data) {
    return IntTensor.of(IntegerElement.signed(17), data, data.length);
  }

  /** Runs the operation and checks that the result has the type that was inferred. */
  private static int[] run(IntegerOperation operation, Tensor... operands) {
    List<Type> types = Arrays.stream(operands).map(t -> (Type) t.type()).toList();
    IntTensor result = operation.evaluate(List.of(operands)).get(0);
    assertThat(operation.inferTypes(types)).containsExactly(result.type());
    return result.data();
  }

  @Test
  void sumScalesBothOperandsRoundsDownAndClamps() {
    IntTensor a = u8(new int[] {0, 10, 255, 7}, 1, 2, 2);
    IntTensor b = IntTensor.of(S8, new int[] {-128, 5, 127, -1}, 1, 2, 2);
    Add add = new Add(3, -2, 9, 2, -20, 100, S8);
    // 265 >> 2, 29 >> 2, 520 >> 2 clamped, 32 >> 2.
    assertThat(run(add, a, b)).containsExactly(66, 7, 100, 8);
    // (3·0 − 2·127 + 9) >> 2 = −245 >> 2 = −62, clamped; (21 + 2 + 9) >> 2.
    assertThat(add.apply(0, 127)).isEqualTo(-20);
    assertThat(new Add(1, 1, 0, 1, -20, 20, S8).apply(-3, 0)).isEqualTo(-2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> add.inferTypes(List.of(a.type(), u8(new int[2], 1, 1, 2).type())))
        .withMessage("adds u8[1,1,2] to u8[1,2,2]");
  }

  @Test
  void convolutionReadsItsWindowInChannelsLastOrder() {
    // 2x3 frame of 2 channels; one 1x2 window: w = (ky0 kx0: 1, 2), (kx1: 3, -4).
    IntTensor x = u8(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 3, 2);
    IntTensor w = IntTensor.of(S8, new int[] {1, 2, 3, -4}, 1, 1, 2, 2);
    Conv conv = new Conv(new Window(List.of(1, 2), List.of(1, 1), NO_PADS), 0, ACC);
    // 1+4+9-16, 3+8+15-24, then 7+16+27-40, 9+20+33-48.
    assertThat(run(conv, x, w)).containsExactly(-2, 2, 10, 14);
  }

  @Test
  void convolutionPadsWithTheZeroPointOnEachSideAskedFor() {
    // 1x2 frame, kernel 2x2, one row of padding above and one column on the right, pad value 10.
    IntTensor x = u8(new int[] {1, 2}, 1, 2, 1);
    IntTensor w = IntTensor.of(S8, new int[] {1, 2, 3, 4}, 1, 2, 2, 1);
    Conv conv = new Conv(new Window(List.of(2, 2), List.of(1, 1), List.of(1, 0, 0, 1)), 10, ACC);
    // (10 + 20 + 3·1 + 4·2), (10 + 20 + 3·2 + 4·10).
    assertThat(run(conv, x, w)).containsExactly(41, 76);
  }

  @Test
  void convolutionStridesOverRowsAndColumnsOnTheirOwn() {
    IntTensor x = u8(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 3, 4, 1);
    IntTensor w = IntTensor.of(S8, new int[] {1, -1}, 2, 1, 1, 1);
    Conv conv = new Conv(new Window(List.of(1, 1), List.of(2, 3), NO_PADS), 0, ACC);
    assertThat(run(conv, x, w)).containsExactly(0, 0, 3, -3, 8, -8, 11, -11);
  }

  @Test
  void convolutionWhosePaddingIsLargerThanItsFrame() {
    IntTensor x = u8(new int[] {5}, 1, 1, 1);
    IntTensor w = IntTensor.of(S8, new int[] {1, 2, 4}, 1, 1, 3, 1);
    Conv conv = new Conv(new Window(List.of(1, 3), List.of(1, 1), List.of(0, 2, 0, 2)), 1, ACC);
    // (1 1 5), (1 5 1), (5 1 1).
    assertThat(run(conv, x, w)).containsExactly(23, 15, 11);
  }

  @Test
  void convolutionRefusesWeightsOfAnotherKernel() {
    Conv conv = new Conv(new Window(List.of(1, 2), List.of(1, 1), NO_PADS), 0, ACC);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                conv.inferTypes(List.of(TensorType.of(U8, 2, 3, 2), TensorType.of(S8, 1, 2, 1, 2))))
        .withMessage("weights: axis 1 of s8[1,2,1,2] has to be 1");
  }

  @Test
  void convolutionSpreadsItsTapsByTheDilation() {
    IntTensor x = u8(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 4, 1);
    IntTensor w = IntTensor.of(S8, new int[] {1, 10, 100, -1}, 1, 2, 2, 1);
    Window window = new Window(List.of(2, 2), List.of(1, 1), List.of(0, 0, 0, 1), List.of(2, 3));
    // Taps (0, 0), (0, 3), (2, 0), (2, 3); the second window's right ones are padding, 50.
    assertThat(run(new Conv(window, 50, ACC), x, w))
        .containsExactly(1 + 40 + 900 - 12, 2 + 500 + 1000 - 50);
  }

  @Test
  void groupedConvolutionReadsTheChannelsOfItsGroup() {
    // 1x2 frame of 4 channels, two groups of two, three outputs each.
    IntTensor x = u8(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 4);
    IntTensor w = IntTensor.of(S8, new int[] {1, 0, 0, 1, 1, 1, 2, 0, 0, 2, -1, 1}, 6, 1, 1, 2);
    Conv conv = new Conv(List.of(1, 1), List.of(1, 1), NO_PADS, List.of(1, 1), 2, 0, ACC);
    assertThat(run(conv, x, w)).containsExactly(1, 2, 3, 6, 8, 1, 5, 6, 11, 14, 16, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                conv.inferTypes(List.of(TensorType.of(U8, 1, 2, 3), TensorType.of(S8, 6, 1, 1, 2))))
        .withMessage("weights s8[6,1,1,2] in 2 groups do not fit u8[1,2,3]");
  }

  @Test
  void groupedConvolutionOfSeveralTaps() {
    IntTensor x = u8(new int[] {1, 2, 3, 4}, 1, 2, 2);
    IntTensor w = IntTensor.of(S8, new int[] {1, 10, 2, 5}, 2, 1, 2, 1);
    Conv conv =
        new Conv(List.of(1, 2), List.of(1, 1), List.of(0, 1, 0, 0), List.of(1, 1), 2, 7, ACC);
    // Channel 0 holds 1, 3, channel 1 holds 2, 4, both behind a 7.
    assertThat(run(conv, x, w)).containsExactly(7 + 10, 14 + 10, 1 + 30, 4 + 20);
  }

  @Test
  void depthwiseConvolvesEachChannelOnItsOwn() {
    // As above with one output a channel, then with two.
    IntTensor x = u8(new int[] {1, 2, 3, 4}, 1, 2, 2);
    Window window = new Window(List.of(1, 2), List.of(1, 1), List.of(0, 1, 0, 0));
    Depthwise depthwise = new Depthwise(window, 7, ACC);
    IntTensor w = IntTensor.of(S8, new int[] {1, 10, 2, 5}, 2, 1, 2);
    assertThat(run(depthwise, x, w)).containsExactly(17, 24, 31, 24);
    IntTensor w2 = IntTensor.of(S8, new int[] {1, 10, 0, 1, 2, 5, 1, 0}, 4, 1, 2);
    assertThat(run(depthwise, x, w2)).containsExactly(17, 1, 24, 7, 31, 3, 24, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                depthwise.inferTypes(
                    List.of(TensorType.of(U8, 1, 2, 2), TensorType.of(S8, 3, 1, 2))))
        .withMessage("weights s8[3,1,2]: axis 0 has to be a multiple of the channels of u8[1,2,2]");
  }

  @Test
  void depthwiseSpreadsItsTapsByTheDilationAndPadsOnEachSide() {
    IntTensor x = u8(new int[] {1, 2, 3, 4, 5}, 5, 1, 1);
    IntTensor w = IntTensor.of(S8, new int[] {1, 10, 100}, 1, 3, 1);
    Window window = new Window(List.of(3, 1), List.of(2, 1), List.of(1, 0, 2, 0), List.of(2, 1));
    assertThat(run(new Depthwise(window, 9, ACC), x, w)).containsExactly(429, 942);
  }

  @Test
  void denseIsAMatrixVectorProduct() {
    IntTensor w = IntTensor.of(S8, new int[] {1, 0, -1, 2, 2, 2}, 2, 3);
    assertThat(run(new Dense(ACC), u8(new int[] {3, 4, 5}, 1, 1, 3), w)).containsExactly(-2, 24);
  }

  @Test
  void requantizeRoundsTowardsMinusInfinityAfterTheOffset() {
    // (3·acc + 8) >> 4: 5 -> 23>>4 = 1; -5 -> -7>>4 = -1; m = -3: -5 -> 23>>4 = 1.
    Requantize requantize = new Requantize(4, -128, 127, S8);
    assertThat(run(requantize, s24(5, -5, -5), vector(3, 3, -3), offsets(8, 8, 8)))
        .containsExactly(1, -1, 1);
  }

  @Test
  void requantizeClampsAndUsesSixtyFourBits() {
    // 65535·8388607 = 549,747,385,345 is beyond 32 bits; >> 32 is 127.
    Requantize requantize = new Requantize(32, 0, 120, U8);
    assertThat(
            run(
                requantize,
                s24(8388607, -8388608, 8388607),
                vector(65535, 65535, 60000),
                offsets(0, 0, 0)))
        .containsExactly(120, 0, 117);
  }

  @Test
  void thresholdsCountUpOrDown() {
    IntTensor thresholds = IntTensor.of(ACC, new int[] {-2, 0, 5, -2, 0, 5}, 2, 3);
    Thresholding op = new Thresholding(1, IntegerElement.unsigned(3));
    IntTensor directions = vector(1, -1);
    assertThat(run(op, s24(0, 0), thresholds, directions)).containsExactly(3, 3);
    assertThat(run(op, s24(-3, -3), thresholds, directions)).containsExactly(1, 4);
    assertThat(run(op, s24(5, 6), thresholds, directions)).containsExactly(4, 1);
  }

  @Test
  void thresholdsThatOverflowTheCodeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Thresholding(1, IntegerElement.unsigned(2))
                    .inferTypes(
                        List.of(
                            TensorType.of(ACC, 1, 1, 1),
                            TensorType.of(ACC, 1, 3),
                            TensorType.of(S8, 1))))
        .withMessage("3 thresholds above 1 do not fit u2");
  }

  @Test
  void maxPoolIgnoresPaddingEvenWhenAllCodesAreNegative() {
    IntTensor x = IntTensor.of(S8, new int[] {-5, -3, -9, -7, -2, -8, -1, -6, -4}, 3, 3, 1);
    MaxPool pool = new MaxPool(List.of(2, 2), List.of(2, 2), List.of(1, 1, 0, 0));
    assertThat(run(pool, x)).containsExactly(-5, -3, -1, -2);
  }

  @Test
  void poolsRefuseWindowsOfPaddingAlone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MaxPool(List.of(2, 2), List.of(1, 1), List.of(0, 0, 2, 0)))
        .withMessage("pads [0, 0, 2, 0] leave a window of kernel [2, 2] without any input");
  }

  @Test
  void averagePoolWithoutPaddingHasOneClass() {
    IntTensor x = u8(new int[] {1, 100, 2, 101, 3, 102, 5, 103}, 2, 2, 2);
    // S = 11 and 406; (16384·S + 32768) >> 16 = 2.75 + 0.5 and 101.5 + 0.5.
    AveragePool pool = new AveragePool(List.of(2, 2), List.of(2, 2), NO_PADS, 16, 0, 255, U8);
    assertThat(run(pool, x, vector(16384), offsets(32768))).containsExactly(3, 102);
  }

  @Test
  void averagePoolPicksTheConstantsOfItsBorderClass() {
    // 2x2 frame, 2x2 windows, stride 1, one row above and one column on the right.
    IntTensor x = u8(new int[] {10, 20, 30, 40}, 2, 2, 1);
    AveragePool pool =
        new AveragePool(List.of(2, 2), List.of(1, 1), List.of(1, 0, 0, 1), 0, 0, 255, U8);
    assertThat(pool.classes()).isEqualTo(4);
    // classes: 1x1 -> m 1 o 1; 1x2 -> m 2 o 3; 2x1 -> m 1 o 7; 2x2 -> m 1 o 0.
    int[] y = run(pool, x, vector(1, 2, 1, 1), offsets(1, 3, 7, 0));
    // windows: {10,20} 1x2, {20} 1x1, all 2x2, {20,40} 2x1.
    assertThat(y).containsExactly(63, 21, 100, 67);
  }

  @Test
  void reshapeKeepsTheOrder() {
    assertThat(run(new Reshape(1, 1, 4), u8(new int[] {1, 2, 3, 4}, 2, 1, 2)))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void argMaxPrefersTheLowestIndex() {
    assertThat(run(new ArgMax(), u8(new int[] {3, 9, 1, 9}, 1, 1, 4))).containsExactly(1);
    assertThat(new ArgMax().inferTypes(List.of(TensorType.of(U8, 1, 1, 10))))
        .containsExactly(TensorType.of(IntegerElement.unsigned(4), 1, 1, 1));
  }
}

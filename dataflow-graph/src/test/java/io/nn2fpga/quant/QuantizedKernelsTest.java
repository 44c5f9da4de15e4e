package io.nn2fpga.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

class QuantizedKernelsTest {
  private static final CodeGrid HALVES = new CodeGrid(0.5f, 0, -128, 127);
  private static final CodeGrid ONES = new CodeGrid(1, 3, -128, 127);

  @Test
  void aLinearResultRoundsTiesToEvenBeforeTheZeroPointAndClamps() {
    LongToIntFunction y = QuantizedKernels.of(KernelSet.ONNX).linear(0.5f, 1, ONES);
    assertThat(new int[] {y.applyAsInt(1), y.applyAsInt(3), y.applyAsInt(5), y.applyAsInt(-1)})
        .containsExactly(3, 5, 5, 3);
    assertThat(y.applyAsInt(1_000)).isEqualTo(127);
  }

  @Test
  void accumulatorsBeyond24BitsAreRoundedToBinary32First() {
    LongToIntFunction y =
        QuantizedKernels.of(KernelSet.ONNX)
            .linear(1, 1, new CodeGrid(1, 0, Integer.MIN_VALUE, Integer.MAX_VALUE));
    assertThat(y.applyAsInt((1 << 24) + 1)).isEqualTo(1 << 24);
  }

  @Test
  void sumsRoundOnceHalfToEvenInOnnxAndHalfUpInXnnpack() {
    IntBinaryOperator onnx = QuantizedKernels.of(KernelSet.ONNX).add(HALVES, HALVES, ONES);
    IntBinaryOperator xnnpack =
        QuantizedKernels.of(KernelSet.TFLITE_XNNPACK).add(HALVES, HALVES, ONES);
    assertThat(onnx.applyAsInt(2, 3)).isEqualTo(3 + 2); // 2.5
    assertThat(xnnpack.applyAsInt(2, 3)).isEqualTo(3 + 3);
    assertThat(onnx.applyAsInt(-1, -2)).isEqualTo(3 - 2); // -1.5
    assertThat(xnnpack.applyAsInt(-1, -2)).isEqualTo(3 - 1);
  }

  @Test
  void meansOfXnnpackAreOfTheCodesThemselvesHalfAwayFromZero() {
    CodeGrid shifted = new CodeGrid(0.5f, 7, -128, 127);
    LongToIntFunction onnx =
        QuantizedKernels.of(KernelSet.ONNX).averagePool(shifted, 2, 2, shifted);
    LongToIntFunction xnnpack =
        QuantizedKernels.of(KernelSet.TFLITE_XNNPACK).averagePool(shifted, 2, 2, shifted);
    assertThat(xnnpack.applyAsInt(5)).isEqualTo(3);
    assertThat(xnnpack.applyAsInt(-5)).isEqualTo(-3);
    assertThat(onnx.applyAsInt(5)).isEqualTo(3); // 7 + halfEven((5 - 14) / 2)
    assertThat(onnx.applyAsInt(7)).isEqualTo(3); // 7 + halfEven(-3.5)
  }

  @Test
  void codesOnTheSameGridStayAsTheyAre() {
    for (KernelSet set : new KernelSet[] {KernelSet.ONNX, KernelSet.TFLITE_XNNPACK}) {
      LongToIntFunction y = QuantizedKernels.of(set).requantize(HALVES, HALVES);
      for (int q = -128; q < 128; q++) {
        assertThat(y.applyAsInt(q)).isEqualTo(q);
      }
    }
  }

  @Test
  void qonnxHasNoKernelsOfItsOwn() {
    assertThatThrownBy(() -> QuantizedKernels.of(KernelSet.QONNX))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

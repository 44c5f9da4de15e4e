package io.nn2fpga.ops.widthconverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import java.util.List;
import org.junit.jupiter.api.Test;

class WidthConverterKernelTest {
  private static final IntegerElement S4 = IntegerElement.signed(4);

  @Test
  void largestCapacityKeepsTheIntervalOfEverySmallPair() {
    int pairs = 0;
    for (int elements = 1; elements <= 24; elements++) {
      for (StreamType in : streams(elements)) {
        for (StreamType out : streams(elements)) {
          assertThat(WidthConverterKernel.keepsInterval(in, out, 2 * in.lanes() + 2 * out.lanes()))
              .as("%s to %s", in, out)
              .isTrue();
          pairs++;
        }
      }
    }
    assertThat(pairs).isGreaterThan(10_000);
  }

  @Test
  void capacityIsTheSmallestThatKeepsTheInterval() {
    StreamType in = new StreamType(2, 1, 21, S4, 1, 4);
    StreamType out = new StreamType(3, 1, 14, S4, 1, 4);
    assertThat(WidthConverterKernel.capacity(in, out)).isEqualTo(16);
    assertThat(WidthConverterKernel.capacity(in.withLanes(1), out.withLanes(7))).isEqualTo(8);
    assertThat(WidthConverterKernel.keepsInterval(in, out, 12)).isFalse();
  }

  @Test
  void refusesAnotherNumberOfElementsAndSeveralPixels() {
    WidthConverterKernel kernel = new WidthConverterKernel(1, 1, 12, 1, 3);
    assertThat(kernel.inferTypes(List.of(new StreamType(2, 2, 3, S4, 1, 1))))
        .containsExactly(new StreamType(1, 1, 12, S4, 1, 3));
    assertThatThrownBy(() -> kernel.inferTypes(List.of(new StreamType(2, 2, 4, S4, 1, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has not as many elements");
    assertThatThrownBy(() -> kernel.inferTypes(List.of(new StreamType(2, 2, 3, S4, 2, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 pixels a beat");
  }

  private static List<StreamType> streams(int elements) {
    List<StreamType> streams = new java.util.ArrayList<>();
    for (int channels = 1; channels <= elements; channels++) {
      for (int lanes = 1; elements % channels == 0 && lanes <= channels; lanes++) {
        streams.add(new StreamType(1, elements / channels, channels, S4, 1, lanes));
      }
    }
    return streams;
  }
}

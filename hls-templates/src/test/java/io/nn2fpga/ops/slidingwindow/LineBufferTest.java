package io.nn2fpga.ops.slidingwindow;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The intervals that hardware.md's table of line buffers promises, and the smallest buffers. */
class LineBufferTest {
  private static final Window SAME_3X3 =
      new Window(List.of(3, 3), List.of(1, 1), List.of(1, 1, 1, 1));
  private static final Window DOWN_3X3 =
      new Window(List.of(3, 3), List.of(2, 2), List.of(0, 0, 1, 1));
  private static final Window DOWN_1X1 =
      new Window(List.of(1, 1), List.of(2, 2), List.of(0, 0, 0, 0));

  private static StreamType frame(int size, int channels, int lanes) {
    return new StreamType(size, size, channels, IntegerElement.signed(8), 1, lanes);
  }

  private static long interval(Window window, StreamType input, int rows, long cyclesPerWindow) {
    SlidingWindowKernel kernel =
        new SlidingWindowKernel(Form.PARALLEL, window, 1, 0, input.lanes(), rows);
    return LineBuffer.interval(kernel, input, unit(cyclesPerWindow));
  }

  /** A matrix-vector unit that works so long on a window. */
  private static WindowConsumer unit(long cyclesPerWindow) {
    return new WindowConsumer(cyclesPerWindow, true);
  }

  @Test
  void strideOneNeedsKernelRowsOnly() {
    StreamType input = frame(32, 16, 16);
    assertThat(LineBuffer.smallestRows(Form.PARALLEL, SAME_3X3, 1, input, unit(1))).isEqualTo(3);
    assertThat(interval(SAME_3X3, input, 3, 1)).isEqualTo(1024);
    assertThat(interval(SAME_3X3, input, 3, 4)).isEqualTo(4096);
  }

  @Test
  void strideTwoReachesTheComputeBound() {
    StreamType input = frame(32, 16, 4);
    assertThat(interval(DOWN_3X3, input, 4, 16)).isEqualTo(4096);
    assertThat(LineBuffer.smallestRows(Form.PARALLEL, DOWN_3X3, 1, input, unit(16)))
        .isLessThanOrEqualTo(4);
  }

  @Test
  void aTightIntervalNeedsMoreRowsThanTheKernel() {
    // Taps and input words are as many: with two rows, each output row waits for its second one.
    StreamType input = frame(32, 16, 4);
    Window window = new Window(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0));
    SlidingWindowKernel fewest = new SlidingWindowKernel(Form.SERIAL, window, 1, 0, 4, 2);
    SlidingWindowKernel most = new SlidingWindowKernel(Form.SERIAL, window, 1, 0, 4, 3);
    assertThat(LineBuffer.interval(fewest, input, unit(1))).isGreaterThan(4096);
    assertThat(LineBuffer.interval(most, input, unit(1))).isEqualTo(4096);
    assertThat(LineBuffer.smallestRows(Form.SERIAL, window, 1, input, unit(1))).isEqualTo(3);
  }

  @Test
  void pointwiseStrideTwoReachesTheInputBound() {
    StreamType input = frame(32, 16, 4);
    for (Form form : Form.values()) {
      int rows = LineBuffer.smallestRows(form, DOWN_1X1, 1, input, unit(14));
      SlidingWindowKernel kernel = new SlidingWindowKernel(form, DOWN_1X1, 1, 0, 4, rows);
      assertThat(rows).isLessThanOrEqualTo(2);
      assertThat(LineBuffer.interval(kernel, input, unit(14))).isEqualTo(4096);
    }
  }

  @Test
  void anUnpaddedWindowNeedsRoomForTheNextFrame() {
    // The last rows of a frame free five at once: with five rows only, the next frame's first four
    // are written while the consumer waits.
    Window valid = new Window(List.of(5, 5), List.of(1, 1), List.of(0, 0, 0, 0));
    StreamType input = frame(14, 8, 3);
    assertThat(LineBuffer.mostRows(valid, input)).isEqualTo(9);
    assertThat(interval(valid, input, 5, 6)).isGreaterThan(700);
    int rows = LineBuffer.smallestRows(Form.PARALLEL, valid, 1, input, unit(6));
    assertThat(rows).isBetween(6, 9);
    assertThat(interval(valid, input, rows, 6)).isLessThan(650);
    assertThat(interval(valid, input, 12, 6)).isEqualTo(interval(valid, input, rows, 6));
  }

  @Test
  void paddingCostsNoCycles() {
    Window same5x5 = new Window(List.of(5, 5), List.of(1, 1), List.of(2, 2, 2, 2));
    assertThat(interval(same5x5, frame(28, 1, 1), 5, 1)).isEqualTo(28 * 28);
    assertThat(interval(same5x5, frame(14, 6, 2), 5, 1)).isEqualTo(14 * 14 * 3);
  }

  @Test
  void aSlackConsumerNeedsNoMoreRowsThanTheKernel() {
    // Twice the cycles of the input: rows beyond the kernel's would hide nothing.
    assertThat(LineBuffer.smallestRows(Form.SERIAL, DOWN_3X3, 1, frame(32, 4, 4), unit(36)))
        .isEqualTo(3);
  }

  @Test
  void serialFormTakesOneCycleATap() {
    SlidingWindowKernel kernel = new SlidingWindowKernel(Form.SERIAL, SAME_3X3, 1, 0, 4, 3);
    assertThat(LineBuffer.interval(kernel, frame(8, 8, 4), unit(1))).isEqualTo(8 * 8 * 9 * 2);
  }

  @Test
  void aDilatedWindowNeedsTheRowsThatItSpans() {
    Window same = new Window(List.of(3, 3), List.of(1, 1), List.of(2, 2, 2, 2), List.of(2, 2));
    StreamType input = frame(16, 8, 4);
    assertThat(LineBuffer.smallestRows(Form.PARALLEL, same, 1, input, unit(1))).isEqualTo(5);
    assertThat(interval(same, input, 5, 1)).isEqualTo(16 * 16 * 2);
    Window valid = new Window(List.of(2, 2), List.of(1, 1), List.of(0, 0, 0, 0), List.of(4, 1));
    assertThat(LineBuffer.mostRows(valid, input)).isEqualTo(4 + 5);
  }

  @Test
  void groupsChangeTheOrderOfTheTapsAndNotTheirNumber() {
    StreamType input = frame(8, 8, 4);
    SlidingWindowKernel kernel = new SlidingWindowKernel(Form.SERIAL, SAME_3X3, 2, 0, 4, 3);
    assertThat(LineBuffer.interval(kernel, input, unit(1))).isEqualTo(8 * 8 * 9 * 2);
    // A unit that works twice as long on a group as its taps take.
    assertThat(LineBuffer.interval(kernel, input, unit(18))).isEqualTo(8 * 8 * 2 * 18);
  }
}

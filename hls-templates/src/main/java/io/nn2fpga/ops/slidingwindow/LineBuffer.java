package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How fast a window generator is with how large a line buffer, by running its timing machine. */
public final class LineBuffer {
  private record Run(
      Form form, WindowGeometry geometry, int beatsPerWindow, int rows, long cyclesPerWindow) {}

  private static final Map<Run, Long> INTERVALS = new ConcurrentHashMap<>();

  private LineBuffer() {}

  /**
   * The smallest line buffer, in rows, with which a generator keeps the interval that it has with
   * KH − 1 + SH rows.
   *
   * @param form serial or parallel
   * @param window kernel, strides and padding
   * @param input the stream that the generator reads; its source is always valid
   * @param cyclesPerWindow cycles that the consumer needs for a window, from first beat to first
   *     beat; it takes the beats of one window as fast as they come
   */
  public static int smallestRows(Form form, Window window, StreamType input, long cyclesPerWindow) {
    int rows = window.kernelHeight();
    int most = window.kernelHeight() - 1 + window.strideHeight();
    if (rows == most) {
      return rows;
    }
    WindowGeometry geometry = WindowGeometry.of(input, window);
    long best = interval(form, geometry, most, cyclesPerWindow);
    while (interval(form, geometry, rows, cyclesPerWindow) > best) {
      rows++;
    }
    return rows;
  }

  /**
   * Cycles a frame of a generator in front of such a consumer.
   *
   * @param generator the generator
   * @param input the stream that it reads; its source is always valid
   * @param cyclesPerWindow as in {@link #smallestRows}; 1 for a sink that is always ready
   */
  public static long interval(
      SlidingWindowKernel generator, StreamType input, long cyclesPerWindow) {
    return interval(generator.form(), generator.geometry(input), generator.rows(), cyclesPerWindow);
  }

  private static long interval(Form form, WindowGeometry geometry, int rows, long cycles) {
    int beats =
        form == Form.SERIAL
            ? geometry.kernelHeight() * geometry.kernelWidth() * geometry.words()
            : geometry.words();
    Run run = new Run(form, geometry, beats, rows, Math.max(cycles, beats));
    return INTERVALS.computeIfAbsent(run, LineBuffer::simulate);
  }

  private static long simulate(Run run) {
    WindowGeometry geometry = run.geometry;
    long windows = (long) geometry.outHeight() * geometry.outWidth();
    SlidingWindowMachine machine = SlidingWindowMachine.of(run.form, geometry, run.rows);
    return new SteadyState(machine, run.beatsPerWindow, windows, run.cyclesPerWindow).interval();
  }
}

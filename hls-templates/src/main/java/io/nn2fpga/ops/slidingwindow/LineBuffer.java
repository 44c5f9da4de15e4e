package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How fast a window generator is with how large a line buffer, by running its timing machine. */
public final class LineBuffer {
  private record Run(Form form, WindowGeometry geometry, int rows, WindowConsumer consumer) {}

  private static final Map<Run, Long> INTERVALS = new ConcurrentHashMap<>();

  private LineBuffer() {}

  /**
   * The smallest line buffer, in rows, with which a generator keeps the interval that it has with
   * {@link #mostRows}.
   *
   * @param form serial or parallel
   * @param window kernel, strides, padding and dilations
   * @param groups groups of words that windows come in; the consumer works on one after the other
   * @param input the stream that the generator reads; its source is always valid
   */
  public static int smallestRows(
      Form form, Window window, int groups, StreamType input, WindowConsumer consumer) {
    WindowGeometry geometry = WindowGeometry.of(input, window, groups);
    int rows = geometry.spanHeight();
    int most = geometry.mostRows();
    if (rows == most) {
      return rows;
    }
    long best = interval(new Run(form, geometry, most, consumer));
    while (interval(new Run(form, geometry, rows, consumer)) > best) {
      rows++;
    }
    return rows;
  }

  /** Rows, (KH − 1)·DH + max(SH, H − (OH − 1)·SH), with which no larger line buffer is faster. */
  public static int mostRows(Window window, StreamType input) {
    return WindowGeometry.of(input, window, 1).mostRows();
  }

  /**
   * Cycles a frame of a generator in front of such a consumer.
   *
   * @param generator the generator
   * @param input the stream that it reads; its source is always valid
   */
  public static long interval(
      SlidingWindowKernel generator, StreamType input, WindowConsumer consumer) {
    WindowGeometry geometry = generator.geometry(input);
    return interval(new Run(generator.form(), geometry, generator.rows(), consumer));
  }

  private static long interval(Run run) {
    return INTERVALS.computeIfAbsent(run, LineBuffer::simulate);
  }

  private static long simulate(Run run) {
    WindowGeometry geometry = run.geometry;
    int taps = geometry.kernelHeight() * geometry.kernelWidth();
    int words = geometry.groupWords();
    int beats = run.form == Form.SERIAL ? taps * words : words;
    long windows = (long) geometry.outHeight() * geometry.outWidth() * geometry.groups();
    SlidingWindowMachine machine = SlidingWindowMachine.of(run.form, geometry, run.rows);
    return new SteadyState(machine, beats, windows, run.consumer).interval();
  }
}

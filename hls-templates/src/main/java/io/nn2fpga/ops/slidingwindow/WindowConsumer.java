package io.nn2fpga.ops.slidingwindow;

/**
 * How what stands behind a window generator takes windows, or their groups if it has several.
 *
 * @param cyclesPerWindow cycles that it works on a window; counts as a window's beats if they are
 *     more
 * @param takesAhead whether it takes the next window's beats while it works on one, each in the
 *     place of the same beat of the window before; else it waits
 */
public record WindowConsumer(long cyclesPerWindow, boolean takesAhead) {
  /** Takes a beat in every cycle. */
  public static final WindowConsumer EAGER = new WindowConsumer(1, true);
}

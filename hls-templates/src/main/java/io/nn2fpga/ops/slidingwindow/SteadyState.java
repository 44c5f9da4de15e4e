package io.nn2fpga.ops.slidingwindow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a window generator between an eager source and a consumer until its state repeats.
 *
 * <p>A consumer that takes ahead keeps two windows, the one it works on and the next: a beat of
 * window w takes the place of the same beat of window w − 2, which is free when that one was used
 * for the last time. One that uses each beat only once needs no place for it and is always ready.
 * One that does not take ahead takes a window's beats as they come, the first one no earlier than
 * it has worked on the window before.
 */
final class SteadyState {
  private final SlidingWindowMachine machine;
  private final int beatsPerWindow;
  private final long beatsPerFrame;
  private final long cyclesPerWindow;
  private final boolean takesAhead;

  private long cycle;
  private long given;
  private int beat;
  private long endBeforeLast;
  private long endLast;

  /**
   * Prepares a run.
   *
   * @param beatsPerWindow output beats a window
   * @param windows windows a frame
   */
  SteadyState(
      SlidingWindowMachine machine, int beatsPerWindow, long windows, WindowConsumer consumer) {
    this.machine = machine;
    this.beatsPerWindow = beatsPerWindow;
    this.beatsPerFrame = windows * beatsPerWindow;
    this.cyclesPerWindow = Math.max(consumer.cyclesPerWindow(), beatsPerWindow);
    this.takesAhead = consumer.takesAhead();
  }

  private record Visit(long frame, long cycle) {}

  /** Cycles a frame in steady state, rounded up if the state repeats every few frames only. */
  long interval() {
    Map<List<Long>, Visit> seen = new HashMap<>();
    for (long frame = 1; ; frame++) {
      long end = endOfFrame(frame);
      Visit earlier = seen.put(state(), new Visit(frame, end));
      if (earlier != null) {
        long frames = frame - earlier.frame;
        return (end - earlier.cycle + frames - 1) / frames;
      }
    }
  }

  private List<Long> state() {
    List<Long> state = new ArrayList<>(machine.state().stream().map(Integer::longValue).toList());
    state.add(Math.max(0, endBeforeLast - cycle));
    state.add(Math.max(0, endLast - cycle));
    return state;
  }

  /** Steps until the frame's last beat is given; returns that cycle. */
  private long endOfFrame(long frame) {
    while (given < frame * beatsPerFrame) {
      long free = free();
      if (cycle < free && machine.waitsForConsumer()) {
        cycle = free;
      }
      boolean ready = cycle >= free;
      boolean transfer = ready && machine.valid(0);
      machine.clock(machine.canWrite(), ready);
      cycle++;
      if (transfer) {
        take();
      }
    }
    return cycle;
  }

  /** The first cycle in which the consumer can take the next beat; past if it can now. */
  private long free() {
    if (cyclesPerWindow == beatsPerWindow) {
      return 0;
    }
    if (takesAhead) {
      return endBeforeLast - beatsPerWindow + beat + 1;
    }
    return beat == 0 ? endLast : 0;
  }

  private void take() {
    given++;
    beat++;
    if (beat == beatsPerWindow) {
      beat = 0;
      endBeforeLast = endLast;
      // The first pass over the window uses its beats as they come; the others follow at once.
      long lag = takesAhead ? 1 : 0;
      endLast = Math.max(endLast, cycle - beatsPerWindow + lag) + cyclesPerWindow;
    }
  }
}

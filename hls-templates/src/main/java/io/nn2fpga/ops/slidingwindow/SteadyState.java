package io.nn2fpga.ops.slidingwindow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a window generator between an eager source and a consumer until its state repeats. */
final class SteadyState {
  private final SlidingWindowMachine machine;
  private final int beatsPerWindow;
  private final long beatsPerFrame;
  private final long cyclesPerWindow;

  private long cycle;
  private long given;
  private long windowStart;

  /**
   * Prepares a run.
   *
   * @param beatsPerWindow output beats a window
   * @param windows windows a frame
   * @param cyclesPerWindow cycles from one window's first beat to the next one's that the consumer
   *     needs; it takes the beats of a window as they come
   */
  SteadyState(
      SlidingWindowMachine machine, int beatsPerWindow, long windows, long cyclesPerWindow) {
    this.machine = machine;
    this.beatsPerWindow = beatsPerWindow;
    this.beatsPerFrame = windows * beatsPerWindow;
    this.cyclesPerWindow = cyclesPerWindow;
    this.windowStart = -cyclesPerWindow;
  }

  private record Visit(long frame, long cycle) {}

  /** Cycles a frame in steady state, rounded up if the state repeats every few frames only. */
  long interval() {
    Map<List<Long>, Visit> seen = new HashMap<>();
    for (long frame = 1; ; frame++) {
      long end = endOfFrame(frame);
      Visit earlier = seen.put(state(end), new Visit(frame, end));
      if (earlier != null) {
        long frames = frame - earlier.frame;
        return (end - earlier.cycle + frames - 1) / frames;
      }
    }
  }

  private List<Long> state(long now) {
    List<Long> state = new ArrayList<>(machine.state().stream().map(Integer::longValue).toList());
    state.add(Math.min(cyclesPerWindow, now - windowStart));
    return state;
  }

  /** Steps until the frame's last beat is given; returns that cycle. */
  private long endOfFrame(long frame) {
    while (true) {
      boolean firstOfWindow = given % beatsPerWindow == 0;
      boolean ready = !firstOfWindow || cycle >= windowStart + cyclesPerWindow;
      boolean transfer = ready && machine.valid(0);
      if (transfer && firstOfWindow) {
        windowStart = cycle;
      }
      machine.clock(machine.canWrite(), ready);
      cycle++;
      given += transfer ? 1 : 0;
      if (given == frame * beatsPerFrame) {
        return cycle;
      }
    }
  }
}

package io.nn2fpga.sim;

import io.nn2fpga.flow.Trace;
import io.nn2fpga.rtl.Design;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Latency and interval of frames sent back to back, source always valid and sink always ready.
 *
 * @param firstLatency cycles from the first input beat taken to the first output beat given
 * @param lastLatency cycles from the first input beat taken to the last output beat of that frame
 * @param interval cycles between the last beats of successive frames in steady state
 */
public record CycleTiming(int firstLatency, int lastLatency, int interval) {

  /**
   * A stream whose transfers are not where the timing machines say.
   *
   * @param stream the earliest such stream, in the order of the actors
   * @param beat its first beat that differs, from 0 over all frames
   * @param predicted the cycle that the timing machines say; −1 if they say no such beat
   * @param measured the cycle in simulation; −1 if there was no such beat
   */
  public record Mismatch(String stream, int beat, long predicted, long measured) {
    /** One line for people. */
    public String message() {
      return "beat "
          + beat
          + " of stream '"
          + stream
          + "' moved in cycle "
          + measured
          + ", not in the predicted cycle "
          + predicted;
    }
  }

  /** The timing that a trace of at least two frames shows. */
  static CycleTiming of(Trace trace, int frames) {
    return new CycleTiming(trace.firstLatency(), trace.lastLatency(), trace.interval(frames));
  }

  /** Cycles a frame of every stream in steady state, as a trace of at least two frames shows. */
  static Map<String, Long> intervals(Trace trace, int frames) {
    Map<String, Long> intervals = new HashMap<>();
    trace
        .transfers()
        .keySet()
        .forEach(stream -> intervals.put(stream, trace.period(stream, frames).interval()));
    return Map.copyOf(intervals);
  }

  /** The transfers of every stream of a simulation, as a trace. */
  static Trace trace(Design design, Map<String, BeatLog> logs) {
    Map<String, List<Integer>> cycles = new HashMap<>();
    logs.forEach(
        (stream, log) ->
            cycles.put(stream, log.beats().stream().map(b -> Math.toIntExact(b.cycle())).toList()));
    return new Trace(design.graph(), cycles);
  }

  /**
   * The earliest stream with a transfer in another cycle; null if all agree.
   *
   * <p>The prediction ends with the last output beat; transfers after it (rows at the frame's end
   * that no window needs) are not compared.
   */
  static @Nullable Mismatch mismatch(Design design, Trace predicted, Trace measured) {
    List<Integer> outputs = predicted.transfersOf(design.graph().outputs().get(0));
    int end = outputs.get(outputs.size() - 1);
    for (Design.Wire wire : design.wires()) {
      List<Integer> expected = predicted.transfersOf(wire.stream());
      List<Integer> got =
          measured.transfersOf(wire.stream()).stream().filter(c -> c <= end).toList();
      for (int i = 0; i < Math.max(expected.size(), got.size()); i++) {
        int expectedCycle = i < expected.size() ? expected.get(i) : -1;
        int gotCycle = i < got.size() ? got.get(i) : -1;
        if (expectedCycle != gotCycle) {
          return new Mismatch(wire.stream(), i, expectedCycle, gotCycle);
        }
      }
    }
    return null;
  }
}

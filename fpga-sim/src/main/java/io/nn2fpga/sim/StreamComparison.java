package io.nn2fpga.sim;

import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the beats of every stream with the reference, in the order of the actors. */
final class StreamComparison {
  private final String implementation;
  private final Design design;
  private final List<Map<String, IntTensor>> reference;
  private long comparedBeats;

  /**
   * Prepares a comparison.
   *
   * @param implementation who is compared, for messages
   * @param reference the frame of every stream, for each sample
   */
  StreamComparison(String implementation, Design design, List<Map<String, IntTensor>> reference) {
    this.implementation = implementation;
    this.design = design;
    this.reference = reference;
  }

  /**
   * The difference in the earliest stream that has one; null if every beat is equal.
   *
   * @param logs the beats of every stream, by its name
   * @throws IllegalStateException if there was nothing to compare
   */
  @Nullable Difference first(Map<String, BeatLog> logs) {
    comparedBeats = 0;
    for (Design.Wire wire : design.wires()) {
      Difference difference = first(wire, logs.getOrDefault(wire.stream(), new BeatLog(List.of())));
      if (difference != null) {
        return difference;
      }
    }
    if (comparedBeats == 0) {
      throw new IllegalStateException("the comparison of " + implementation + " compared nothing");
    }
    return null;
  }

  /** Beats that the last comparison looked at. */
  long comparedBeats() {
    return comparedBeats;
  }

  private @Nullable Difference first(Design.Wire wire, BeatLog log) {
    int perFrame = wire.type().beatsPerFrame();
    for (int frame = 0; frame < reference.size(); frame++) {
      IntTensor expected = expected(wire, frame);
      int[][] lanes = BeatLayout.pack(wire.type(), expected);
      for (int beat = 0; beat < perFrame; beat++) {
        int index = frame * perFrame + beat;
        if (index >= log.beats().size()) {
          return difference(wire, frame, beat, 0, "a beat", "none");
        }
        Difference difference = compare(wire, frame, beat, lanes[beat], log.beats().get(index));
        if (difference != null) {
          return difference;
        }
        comparedBeats++;
      }
    }
    return log.beats().size() == reference.size() * perFrame
        ? null
        : difference(wire, reference.size(), 0, 0, "no further beat", "a beat");
  }

  private IntTensor expected(Design.Wire wire, int frame) {
    IntTensor tensor = reference.get(frame).get(wire.stream());
    if (tensor == null) {
      throw new IllegalStateException("no reference for stream '" + wire.stream() + "'");
    }
    return tensor;
  }

  private @Nullable Difference compare(
      Design.Wire wire, int frame, int beat, int[] expected, BeatLog.Beat got) {
    for (int lane = 0; lane < expected.length; lane++) {
      long value = got.lane(wire.type(), lane);
      if (value != expected[lane]) {
        return difference(
            wire, frame, beat, lane, Integer.toString(expected[lane]), Long.toString(value));
      }
    }
    boolean last = beat == wire.type().beatsPerFrame() - 1;
    return got.last() == last
        ? null
        : difference(wire, frame, beat, 0, "tlast " + last, "tlast " + got.last());
  }

  private Difference difference(
      Design.Wire wire, int frame, int beat, int lane, String expected, String got) {
    Design.Instance writer = design.writer(wire);
    String actor = writer == null ? wire.stream() : writer.node().name();
    String source = writer == null ? "" : writer.node().source();
    return new Difference(
        implementation,
        source.isEmpty() ? actor : source,
        actor,
        wire.stream(),
        frame,
        FramePosition.of(wire.type(), beat, lane),
        expected,
        got);
  }
}

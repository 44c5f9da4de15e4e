package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.rtl.Design;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamComparisonTest {
  /** 2 rows of 3 pixels of 3 channels, a beat of 2 pixels x 2 channels: 8 ragged beats. */
  private static final StreamType STREAM = new StreamType(2, 3, 3, IntegerElement.signed(5), 2, 2);

  private static final IntTensor FRAME =
      new IntTensor(STREAM.frame(), IntStream.range(-9, 9).toArray());

  private final Map<String, List<BeatLog.Beat>> logs = new HashMap<>();

  private static Design design() {
    Graph.Builder builder = Graph.builder("queues", Level.FLOW);
    builder.input("x", STREAM);
    builder.node("a", new FifoKernel(2), List.of("x"), "layer 1");
    builder.node("b", new FifoKernel(2), List.of("a"), "");
    builder.output("b");
    return Design.of(builder.build(), "queues");
  }

  /** Two right frames on every stream. */
  @BeforeEach
  void logRightBeats() {
    int[][] beats = BeatLayout.pack(STREAM, FRAME);
    for (String stream : List.of("x", "a", "b")) {
      List<BeatLog.Beat> log = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        log.add(new BeatLog.Beat(i, word(beats[i % 8]), i % 8 == 7));
      }
      logs.put(stream, log);
    }
  }

  private static BigInteger word(int[] lanes) {
    BigInteger word = BigInteger.ZERO;
    for (int lane = 0; lane < lanes.length; lane++) {
      word = word.or(BigInteger.valueOf(lanes[lane] & 31).shiftLeft(5 * lane));
    }
    return word;
  }

  private @Nullable Difference first() {
    Map<String, BeatLog> read = new HashMap<>();
    logs.forEach((stream, beats) -> read.put(stream, new BeatLog(beats)));
    List<Map<String, IntTensor>> reference =
        List.of(
            Map.of("x", FRAME, "a", FRAME, "b", FRAME), Map.of("x", FRAME, "a", FRAME, "b", FRAME));
    return new StreamComparison("Verilog", design(), reference).first(read);
  }

  private void alter(String stream, int beat, int flippedBits, boolean last) {
    List<BeatLog.Beat> log = logs.getOrDefault(stream, List.of());
    BeatLog.Beat old = log.get(beat);
    log.set(beat, new BeatLog.Beat(beat, old.data().xor(BigInteger.valueOf(flippedBits)), last));
  }

  @Test
  void equalStreamsHaveNoDifference() {
    assertThat(first()).isNull();
  }

  @Test
  void namesTheEarliestActorAndThePosition() {
    alter("b", 0, 1, false);
    // Beat 12 is beat 4 of frame 1: row 1, pixels 0 and 1, channels 0 and 1; lane 3 is (1, 1, 1).
    alter("a", 12, 16 << 15, false);
    assertThat(first())
        .isEqualTo(
            new Difference(
                "Verilog", "layer 1", "a", "a", 1, new FramePosition(1, 1, 1), "4", "-12"));
    assertThat(String.valueOf(first() == null ? "" : first().message()))
        .isEqualTo(
            "Verilog differs from the integer reference in 'a', frame 1, position"
                + " (y, x, channel) = (1, 1, 1): expected 4, got -12");
  }

  @Test
  void actorWithoutSourceIsItsOwnLayer() {
    alter("b", 0, 1, false);
    assertThat(first()).extracting("layer", "actor").containsExactly("b", "b");
  }

  @Test
  void unusedLanesMustBeZero() {
    // Beat 1: channel 2 of two pixels, lane 1 would be channel 3.
    alter("a", 1, 1 << 5, false);
    assertThat(first())
        .extracting("place", "expected", "got")
        .containsExactly(new FramePosition(0, 0, 3), "0", "1");
  }

  @Test
  void missingBeatIsDifference() {
    logs.getOrDefault("b", List.of()).remove(15);
    assertThat(first())
        .extracting("actor", "frame", "place", "expected", "got")
        .containsExactly("b", 1, new FramePosition(1, 2, 2), "a beat", "none");
  }

  @Test
  void missingLogIsDifference() {
    logs.remove("a");
    assertThat(first())
        .extracting("actor", "frame", "expected", "got")
        .containsExactly("a", 0, "a beat", "none");
  }

  @Test
  void furtherBeatIsDifference() {
    logs.getOrDefault("b", List.of()).add(new BeatLog.Beat(16, BigInteger.ZERO, false));
    assertThat(first())
        .extracting("frame", "expected", "got")
        .containsExactly(2, "no further beat", "a beat");
  }

  @Test
  void endOfFrameIsCompared() {
    alter("x", 7, 0, false);
    assertThat(first())
        .extracting("stream", "expected", "got")
        .containsExactly("x", "tlast true", "tlast false");
  }

  @Test
  void comparisonOfNothingFails() {
    assertThatThrownBy(() -> new StreamComparison("Verilog", design(), List.of()).first(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the comparison of Verilog compared nothing");
  }
}

package io.nn2fpga.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.Trace;
import io.nn2fpga.fold.fake.FakeLayer;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayerActivityTest {
  /** Layers of 4, 8 and 2 cycles a beat, on 40 beats a frame. */
  private static Graph network() {
    Graph.Builder builder = Graph.builder("net", Level.INT);
    builder.input("x", TensorType.of(IntegerElement.unsigned(8), 1, 10, 4));
    builder.node("fast", new FakeLayer(3), List.of("x"), "");
    builder.node("slow", new FakeLayer(7), List.of("fast"), "");
    builder.node("idle", new FakeLayer(1), List.of("slow"), "");
    builder.output("idle");
    return builder.build();
  }

  @Test
  void cyclesOfWholeFramesAreSplitIntoBusyStarvedAndBlocked() {
    Folding alone = new Folding(1, 1, 1);
    Schedule schedule =
        new Schedule(
            "tiny", 100, Map.of("fast", alone, "slow", alone, "idle", alone), Map.of());
    LayerActivity activity = LayerActivity.of(Streaming.lower(network(), schedule));
    Map<String, Trace.Activity> actors = activity.actors();

    // A beat takes work + 1 cycles; six frames of 40 beats at the slowest layer's 8.
    assertThat(actors.values()).allMatch(a -> a.cycles() == 6 * 40 * 8);
    assertThat(actors.get("slow")).isEqualTo(new Trace.Activity(6 * 40 * 8, 0, 0));
    assertThat(actors.get("fast")).isEqualTo(new Trace.Activity(6 * 40 * 4, 0, 6 * 40 * 4));
    assertThat(actors.get("idle")).isEqualTo(new Trace.Activity(6 * 40 * 2, 6 * 40 * 6, 0));
    List<LayerGroup> groups = LayerGroup.of(network());
    assertThat(groups).extracting(activity::busiest).containsExactly("fast", "slow", "idle");
  }
}

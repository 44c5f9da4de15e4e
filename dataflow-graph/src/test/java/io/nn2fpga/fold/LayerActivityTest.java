package io.nn2fpga.fold;

import static org.assertj.core.api.Assertions.assertThat;

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
  void layersBeforeTheSlowestWaitForTheirReaderAndThoseBehindItForTheirInput() {
    Folding alone = new Folding(1, 1, 1);
    Schedule schedule =
        new Schedule("tiny", 100, Map.of("fast", alone, "slow", alone, "idle", alone), Map.of());
    Graph flow = Streaming.lower(network(), schedule);
    LayerActivity.Simulation simulation = new LayerActivity.Simulation(flow);

    // A beat takes work + 1 cycles, and the slowest layer's is 8.
    assertThat(LayerGroup.of(network()))
        .extracting(group -> simulation.of(group, LayerInterval.of(flow, group)))
        .containsExactly(
            new LayerActivity(0.5, 0, 0.5),
            new LayerActivity(1, 0, 0),
            new LayerActivity(0.25, 0.75, 0));
  }
}

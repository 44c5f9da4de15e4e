package io.nn2fpga.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.LayerInterval;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.text.GraphParser;
import io.nn2fpga.ir.text.OperationTable;
import io.nn2fpga.op.Folding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small int graphs on streams ({@code src/test/streamed/*.ir}): with every folding that a layer
 * offers the actors compute what the int graph does, the network runs with FIFOs of the least
 * depths found, and it is as fast as its slowest layer.
 */
class StreamedOperatorsTest {
  private static final Path ROOT = Path.of("src/test/streamed");

  static List<Path> graphs() throws IOException {
    try (Stream<Path> files = Files.list(ROOT)) {
      return files.map(ROOT::relativize).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void everyFoldingComputesTheSame(Path file) throws IOException {
    String text = Files.readString(ROOT.resolve(file));
    Graph graph = GraphParser.parse(text, file.toString(), OperationTable.ofClassPath());
    IntTensor x = LoweredLayer.random(graph.value(graph.inputs().get(0)).tensor(), 3);
    Map<String, IntTensor> expected = new IntegerExecutor(graph).run(x);
    for (Map<String, Folding> foldings : choices(LayerGroup.of(graph))) {
      Graph flow = Streaming.lower(graph, new Schedule("board", 100, foldings, Map.of()));
      Map<String, IntTensor> actual = new IntegerExecutor(flow).run(x);
      for (int i = 0; i < graph.outputs().size(); i++) {
        String output = graph.outputs().get(i);
        assertThat(Objects.requireNonNull(actual.get(flow.outputs().get(i))).data())
            .as(output + " with " + foldings)
            .isEqualTo(Objects.requireNonNull(expected.get(output)).data());
      }
      runsAtThePaceOfItsSlowestLayer(graph, flow);
    }
  }

  private static void runsAtThePaceOfItsSlowestLayer(Graph graph, Graph flow) {
    long slowest = 1;
    for (LayerGroup group : LayerGroup.of(graph)) {
      slowest = Math.max(slowest, LayerInterval.of(flow, group));
    }
    FifoSizing sized = FifoSizing.of(flow);
    assertThat(sized.interval()).isEqualTo(slowest);
  }

  /** Each folding of each layer, with the first one of all others. */
  private static List<Map<String, Folding>> choices(List<LayerGroup> groups) {
    Map<String, Folding> first = new HashMap<>();
    for (LayerGroup group : groups) {
      if (!group.foldings().isEmpty()) {
        first.put(group.name(), group.foldings().get(0));
      }
    }
    List<Map<String, Folding>> choices = new ArrayList<>(List.of(first));
    for (LayerGroup group : groups) {
      for (Folding folding : group.foldings()) {
        Map<String, Folding> choice = new HashMap<>(first);
        choice.put(group.name(), folding);
        choices.add(choice);
      }
    }
    return choices;
  }
}

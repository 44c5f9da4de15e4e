package io.nn2fpga.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.fold.fake.FakeFifo;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.ir.Value;
import io.nn2fpga.nn.Relu;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private static final TensorType FOUR = TensorType.of(FloatElement.F32, 4);
  private static final StreamType STREAM =
      new StreamType(1, 1, 4, IntegerElement.unsigned(8), 1, 1);

  private static Node node(String name, Operation op, String operand, String result) {
    return new Node(name, op, List.of(operand), List.of(result), "");
  }

  private static Graph graph(Level level, Type type, List<String> values, Node... nodes) {
    Map<String, Value> typed = values.stream().collect(Collectors.toMap(v -> v, v -> of(v, type)));
    return new Graph(
        "net", level, List.of("x"), List.of("y"), Arrays.asList(nodes), typed, Map.of());
  }

  private static Value of(String name, Type type) {
    return new Value(name, type);
  }

  @Test
  void aSoundGraphHasNoFindings() {
    Graph graph = graph(Level.NN, FOUR, List.of("x", "y"), node("relu", new Relu(), "x", "y"));
    assertThat(Verifier.findings(graph)).isEmpty();
    assertThat(Verifier.verify(graph, "test")).isTrue();
  }

  @Test
  void reportsAllFindingsAndNamesGraphStepAndNode() {
    Graph graph =
        graph(
            Level.NN,
            FOUR,
            List.of("x", "a", "lost"),
            node("first", new Relu(), "a", "b"),
            node("second", new Relu(), "z", "a"),
            node("second", new Relu(), "x", "a"));
    assertThatThrownBy(() -> Verifier.verify(graph, "fold"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            """
            graph net after fold:
              node 'first' (relu): operand 'a' is defined later
              node 'first': 'b' has no type
              node 'second' (relu): operand 'z' is not defined
              node 'second' (relu): another node has this name
              node 'second': 'a' is defined twice
              output 'y' is not defined
              value 'lost' has no definition""");
  }

  @Test
  void reportsTypesThatDoNotFollow() {
    Graph.Builder sound = Graph.builder("net", Level.NN);
    sound.input("x", FOUR);
    sound.constant("c", FloatTensor.of(new float[2], 2));
    sound.node("y", new Relu(), List.of("x"), "");
    sound.output("y");
    Graph graph = sound.build();
    Map<String, Value> values =
        Map.of(
            "x", of("x", FOUR),
            "c", of("c", FOUR),
            "y", of("y", TensorType.of(IntegerElement.signed(8), 4)));
    Graph wrong =
        new Graph(
            "net",
            Level.NN,
            graph.inputs(),
            graph.outputs(),
            graph.nodes(),
            values,
            graph.constants());
    assertThat(Verifier.findings(wrong))
        .containsExactlyInAnyOrder(
            "node 'y' (relu): gives [f32[4]], but its results are [s8[4]]",
            "constant 'c' is f32[2], not f32[4]");
  }

  @Test
  void reportsOperationsAndValuesOfAnotherLevel() {
    Graph graph = graph(Level.INT, FOUR, List.of("x", "y"), node("relu", new Relu(), "x", "y"));
    assertThat(Verifier.findings(graph))
        .containsExactlyInAnyOrder(
            "node 'relu' (relu): io.nn2fpga.nn.Relu is not of level INT",
            "value 'x' is f32[4] at level INT",
            "value 'y' is f32[4] at level INT");
  }

  @Test
  void aStreamHasOneReader() {
    Graph graph =
        graph(
            Level.FLOW,
            STREAM,
            List.of("x", "y", "z"),
            node("a", new FakeFifo(2), "x", "y"),
            node("b", new FakeFifo(2), "y", "z"));
    assertThat(Verifier.findings(graph))
        .containsExactlyInAnyOrder("stream 'y' has 2 readers", "stream 'z' has 0 readers");
  }
}

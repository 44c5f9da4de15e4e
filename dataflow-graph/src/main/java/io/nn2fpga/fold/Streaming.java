package io.nn2fpga.fold;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Value;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Operators;
import io.nn2fpga.op.StructuralActors;
import io.nn2fpga.pass.Verifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts an int-level graph on streams: each layer becomes its actors, with a FIFO between one layer
 * and the next, named {@code <stream>.fifo}.
 */
public final class Streaming {
  private final Graph graph;
  private final StructuralActors actors = Operators.structural();

  private Streaming(Graph graph) {
    this.graph = graph;
  }

  /**
   * The flow graph of an int-level graph.
   *
   * @param schedule the folding of each layer that has one
   * @throws io.nn2fpga.diag.DiagnosticException UNSUPPORTED_OPERATOR if a value has two readers
   * @throws IllegalArgumentException if the schedule does not fit the graph
   */
  public static Graph lower(Graph graph, Schedule schedule) {
    requireChain(graph);
    Graph flow = new Streaming(graph).lower(schedule);
    assert Verifier.verify(flow, "streaming");
    return flow;
  }

  private static void requireChain(Graph graph) {
    Diagnostics problems = new Diagnostics();
    for (String value : graph.values().keySet()) {
      List<String> readers = graph.readers(value).stream().map(Node::name).toList();
      boolean forked =
          readers.size() > 1 || (readers.size() == 1 && graph.outputs().contains(value));
      if (forked && !graph.isConstant(value)) {
        problems.add(
            Diagnostic.of(
                Code.UNSUPPORTED_OPERATOR,
                "value '" + value + "' is used more than once, by " + String.join(", ", readers),
                "graph " + graph.name(),
                "branches cannot be put on streams yet; remove the branch from the model"));
      }
    }
    problems.throwIfAny();
  }

  private Graph lower(Schedule schedule) {
    FlowBuilder builder = new FlowBuilder(graph.name(), actors);
    List<LayerGroup> groups = LayerGroup.of(graph);
    for (String input : graph.inputs()) {
      for (LayerGroup group : groups) {
        if (group.inputs().contains(input)) {
          builder.input(input, inputStream(group, schedule.folding(group.name()), input));
        }
      }
    }
    for (LayerGroup group : groups) {
      group.lower(schedule.folding(group.name()), builder);
      for (String output : group.outputs()) {
        if (!graph.outputs().contains(output)) {
          fifo(builder, output, schedule);
        }
      }
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }

  private void fifo(FlowBuilder builder, String value, Schedule schedule) {
    String stream = builder.stream(value);
    if (!graph.inputs().contains(stream)) {
      String name = stream + ".fifo";
      builder.carries(
          value, builder.actor(name, actors.fifo(schedule.fifoDepth(stream)), List.of(stream), ""));
    }
  }

  /** The narrowest beats on which the graph's input is not slower than its first layer. */
  private StreamType inputStream(LayerGroup group, Folding folding, String input) {
    StreamType frame = StreamType.of(graph.value(input).tensor(), 1);
    int wanted = wanted(group, folding, input).beatsPerFrame();
    for (int lanes = 1; lanes <= frame.channels(); lanes++) {
      StreamType type = frame.withLanes(lanes);
      if (type.beatsPerFrame() <= wanted || lanes == frame.channels()) {
        return type;
      }
    }
    throw new IllegalStateException("no lanes for " + frame);
  }

  /** The stream that the first actor of a group works on, before any conversion. */
  private static StreamType wanted(LayerGroup group, Folding folding, String input) {
    Graph alone = alone(group, folding);
    return alone.value(alone.inputs().get(group.inputs().indexOf(input))).stream();
  }

  /** One group as a flow graph of its own, each input with the lanes that the group wants. */
  static Graph alone(LayerGroup group, Folding folding) {
    FlowBuilder builder = new FlowBuilder(group.name(), Operators.structural());
    for (String input : group.inputs()) {
      StreamType frame = StreamType.of(group.graph().value(input).tensor(), 1);
      builder.input(input, frame.withLanes(frame.channels()));
    }
    return withoutLeadingConverters(lowerAlone(group, folding, builder));
  }

  /** The graph with what its input converters give as its inputs. */
  private static Graph withoutLeadingConverters(Graph alone) {
    List<String> inputs = new ArrayList<>();
    List<Node> nodes = new ArrayList<>(alone.nodes());
    Map<String, Value> values = new LinkedHashMap<>(alone.values());
    for (String input : alone.inputs()) {
      List<Node> readers = alone.readers(input);
      if (readers.size() == 1 && onlyChangesLanes(alone, readers.get(0))) {
        nodes.remove(readers.get(0));
        values.remove(input);
        inputs.add(readers.get(0).output());
      } else {
        inputs.add(input);
      }
    }
    return new Graph(
        alone.name(), alone.level(), inputs, alone.outputs(), nodes, values, alone.constants());
  }

  /** A converter that makes another frame is no choice of lanes: it takes the input's beats. */
  private static boolean onlyChangesLanes(Graph alone, Node reader) {
    StreamType from = alone.value(reader.input()).stream();
    StreamType to = alone.value(reader.output()).stream();
    return reader.name().endsWith(".convert") && from.frame().equals(to.frame());
  }

  private static Graph lowerAlone(LayerGroup group, Folding folding, FlowBuilder builder) {
    group.lower(folding, builder);
    for (String output : group.outputs()) {
      String stream = builder.stream(output);
      if (group.inputs().stream().noneMatch(i -> builder.stream(i).equals(stream))) {
        builder.output(output);
      }
    }
    return builder.build();
  }
}

package io.nn2fpga.cli.diagram;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.LinearOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The diagrams of graphs as they are: a box a node, a link a value. */
public final class Diagrams {
  private Diagrams() {}

  /** The imported model: operators, and the shapes that they pass on. */
  public static Diagram model(Graph graph) {
    return nodes(graph, "Imported model " + graph.name());
  }

  /** The actors and the streams between them. */
  public static Diagram actors(Graph flow) {
    return nodes(flow, "Actors and streams of " + flow.name());
  }

  private static Diagram nodes(Graph graph, String title) {
    List<Diagram.Box> boxes = new ArrayList<>(inputs(graph));
    Map<String, String> producers = new HashMap<>();
    graph.inputs().forEach(input -> producers.put(input, inputId(input)));
    List<Diagram.Link> links = new ArrayList<>();
    for (Node node : graph.nodes()) {
      boxes.add(box(node));
      node.outputs().forEach(output -> producers.put(output, nodeId(node)));
      for (String operand : node.inputs()) {
        if (!graph.isConstant(operand)) {
          links.add(
              new Diagram.Link(
                  producers.getOrDefault(operand, operand),
                  nodeId(node),
                  text(graph.value(operand).type())));
        }
      }
    }
    boxes.addAll(outputs(graph));
    for (String output : graph.outputs()) {
      links.add(new Diagram.Link(producers.getOrDefault(output, output), outputId(output), ""));
    }
    return new Diagram(title, boxes, links);
  }

  private static Diagram.Box box(Node node) {
    Diagram.Kind kind = node.op() instanceof LinearOp ? Diagram.Kind.COMPUTE : Diagram.Kind.OTHER;
    return new Diagram.Box(
        nodeId(node), kind, node.name(), List.of(node.op().mnemonic()), null, null);
  }

  /** A terminal for each input of a graph. */
  static List<Diagram.Box> inputs(Graph graph) {
    return graph.inputs().stream().map(v -> terminal(graph, inputId(v), v)).toList();
  }

  /** A terminal for each output of a graph. */
  static List<Diagram.Box> outputs(Graph graph) {
    return graph.outputs().stream().map(v -> terminal(graph, outputId(v), v)).toList();
  }

  private static Diagram.Box terminal(Graph graph, String id, String value) {
    return new Diagram.Box(
        id, Diagram.Kind.TERMINAL, value, List.of(text(graph.value(value).type())), null, null);
  }

  /** The id of an input's terminal. */
  static String inputId(String value) {
    return "input " + value;
  }

  /** The id of an output's terminal. */
  static String outputId(String value) {
    return "output " + value;
  }

  private static String nodeId(Node node) {
    return "node " + node.name();
  }

  /** A shape with its element; of a stream also how many elements a beat has. */
  static String text(Type type) {
    if (type instanceof StreamType stream) {
      return text(stream.frame()) + " by " + stream.elementsPerBeat();
    }
    TensorType tensor = (TensorType) type;
    return tensor.element() + " " + dimensions(tensor.shape());
  }

  /** For example {@code 28×28×8}. */
  public static String dimensions(List<Integer> extents) {
    return extents.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}

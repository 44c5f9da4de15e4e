package io.nn2fpga.op;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a flow graph layer by layer; remembers which stream carries which int-level value. */
public final class FlowBuilder {
  private final Graph.Builder graph;
  private final StructuralActors actors;
  private final Map<String, String> streams = new HashMap<>();

  /** A builder of a flow graph of that name. */
  public FlowBuilder(String name, StructuralActors actors) {
    this.graph = Graph.builder(name, Level.FLOW);
    this.actors = actors;
  }

  /** Declares a graph input that carries an int-level value. */
  public void input(String intValue, StreamType type) {
    streams.put(intValue, graph.input(intValue, type));
  }

  /** Marks the stream that carries an int-level value as graph output. */
  public void output(String intValue) {
    graph.output(stream(intValue));
  }

  /** The stream that carries an int-level value, as its producer made it. */
  public String stream(String intValue) {
    String stream = streams.get(intValue);
    if (stream == null) {
      throw new IllegalArgumentException("no stream carries '" + intValue + "'");
    }
    return stream;
  }

  /** The type of a stream. */
  public StreamType type(String stream) {
    return (StreamType) graph.type(stream);
  }

  /**
   * A stream with the elements of {@code stream}, in the same order, of type {@code target};
   * inserts a converter if the types differ.
   *
   * @param node names the converter: {@code <node>.convert}
   */
  public String convert(String stream, StreamType target, String node, String source) {
    StreamType given = type(stream);
    if (given.equals(target)) {
      return stream;
    }
    return actor(node + ".convert", actors.converter(given, target), List.of(stream), source);
  }

  /**
   * An operand of a layer with several, as a stream of type {@code target}; inserts {@code
   * <node>.operand<i>.convert} if it comes as another.
   */
  public String operand(LayerNode layer, int index, StreamType target) {
    Node node = layer.node();
    String given = stream(node.inputs().get(index));
    return convert(given, target, node.name() + ".operand" + index, node.source());
  }

  /** Adds a constant and returns its name. */
  public String constant(String name, Tensor tensor) {
    return graph.constant(name, tensor);
  }

  /** Adds an actor with one result, named as the actor; returns the result's name. */
  public String actor(String name, Kernel kernel, List<String> operands, String source) {
    return graph.node(new Node(name, kernel, operands, List.of(name), source)).output();
  }

  /**
   * Adds forks that give a stream to several readers.
   *
   * <p>More than two readers take a chain: {@code <stream>.fork<i>} gives {@code
   * <stream>.branch<i>} and, but for the last one, {@code <stream>.rest<i>} to the next.
   *
   * @param readers how many, at least 2
   * @return the readers' streams: {@code <stream>.branch0} and so on
   */
  public List<String> fork(String stream, int readers) {
    List<String> branches = new ArrayList<>();
    String rest = stream;
    for (int i = 0; i < readers - 1; i++) {
      boolean last = i == readers - 2;
      List<String> results =
          List.of(
              stream + ".branch" + i, last ? stream + ".branch" + (i + 1) : stream + ".rest" + i);
      graph.node(new Node(stream + ".fork" + i, actors.fork(), List.of(rest), results, ""));
      branches.add(results.get(0));
      rest = results.get(1);
    }
    branches.add(rest);
    return branches;
  }

  /** Says that {@code stream} carries the int-level value {@code intValue}. */
  public void carries(String intValue, String stream) {
    streams.put(intValue, stream);
  }

  /** The flow graph. */
  public Graph build() {
    return graph.build();
  }
}

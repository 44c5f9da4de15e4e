package io.nn2fpga.rtl;

import io.nn2fpga.hdl.Testbench;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Actor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow graph with an identifier for everything that generated files name.
 *
 * @param name the design's name: Verilog module, C++ function, Python package
 * @param graph the flow graph
 * @param wires every stream, graph inputs first, then in the order of their actors
 * @param instances every actor, in topological order
 * @param ports the top level's streams, inputs first
 */
public record Design(
    String name, Graph graph, List<Wire> wires, List<Instance> instances, List<Port> ports) {

  /**
   * A stream between two actors, or between an actor and a port.
   *
   * @param index number of its tap and of the log with its beats
   * @param stream the flow graph's name for it
   * @param id prefix of its four signals
   * @param type what it carries
   */
  public record Wire(int index, String stream, String id, StreamType type) {
    /** Width of {@code tdata}. */
    public int dataBits() {
      return type.dataBits();
    }
  }

  /**
   * An actor.
   *
   * @param id the identifier; the Verilog instance is {@code u_<id>}
   * @param node the flow graph's node
   * @param actor the kernel in its place
   * @param inputs streams it reads, in order
   * @param outputs streams it writes, in order
   */
  public record Instance(
      String id, Node node, Actor actor, List<Wire> inputs, List<Wire> outputs) {}

  /**
   * A stream of the top level.
   *
   * @param name prefix of the port's signals, for example {@code s_axis}
   * @param input whether beats enter the accelerator
   * @param wire the stream inside
   */
  public record Port(String name, boolean input, Wire wire) {}

  /** Copies the lists. */
  public Design {
    wires = List.copyOf(wires);
    instances = List.copyOf(instances);
    ports = List.copyOf(ports);
  }

  /**
   * Names the parts of a flow graph.
   *
   * @param graph a flow graph in which every stream has exactly one reader, a graph output counted
   *     as one
   * @param name what the design shall be called; made an identifier
   */
  public static Design of(Graph graph, String name) {
    checkReaders(graph);
    Map<String, Wire> wires = new LinkedHashMap<>();
    Identifiers wireIds = new Identifiers();
    graph.inputs().forEach(s -> addWire(wires, wireIds, graph, s));
    graph.nodes().forEach(n -> n.outputs().forEach(s -> addWire(wires, wireIds, graph, s)));
    List<Instance> instances = new ArrayList<>();
    Identifiers actorIds = new Identifiers();
    for (Node node : graph.nodes()) {
      List<String> streams = node.inputs().stream().filter(s -> !graph.isConstant(s)).toList();
      instances.add(
          new Instance(
              actorIds.unique(node.name()),
              node,
              Actor.of(graph, node),
              wiresOf(wires, streams),
              wiresOf(wires, node.outputs())));
    }
    List<Port> ports = new ArrayList<>();
    ports.addAll(ports("s", true, wiresOf(wires, graph.inputs())));
    ports.addAll(ports("m", false, wiresOf(wires, graph.outputs())));
    return new Design(
        Identifiers.identifier(name), graph, List.copyOf(wires.values()), instances, ports);
  }

  /** The top level's input streams. */
  public List<Port> inputs() {
    return ports.stream().filter(Port::input).toList();
  }

  /** The top level's output streams. */
  public List<Port> outputs() {
    return ports.stream().filter(p -> !p.input()).toList();
  }

  /** The actor that writes a stream; null for a graph input. */
  public @Nullable Instance writer(Wire wire) {
    return instances.stream().filter(i -> i.outputs().contains(wire)).findFirst().orElse(null);
  }

  private static List<Port> ports(String side, boolean input, List<Wire> wires) {
    List<String> names = Testbench.prefixes(side, wires.size());
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < wires.size(); i++) {
      ports.add(new Port(names.get(i), input, wires.get(i)));
    }
    return ports;
  }

  private static void addWire(
      Map<String, Wire> wires, Identifiers ids, Graph graph, String stream) {
    StreamType type = graph.value(stream).stream();
    wires.put(stream, new Wire(wires.size(), stream, ids.unique(stream), type));
  }

  private static List<Wire> wiresOf(Map<String, Wire> wires, List<String> streams) {
    List<Wire> result = new ArrayList<>();
    for (String stream : streams) {
      Wire wire = wires.get(stream);
      if (wire == null) {
        throw new IllegalStateException("stream '" + stream + "' is not defined");
      }
      result.add(wire);
    }
    return result;
  }

  private static void checkReaders(Graph graph) {
    if (graph.level() != Level.FLOW) {
      throw new IllegalStateException(graph.name() + " is not a flow graph");
    }
    Map<String, Integer> readers = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(s -> readers.merge(s, 1, Integer::sum)));
    graph.outputs().forEach(s -> readers.merge(s, 1, Integer::sum));
    for (String stream : graph.values().keySet()) {
      if (!graph.isConstant(stream) && readers.getOrDefault(stream, 0) != 1) {
        throw new IllegalStateException(
            "stream '" + stream + "' has " + readers.getOrDefault(stream, 0) + " readers, not 1");
      }
    }
  }
}

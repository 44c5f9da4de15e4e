package io.nn2fpga.fold;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Value;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.Operators;
import io.nn2fpga.op.StructuralActors;
import io.nn2fpga.pass.Verifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts an int-level graph on streams: each layer becomes its actors, with a FIFO between one layer
 * and the next, named {@code <stream>.fifo}. A value that several layers read is forked, with a
 * FIFO on each branch.
 */
public final class Streaming {
  private final Graph graph;
  private final Schedule schedule;
  private final List<LayerGroup> groups;
  private final StructuralActors actors = Operators.structural();
  private final FlowBuilder builder;

  /** Streams that were made for the readers of a value and are not read yet. */
  private final Map<String, Deque<String>> branches = new HashMap<>();

  private Streaming(Graph graph, Schedule schedule) {
    this.graph = graph;
    this.schedule = schedule;
    groups = LayerGroup.of(graph);
    builder = new FlowBuilder(graph.name(), actors);
  }

  /**
   * The flow graph of an int-level graph.
   *
   * @param schedule the folding of each layer that has one
   * @throws IllegalArgumentException if the schedule does not fit the graph
   */
  public static Graph lower(Graph graph, Schedule schedule) {
    Graph flow = new Streaming(graph, schedule).lower();
    assert Verifier.verify(flow, "streaming");
    return flow;
  }

  private Graph lower() {
    for (String input : graph.inputs()) {
      builder.input(input, inputStream(input));
      share(input);
    }
    for (LayerGroup group : groups) {
      group.inputs().forEach(this::takeBranch);
      group.lower(schedule.folding(group.name()), builder);
      group.outputs().forEach(this::share);
    }
    for (String output : graph.outputs()) {
      takeBranch(output);
      unfold(output);
      builder.output(output);
    }
    return builder.build();
  }

  /**
   * Gives a value's stream to all that read it. A FIFO stands before each layer but behind the
   * graph's input, whose source waits as well as a FIFO would; behind a fork there is always one,
   * since what one branch holds back the other has to hold.
   */
  private void share(String value) {
    String stream = builder.stream(value);
    long layers = groups.stream().filter(g -> g.inputs().contains(value)).count();
    int readers = (int) layers + (graph.outputs().contains(value) ? 1 : 0);
    if (readers > 1) {
      Deque<String> open = new ArrayDeque<>(builder.fork(stream, readers));
      Deque<String> buffered = new ArrayDeque<>();
      for (int i = 0; i < layers; i++) {
        buffered.add(fifo(open.remove()));
      }
      buffered.addAll(open);
      branches.put(value, buffered);
    } else if (layers == 1 && !graph.inputs().contains(stream)) {
      builder.carries(value, fifo(stream));
    }
  }

  private String fifo(String stream) {
    Kernel fifo = actors.fifo(schedule.fifoDepth(stream));
    return builder.actor(stream + ".fifo", fifo, List.of(stream), "");
  }

  /** Makes the next branch of a value's stream the one that is read. */
  private void takeBranch(String value) {
    Deque<String> open = branches.get(value);
    if (open != null) {
      builder.carries(value, open.remove());
    }
  }

  /**
   * Has an output leave as frames of its own type, in beats of several pixels where the last layer
   * gives several at a time.
   */
  private void unfold(String output) {
    String stream = builder.stream(output);
    StreamType given = builder.type(stream);
    TensorType frame = graph.value(output).tensor();
    int pixels = given.channels() / frame.extent(2);
    if (pixels > 1) {
      StreamType own = StreamType.of(frame, frame.extent(2)).withPixels(pixels);
      builder.carries(
          output,
          builder.actor(stream + ".unfolded", actors.converter(given, own), List.of(stream), ""));
    }
  }

  /** The narrowest beats on which the graph's input is not slower than what reads it. */
  private StreamType inputStream(String input) {
    StreamType frame = StreamType.of(graph.value(input).tensor(), 1);
    int wanted =
        groups.stream()
            .filter(g -> g.inputs().contains(input))
            .mapToInt(g -> wanted(g, schedule.folding(g.name()), input).beatsPerFrame())
            .min()
            .orElse(frame.beatsPerFrame());
    for (int lanes = 1; lanes <= frame.channels(); lanes++) {
      StreamType type = frame.withLanes(lanes);
      if (type.beatsPerFrame() <= wanted) {
        return type;
      }
    }
    StreamType whole = frame.withLanes(frame.channels());
    for (int pixels = 2; pixels <= frame.width(); pixels++) {
      if (frame.width() % pixels == 0 && whole.withPixels(pixels).beatsPerFrame() <= wanted) {
        return whole.withPixels(pixels);
      }
    }
    return whole;
  }

  /** The stream that the first actor of a group works on, before any conversion. */
  private static StreamType wanted(LayerGroup group, Folding folding, String input) {
    Graph alone = alone(group, folding);
    return alone.value(alone.inputs().get(group.inputs().indexOf(input))).stream();
  }

  /** One group as a flow graph of its own, each input by the lanes or pixels that it wants. */
  static Graph alone(LayerGroup group, Folding folding) {
    FlowBuilder builder = new FlowBuilder(group.name(), Operators.structural());
    for (String input : group.inputs()) {
      StreamType frame = StreamType.of(group.graph().value(input).tensor(), 1);
      builder.input(input, frame.withLanes(frame.channels()));
    }
    return withoutLeadingConverters(lowerAlone(group, folding, builder), folding);
  }

  /** The graph with what its input converters give as its inputs. */
  private static Graph withoutLeadingConverters(Graph alone, Folding folding) {
    List<String> inputs = new ArrayList<>();
    List<Node> nodes = new ArrayList<>(alone.nodes());
    Map<String, Value> values = new LinkedHashMap<>(alone.values());
    for (String input : alone.inputs()) {
      List<Node> readers = alone.readers(input);
      if (readers.size() == 1 && choosesBeats(alone, readers.get(0), folding)) {
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

  /**
   * Whether a converter is there only for the lanes, or the pixels, that the layer wants. One that
   * makes another frame is not: it takes the input's beats.
   */
  private static boolean choosesBeats(Graph alone, Node reader, Folding folding) {
    StreamType from = alone.value(reader.input()).stream();
    StreamType to = alone.value(reader.output()).stream();
    int pixels = folding.px() > 1 ? Math.max(1, to.channels() / from.channels()) : 1;
    boolean sameFrame =
        to.height() == from.height()
            && to.width() * pixels == from.width()
            && to.channels() == from.channels() * pixels;
    return reader.name().endsWith(".convert") && sameFrame;
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

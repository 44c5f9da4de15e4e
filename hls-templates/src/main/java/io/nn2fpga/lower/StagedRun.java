package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.IntegerOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Runs the same frames through int-level graphs that begin alike, each up to one value: what an
 * earlier graph's nodes gave is kept where the next graph begins with the same nodes and constants,
 * so that layer after layer costs one run of each frame, not one a layer.
 */
final class StagedRun {
  /** Numbers that are kept of all frames together, at most: 128 MB. */
  static final long MOST_KEPT = 1L << 25;

  private final List<IntTensor> frames;
  private final long mostKept;
  private List<Node> done = List.of();
  private Map<String, Tensor> constants = Map.of();
  private List<Map<String, Tensor>> kept = List.of();
  private long evaluated;

  /**
   * A run that has not begun.
   *
   * @param frames at least one, with the elements of the graphs' input in its order
   * @param mostKept numbers of all frames together that are kept between graphs, at most; where
   *     more would have to be, the next graph is run from where fewer were
   */
  StagedRun(List<IntTensor> frames, long mostKept) {
    this.frames = List.copyOf(frames);
    this.mostKept = mostKept;
  }

  /** How often a node was evaluated. */
  long evaluated() {
    return evaluated;
  }

  /**
   * A value of each frame, in the frames' order.
   *
   * @param graph at the int level, with one input
   * @param value computed by one of its nodes
   * @param use what to make of it; called by many threads
   */
  <T> List<T> upTo(Graph graph, String value, Function<IntTensor, T> use) {
    List<Node> wanted = nodesUpTo(graph, value);
    boolean resumed = beginsAlike(graph, wanted);
    List<Node> stretch = resumed ? wanted.subList(done.size(), wanted.size()) : wanted;
    List<Map<String, Tensor>> before = resumed ? kept : inputs(graph);
    Set<String> needed = neededBehind(graph, wanted);
    long size = needed.stream().mapToLong(name -> graph.value(name).tensor().size()).sum();
    boolean keep = size * frames.size() <= mostKept;
    List<Map<String, Tensor>> after = keep ? new ArrayList<>() : List.of();
    List<T> results = new ArrayList<>();
    IntStream.range(0, frames.size())
        .parallel()
        .mapToObj(i -> Stage.of(graph, stretch, before.get(i), value, needed, keep, use))
        .forEachOrdered(
            stage -> {
              results.add(stage.result);
              if (keep) {
                after.add(stage.values);
              }
            });
    evaluated += (long) stretch.size() * frames.size();
    if (keep) {
      done = List.copyOf(wanted);
      constants = constantsOf(graph, wanted);
      kept = after;
    }
    return results;
  }

  private record Stage<T>(T result, Map<String, Tensor> values) {
    static <T> Stage<T> of(
        Graph graph,
        List<Node> stretch,
        Map<String, Tensor> before,
        String value,
        Set<String> needed,
        boolean keep,
        Function<IntTensor, T> use) {
      Map<String, Tensor> values = new HashMap<>(before);
      for (Node node : stretch) {
        List<Tensor> operands = new ArrayList<>();
        for (String operand : node.inputs()) {
          Tensor tensor = graph.isConstant(operand) ? graph.constant(operand) : values.get(operand);
          if (tensor == null) {
            throw new IllegalStateException(node.name() + " reads what is not computed yet");
          }
          operands.add(tensor);
        }
        List<IntTensor> results = ((IntegerOperation) node.op()).evaluate(operands);
        for (int i = 0; i < results.size(); i++) {
          values.put(node.outputs().get(i), results.get(i));
        }
      }
      if (!(values.get(value) instanceof IntTensor tensor)) {
        throw new IllegalStateException("no value for " + value);
      }
      T result = use.apply(tensor);
      values.keySet().retainAll(keep ? needed : Set.of());
      return new Stage<>(result, values);
    }
  }

  private static List<Node> nodesUpTo(Graph graph, String value) {
    for (int i = 0; i < graph.nodes().size(); i++) {
      if (graph.nodes().get(i).outputs().contains(value)) {
        return graph.nodes().subList(0, i + 1);
      }
    }
    throw new IllegalArgumentException("no node computes '" + value + "'");
  }

  /** Whether what was done is also the beginning of what is to be done. */
  private boolean beginsAlike(Graph graph, List<Node> wanted) {
    return !done.isEmpty()
        && done.size() <= wanted.size()
        && wanted.subList(0, done.size()).equals(done)
        && constantsOf(graph, done).equals(constants);
  }

  private static Map<String, Tensor> constantsOf(Graph graph, List<Node> nodes) {
    Map<String, Tensor> constants = new HashMap<>();
    for (Node node : nodes) {
      for (String operand : node.inputs()) {
        if (graph.isConstant(operand)) {
          constants.put(operand, graph.constant(operand));
        }
      }
    }
    return constants;
  }

  /** Names of the values that nodes behind read, and that are there when they start. */
  private static Set<String> neededBehind(Graph graph, List<Node> before) {
    Set<String> there = new HashSet<>(graph.inputs());
    before.forEach(node -> there.addAll(node.outputs()));
    Set<String> needed = new LinkedHashSet<>();
    graph.nodes().subList(before.size(), graph.nodes().size()).stream()
        .flatMap(node -> node.inputs().stream())
        .filter(there::contains)
        .forEach(needed::add);
    // the value itself may be asked for again, by a graph that computes it equally
    needed.addAll(before.get(before.size() - 1).outputs());
    return needed;
  }

  private List<Map<String, Tensor>> inputs(Graph graph) {
    String input = graph.inputs().get(0);
    TensorType type = graph.value(input).tensor();
    return frames.stream()
        .map(
            frame ->
                Map.<String, Tensor>of(
                    input,
                    new IntTensor(
                        new TensorType(type.shape(), frame.type().element()), frame.data())))
        .toList();
  }
}

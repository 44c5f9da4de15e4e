package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.AxisWise;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a graph in which every value of the old graph is known as a transposition of a
 * value of the new one; that transposition is written down only where a node cannot do without.
 */
final class TransposeWalk {

  /**
   * A value of the old graph in terms of the new one.
   *
   * @param source a value of the new graph
   * @param order of its axes, which makes the old value of it
   * @param origin the last transposition of the old graph that took part, for names; null for none
   */
  private record View(String source, List<Integer> order, @Nullable Node origin) {
    boolean isPlain() {
      return order.equals(Transpose.identity(order.size()));
    }
  }

  private final Graph graph;
  private final Set<String> toWrite;
  private final Graph.Builder builder;
  private final Map<String, View> views = new HashMap<>();
  private final Map<String, String> written = new HashMap<>();

  /** Old values whose node reads what its operands are made of. */
  private final Set<String> moved = new HashSet<>();

  private final Set<String> nodeNames = new HashSet<>();

  /**
   * A walk.
   *
   * @param toWrite old values whose transposition will be written down, as a trial walk found: its
   *     result gets the old name
   */
  TransposeWalk(Graph graph, Set<String> toWrite) {
    this.graph = graph;
    this.toWrite = Set.copyOf(toWrite);
    builder = Graph.builder(graph.name(), graph.level());
  }

  /** Old values whose transposition had to be written down. */
  Set<String> written() {
    return written.keySet();
  }

  Graph run() {
    for (String input : graph.inputs()) {
      builder.input(input, graph.value(input).type());
      views.put(input, plain(input, graph.value(input).tensor()));
    }
    Node first = Transpositions.ofInput(graph);
    if (first != null && graph.inputs().size() == 1) {
      transposeInput(graph.inputs().get(0), first);
    }
    graph.nodes().forEach(this::visit);
    graph.outputs().forEach(output -> builder.output(write(output)));
    return builder.build();
  }

  private static View plain(String name, TensorType type) {
    return new View(name, Transpose.identity(type.shape().size()), null);
  }

  private void transposeInput(String input, Node first) {
    String result = first.input().equals(input) ? first.output() : fresh(input + ".channels-first");
    add(first, new Transpose(Transpose.TO_CHANNELS_FIRST), List.of(input), result);
    views.put(input, new View(result, Transpose.TO_CHANNELS_LAST, first));
  }

  private void visit(Node node) {
    View x = views.get(node.input());
    List<Integer> order = Transpositions.order(graph, node);
    if (x != null && order != null) {
      views.put(node.output(), new View(x.source, Transpose.compose(x.order, order), node));
    } else if (x != null && (moves(node, x) || movesAxes(node, x))) {
      move(node, x);
    } else if (x != null && !x.isPlain() && keepsRest(node, x)) {
      emit(node, reordered(node, x), List.of(x.source));
    } else if (x != null && isReshape(node) && Transpositions.keepsOrder(shape(x), x.order)) {
      emit(node, List.of(x.source));
    } else {
      emit(node, node.inputs().stream().map(this::write).toList());
    }
  }

  private static boolean isReshape(Node node) {
    return node.op() instanceof Reshape || node.op() instanceof Flatten;
  }

  private List<Integer> shape(View view) {
    return ((TensorType) builder.type(view.source)).shape();
  }

  /** Whether a node may read what its computed operands, all transposed alike, are made of. */
  private boolean moves(Node node, View x) {
    return !x.isPlain()
        && Transpositions.isElementwise(graph, node)
        && graph.value(node.output()).tensor().shape().size() == x.order.size()
        && node.inputs().stream()
            .map(views::get)
            .allMatch(view -> view == null || view.order.equals(x.order));
  }

  /** The same for a node that treats each axis on its own. */
  private boolean movesAxes(Node node, View x) {
    boolean keeps =
        node.op() instanceof AxisWise || (node.op() instanceof Reduce r && r.keepDims());
    return keeps
        && !x.isPlain()
        && node.inputs().stream()
            .map(views::get)
            .allMatch(view -> view == null || view.order.equals(x.order));
  }

  /** Whether what a reduction leaves over is in the same order in what its operand is made of. */
  private static boolean keepsRest(Node node, View x) {
    if (!(node.op() instanceof Reduce reduce) || reduce.keepDims()) {
      return false;
    }
    List<Integer> rest = new ArrayList<>();
    for (int axis = 0; axis < x.order.size(); axis++) {
      if (!reduce.axes().contains(axis)) {
        rest.add(x.order.get(axis));
      }
    }
    return rest.equals(rest.stream().sorted().toList());
  }

  /** The operation on what its operand is made of. */
  private static Operation reordered(Node node, View x) {
    List<Integer> back = Transpose.inverse(x.order);
    if (node.op() instanceof AxisWise axisWise) {
      return axisWise.withAxes(back);
    }
    return node.op() instanceof Reduce reduce ? reduce.withAxes(back) : node.op();
  }

  private void move(Node node, View x) {
    List<Integer> back = Transpose.inverse(x.order);
    List<String> operands = new ArrayList<>();
    for (String operand : node.inputs()) {
      View view = views.get(operand);
      operands.add(view == null ? transposedConstant(operand, back) : view.source);
    }
    String before = node.output() + ".before-transpose";
    String result = toWrite.contains(node.output()) ? fresh(before) : node.output();
    add(node, reordered(node, x), operands, result);
    views.put(node.output(), new View(result, x.order, x.origin));
    moved.add(node.output());
  }

  private String transposedConstant(String name, List<Integer> order) {
    FloatTensor constant = (FloatTensor) graph.constant(name);
    FloatTensor transposed = Transpositions.transposed(constant, order);
    if (constant.data().length == 1 || transposed.equals(constant)) {
      return constant(name);
    }
    return builder.constant(fresh(name + ".transposed"), transposed);
  }

  private String constant(String name) {
    return builder.isDefined(name) ? name : builder.constant(name, graph.constant(name));
  }

  private void emit(Node node, List<String> operands) {
    emit(node, node.op(), operands);
  }

  private void emit(Node node, Operation operation, List<String> operands) {
    nodeNames.add(node.name());
    builder.node(new Node(node.name(), operation, operands, node.outputs(), node.source()));
    for (String output : node.outputs()) {
      views.put(output, plain(output, (TensorType) builder.type(output)));
    }
  }

  /** The name, in the new graph, of the same elements in the same order. */
  private String write(String value) {
    View view = views.get(value);
    if (view == null) {
      return constant(value);
    }
    if (view.isPlain() || view.origin == null) {
      return view.source;
    }
    String known = written.get(value);
    if (known != null) {
      return known;
    }
    Operation operation =
        !moved.contains(value) && Transpositions.keepsOrder(shape(view), view.order)
            ? new Reshape(Transpose.shape(shape(view), view.order))
            : new Transpose(view.order);
    String result = builder.isDefined(value) ? fresh(value + ".transposed") : value;
    add(view.origin, operation, List.of(view.source), result);
    written.put(value, result);
    return result;
  }

  /** Adds a node under a name that is like an old one's and not taken. */
  private void add(Node old, Operation operation, List<String> operands, String result) {
    String name = old.name();
    for (int i = 2; !nodeNames.add(name); i++) {
      name = old.name() + "_" + i;
    }
    builder.node(new Node(name, operation, operands, List.of(result), old.source()));
  }

  private String fresh(String name) {
    String free = name;
    for (int i = 2; builder.isDefined(free) || graph.values().containsKey(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}

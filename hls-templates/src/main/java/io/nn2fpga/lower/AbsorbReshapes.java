package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves reshapes behind element-wise nodes, joins them, and drops those that change nothing: a
 * one-dimensional convolution is one of an image of one row between two reshapes, and what stands
 * between two of them shall see the image.
 *
 * <p>A node that is moved gives its value as the image that it reads; the value keeps its name.
 */
final class AbsorbReshapes implements Pass {

  @Override
  public String name() {
    return "absorb-reshapes";
  }

  @Override
  public String description() {
    return "Moves reshapes behind element-wise nodes, joins them and drops those without effect.";
  }

  @Override
  public Graph run(Graph graph) {
    if (graph.nodes().stream().noneMatch(AbsorbReshapes::isReshape)) {
      return graph;
    }
    Graph result = new Walk(graph).run();
    return result.equals(graph) ? graph : result;
  }

  private static boolean isReshape(Node node) {
    return node.op() instanceof Reshape || node.op() instanceof Flatten;
  }

  /**
   * A value of the old graph in terms of the new one.
   *
   * @param source a value of the new graph with the same elements in the same order
   * @param shape the old value's extents
   * @param origin the reshape of the old graph that gave them, or null
   */
  private record View(String source, List<Integer> shape, @Nullable Node origin) {}

  private static final class Walk {
    private final Graph graph;
    private final Graph.Builder builder;
    private final Map<String, View> views = new HashMap<>();
    private final Map<String, String> written = new HashMap<>();

    Walk(Graph graph) {
      this.graph = graph;
      builder = Graph.builder(graph.name(), graph.level());
    }

    Graph run() {
      for (String input : graph.inputs()) {
        builder.input(input, graph.value(input).type());
        define(input);
      }
      graph.nodes().forEach(this::visit);
      graph.outputs().forEach(output -> builder.output(write(output)));
      return builder.build();
    }

    private void define(String value) {
      views.put(value, new View(value, graph.value(value).tensor().shape(), null));
    }

    private List<Integer> sourceShape(View view) {
      return ((TensorType) builder.type(view.source)).shape();
    }

    private void visit(Node node) {
      View x = views.get(node.input());
      if (x != null && isReshape(node) && !graph.outputs().contains(node.output())) {
        List<Integer> shape = graph.value(node.output()).tensor().shape();
        views.put(node.output(), new View(x.source, shape, node));
      } else if (x != null && !sourceShape(x).equals(x.shape) && moves(node, x)) {
        move(node, x);
      } else {
        emit(node);
      }
    }

    private boolean moves(Node node, View x) {
      List<Integer> source = sourceShape(x);
      if (graph.inputs().contains(x.source) || graph.outputs().contains(node.output())) {
        return false;
      }
      if (node.op() instanceof Clamp) {
        return true;
      }
      boolean sameChannels =
          source.size() == 3 && !x.shape.isEmpty() && source.get(0).equals(x.shape.get(0));
      if (node.op() instanceof Add && node.inputs().stream().noneMatch(graph::isConstant)) {
        View other = views.get(node.inputs().get(1));
        return other != null
            && other.shape.equals(x.shape)
            && sourceShape(other).equals(source)
            && !graph.inputs().contains(other.source);
      }
      return sameChannels && channelConstants(node, x) != null;
    }

    /** The constants of a node that works channel by channel, for the shape of the source. */
    private @Nullable List<Tensor> channelConstants(Node node, View x) {
      List<String> rest = node.inputs().subList(1, node.inputs().size());
      if (!(node.op() instanceof ChannelAffine affine)
          || !rest.stream().allMatch(graph::isConstant)) {
        return null;
      }
      List<Tensor> constants = rest.stream().map(graph::constant).toList();
      TensorType type = graph.value(node.input()).tensor();
      if (affine.channelMap(type, constants) == null) {
        return null;
      }
      List<Tensor> result = new ArrayList<>();
      for (Tensor constant : constants) {
        int size = constant.type().size();
        boolean vector = constant.type().shape().size() == 1 && isNormalization(node);
        if (size == 1 || vector) {
          result.add(constant);
        } else if (size == x.shape.get(0) && constant instanceof FloatTensor tensor) {
          TensorType channels = TensorType.of(FloatElement.F32, size, 1, 1);
          result.add(new FloatTensor(channels, tensor.data()));
        } else {
          return null;
        }
      }
      return result;
    }

    /** Batch norm has its parameters as vectors; others broadcast them. */
    private static boolean isNormalization(Node node) {
      return node.inputs().size() == 5;
    }

    private void move(Node node, View x) {
      List<String> operands = new ArrayList<>();
      List<Tensor> constants = channelConstants(node, x);
      for (int i = 0; i < node.inputs().size(); i++) {
        View view = views.get(node.inputs().get(i));
        if (view != null) {
          operands.add(view.source);
        } else if (constants == null) {
          operands.add(constant(node.inputs().get(i)));
        } else {
          operands.add(constant(node.inputs().get(i), constants.get(i - 1)));
        }
      }
      builder.node(new Node(node.name(), node.op(), operands, node.outputs(), node.source()));
      views.put(node.output(), new View(node.output(), x.shape, x.origin));
    }

    private String constant(String name) {
      return builder.isDefined(name) ? name : builder.constant(name, graph.constant(name));
    }

    private String constant(String name, Tensor tensor) {
      return graph.constant(name).equals(tensor)
          ? constant(name)
          : builder.constant(fresh(name + ".channels"), tensor);
    }

    private void emit(Node node) {
      View x = views.get(node.input());
      List<String> operands =
          isReshape(node) && x != null
              ? List.of(x.source)
              : node.inputs().stream().map(this::write).toList();
      builder.node(new Node(node.name(), node.op(), operands, node.outputs(), node.source()));
      node.outputs().forEach(this::define);
    }

    /** The name, in the new graph, of a value with the old one's shape. */
    private String write(String value) {
      View view = views.get(value);
      if (view == null) {
        return constant(value);
      }
      if (sourceShape(view).equals(view.shape)) {
        return view.source;
      }
      String known = written.get(value);
      if (known != null) {
        return known;
      }
      Node origin = view.origin;
      if (origin == null) {
        throw new IllegalStateException("'" + value + "' was reshaped by nothing");
      }
      boolean flat = view.shape.size() == 1 && origin.op() instanceof Flatten;
      String result = builder.isDefined(value) ? fresh(value + ".reshaped") : value;
      boolean own = value.equals(origin.output());
      builder.node(
          new Node(
              own ? origin.name() : result,
              flat ? new Flatten() : new Reshape(view.shape),
              List.of(view.source),
              List.of(result),
              origin.source()));
      written.put(value, result);
      return result;
    }

    private String fresh(String name) {
      String free = name;
      for (int i = 2; builder.isDefined(free) || graph.values().containsKey(free); i++) {
        free = name + "_" + i;
      }
      return free;
    }
  }
}

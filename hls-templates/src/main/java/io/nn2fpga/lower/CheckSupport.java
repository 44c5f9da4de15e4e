package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.ChannelAffine.ChannelMap;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.ElementFunction;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.LayoutAware;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.nn.Windowed;
import io.nn2fpga.pass.Pass;
import java.util.Arrays;
import java.util.List;

/** Reports everything in an nn graph that has no integer form, all at once. */
final class CheckSupport implements Pass {
  /** Channels, rows and columns. */
  private static final int MAX_AXES = 3;

  @Override
  public String name() {
    return "check-support";
  }

  @Override
  public String description() {
    return "Reports every node that has no integer form.";
  }

  @Override
  public Graph run(Graph graph) {
    Diagnostics problems = new Diagnostics();
    checkEnds(graph, problems);
    for (Node node : graph.nodes()) {
      checkOperation(graph, node, problems);
      checkOperands(graph, node, problems);
      checkReaders(graph, node, problems);
    }
    problems.throwIfAny();
    return graph;
  }

  private static void checkEnds(Graph graph, Diagnostics problems) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      problems.add(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "the network has inputs " + graph.inputs() + " and outputs " + graph.outputs(),
              "export a network with one input and one output"));
    }
    for (String output : graph.outputs()) {
      if (graph.isConstant(output)) {
        problems.add(
            Diagnostic.of(
                Code.UNSUPPORTED_MODEL,
                "output '" + output + "' is the same for every input",
                "export a network that computes its output"));
      }
    }
    // Flattens and reshapes cost nothing because they compute nothing.
    if (graph.nodes().stream()
        .allMatch(n -> n.op() instanceof HostTail || n.op() instanceof LayoutAware)) {
      problems.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "the network holds no operator that goes into hardware",
              "softmax and arg-max at the end of a network are done by the driver"));
    }
    for (String name : graph.inputs()) {
      TensorType type = graph.value(name).tensor();
      if (type.shape().size() > MAX_AXES) {
        problems.add(
            Diagnostic.of(
                Code.UNSUPPORTED_ATTRIBUTE,
                "input '" + name + "' has more than three axes, " + type,
                "use images [C, H, W] or vectors [N]"));
      }
    }
  }

  private static void checkOperation(Graph graph, Node node, Diagnostics problems) {
    if (node.op() instanceof Windowed windowed) {
      checkPads(node, windowed, problems);
      if (!(node.op() instanceof LinearOp) && !windowed.dilations().equals(List.of(1, 1))) {
        attribute(
            node,
            "a pool over windows with gaps, dilations " + windowed.dilations(),
            "pool without dilations",
            problems);
      }
    }
    if (StreamMoves.isMove(node) && StreamMoves.operation(graph, node, 0) == null) {
      problems.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "'" + node.op().mnemonic() + "' of this form has no hardware form",
              Places.of(node),
              StreamMoves.hint(node)));
      return;
    }
    boolean known =
        node.op() instanceof LinearOp
            || node.op() instanceof ChannelAffine
            || node.op() instanceof ElementFunction
            || node.op() instanceof Clamp
            || node.op() instanceof ScalePreserving
            || node.op() instanceof AveragePool
            || node.op() instanceof GlobalAveragePool
            || node.op() instanceof HostTail
            || StreamMoves.isMove(node);
    if (!known) {
      problems.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "'" + node.op().mnemonic() + "' has no hardware form",
              Places.of(node),
              "docs/operators.md lists the operators that have one"));
    }
  }

  /** A window in the padding alone reads nothing that a line buffer could hold. */
  private static void checkPads(Node node, Windowed windowed, Diagnostics problems) {
    for (int i = 0; i < 4; i++) {
      int axis = i % 2;
      int span = windowed.dilations().get(axis) * (windowed.kernel().get(axis) - 1) + 1;
      if (windowed.pads().get(i) >= span) {
        attribute(
            node,
            "pads "
                + windowed.pads()
                + " (top, left, bottom, right) leave a window of kernel "
                + windowed.kernel()
                + " without any input",
            "make every pad smaller than what the kernel spans on its axis",
            problems);
        return;
      }
    }
  }

  private static void checkOperands(Graph graph, Node node, Diagnostics problems) {
    List<String> rest = node.inputs().subList(1, node.inputs().size());
    List<String> activations = rest.stream().filter(v -> !graph.isConstant(v)).toList();
    if (SumLowering.isSum(graph, node)) {
      checkSum(graph, node, problems);
    } else if (ProductLowering.isProduct(graph, node)) {
      checkProduct(graph, node, problems);
    } else if (graph.isConstant(node.input())
        || (!activations.isEmpty() && !(node.op() instanceof Concat))) {
      problems.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "'" + node.op().mnemonic() + "' of computed operands has no hardware form yet",
              Places.of(node),
              "only the first operand may be computed, the others have to be constants"));
    } else if (node.op() instanceof ChannelAffine affine) {
      TensorType x = graph.value(node.input()).tensor();
      ChannelMap map = affine.channelMap(x, rest.stream().map(graph::constant).toList());
      if (map == null || (x.shape().size() == 2 && !isUniform(map))) {
        attribute(
            node,
            "a constant that differs within a channel has no hardware form",
            "use one number a channel",
            problems);
      }
    } else if (node.op() instanceof ElementFunction function
        && !isPerChannel(graph, node, function)) {
      attribute(
          node,
          "a function that differs within a channel has no hardware form",
          "let its constants be one number a channel",
          problems);
    }
    for (String output : node.outputs()) {
      if (graph.value(output).tensor().shape().size() > MAX_AXES) {
        attribute(
            node,
            "a result of more than three axes, " + graph.value(output).type(),
            "use images [C, H, W] or vectors [N]",
            problems);
      }
    }
  }

  /** Two axes are one channel of rows and columns, so the function must be the same for all. */
  private static boolean isPerChannel(Graph graph, Node node, ElementFunction function) {
    TensorType x = graph.value(node.input()).tensor();
    List<Tensor> constants = TableLowering.constants(graph, node);
    boolean alike = constants.stream().allMatch(c -> c.type().size() == 1);
    return function.function(x, constants, 0) != null && (x.shape().size() != 2 || alike);
  }

  private static void checkSum(Graph graph, Node node, Diagnostics problems) {
    Type first = graph.value(node.inputs().get(0)).type();
    Type second = graph.value(node.inputs().get(1)).type();
    if (!first.equals(second)) {
      attribute(
          node,
          "an addition of " + second + " to " + first + " has no hardware form",
          "add values of the same shape; a constant may have fewer axes",
          problems);
    }
  }

  private static void checkProduct(Graph graph, Node node, Diagnostics problems) {
    TensorType first = graph.value(node.inputs().get(0)).tensor();
    TensorType second = graph.value(node.inputs().get(1)).tensor();
    if (!ProductLowering.fits(first, second) && !ProductLowering.fits(second, first)) {
      attribute(
          node,
          "a product of " + first + " and " + second + " has no hardware form",
          "multiply values of the same shape, or an image by one number a channel",
          problems);
    }
  }

  private static boolean isUniform(ChannelMap map) {
    return Arrays.stream(map.scale()).distinct().count() == 1
        && Arrays.stream(map.shift()).distinct().count() == 1;
  }

  private static void checkReaders(Graph graph, Node node, Diagnostics problems) {
    node.outputs().forEach(output -> checkReaders(graph, node, output, problems));
  }

  private static void checkReaders(Graph graph, Node node, String output, Diagnostics problems) {
    List<Node> readers = graph.readers(output);
    if (graph.outputs().contains(output) && !readers.isEmpty()) {
      problems.add(
          new Diagnostic(
              Code.UNSUPPORTED_OPERATOR,
              "value '" + output + "' is an output of the network and is read by it too",
              readers.stream().map(Places::of).toList(),
              "export a network whose output is what its last node gives"));
    }
    if (node.op() instanceof HostTail
        && readers.stream().anyMatch(r -> !(r.op() instanceof HostTail))) {
      problems.add(
          Diagnostic.of(
              Code.UNSUPPORTED_OPERATOR,
              "'" + node.op().mnemonic() + "' has a hardware form at the end of a network only",
              Places.of(node),
              "end the network with this node"));
    }
  }

  private static void attribute(Node node, String message, String hint, Diagnostics problems) {
    problems.add(Diagnostic.of(Code.UNSUPPORTED_ATTRIBUTE, message, Places.of(node), hint));
  }
}

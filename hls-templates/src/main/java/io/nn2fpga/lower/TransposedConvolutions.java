package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.pass.Pass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a transposed convolution of stride S as a convolution with S·S results for each of its
 * own, of which depth-to-space makes the larger image (W. Shi et al., "Is the deconvolution layer
 * the same as a convolutional layer?", arXiv:1609.07009). No product with an inserted zero is left.
 *
 * <p>Of the result's row S·q + r before its pads are cut off, tap k of the kernel reads row q − m
 * where k = S·m + r: the convolution for r has the taps r, S + r, 2·S + r and so on, the last
 * first.
 */
final class TransposedConvolutions implements Pass {

  @Override
  public String name() {
    return "transposed-convolutions";
  }

  @Override
  public String description() {
    return "Writes transposed convolutions as convolutions and depth-to-space.";
  }

  @Override
  public Graph run(Graph graph) {
    if (graph.nodes().stream().noneMatch(node -> isRewritten(graph, node))) {
      return graph;
    }
    Graph.Builder builder = Graph.builder(graph.name(), graph.level());
    graph.inputs().forEach(input -> builder.input(input, graph.value(input).type()));
    Map<String, String> renamed = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (isRewritten(graph, node)) {
        new Step(graph, builder, renamed, node).write();
        continue;
      }
      for (String operand : node.inputs()) {
        if (graph.isConstant(operand) && !builder.isDefined(operand)) {
          builder.constant(operand, graph.constant(operand));
        }
      }
      List<String> operands =
          node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
      builder.node(new Node(node.name(), node.op(), operands, node.outputs(), node.source()));
    }
    graph.outputs().forEach(builder::output);
    return builder.build();
  }

  private static boolean isRewritten(Graph graph, Node node) {
    return node.op() instanceof ConvTranspose conv
        && conv.dilations().equals(List.of(1, 1))
        && conv.strides().get(0).equals(conv.strides().get(1))
        && node.inputs().stream().skip(1).allMatch(graph::isConstant);
  }

  /** The rewriting of one node. */
  private static final class Step {
    private final Graph graph;
    private final Graph.Builder builder;
    private final Map<String, String> renamed;
    private final Node node;
    private final ConvTranspose conv;
    private final int stride;
    private final int outputs;

    /** Taps of the convolution: rows and columns. */
    private final List<Integer> taps;

    Step(Graph graph, Graph.Builder builder, Map<String, String> renamed, Node node) {
      this.graph = graph;
      this.builder = builder;
      this.renamed = renamed;
      this.node = node;
      this.conv = (ConvTranspose) node.op();
      this.stride = conv.strides().get(0);
      this.outputs = weights().type().extent(1) * conv.group();
      this.taps = List.of(taps(0), taps(1));
    }

    private FloatTensor weights() {
      return (FloatTensor) graph.constant(node.inputs().get(1));
    }

    private int taps(int axis) {
      int span = conv.kernel().get(axis) + conv.outputPadding().get(axis);
      return (span + stride - 1) / stride;
    }

    /**
     * The convolution has the node's name and value, so that the value's range is known, unless the
     * value is the network's output.
     */
    void write() {
      String value = node.output();
      TensorType wanted = graph.value(value).tensor();
      int rows = taps.get(0) - 1;
      int columns = taps.get(1) - 1;
      Conv phases =
          new Conv(
              taps,
              List.of(1, 1),
              List.of(rows, columns, rows, columns),
              List.of(1, 1),
              conv.group());
      DepthToSpace shuffle = new DepthToSpace(stride, BlockOrder.CRD);
      TensorType x = graph.value(node.input()).tensor();
      List<Integer> whole =
          List.of(outputs, (x.extent(1) + rows) * stride, (x.extent(2) + columns) * stride);
      Slice cut =
          whole.equals(wanted.shape())
              ? null
              : new Slice(
                  List.of(0, conv.pads().get(0), conv.pads().get(1)),
                  List.of(1, 1, 1),
                  wanted.shape());
      Operation last = cut != null ? cut : stride > 1 ? shuffle : phases;
      String current = renamed.getOrDefault(node.input(), node.input());
      current = add(phases, current, last, constants());
      if (stride > 1) {
        current = add(shuffle, current, last, List.of());
      }
      if (cut != null) {
        current = add(cut, current, last, List.of());
      }
      if (!current.equals(value)) {
        renamed.put(value, current);
      }
    }

    private String add(
        Operation operation, String operand, Operation last, List<String> constants) {
      boolean output = graph.outputs().contains(node.output());
      boolean named = output ? operation.equals(last) : operation instanceof Conv;
      String result = named ? node.output() : fresh(node.output() + "." + operation.mnemonic());
      List<String> operands = new java.util.ArrayList<>(List.of(operand));
      operands.addAll(constants);
      boolean first = operation instanceof Conv;
      builder.node(
          new Node(
              first ? node.name() : node.name() + "." + operation.mnemonic(),
              operation,
              operands,
              List.of(result),
              node.source()));
      return result;
    }

    private List<String> constants() {
      String weights = builder.constant(fresh(node.name() + ".weights"), phaseWeights());
      FloatTensor bias = phaseBias();
      return bias == null
          ? List.of(weights)
          : List.of(weights, builder.constant(fresh(node.name() + ".bias"), bias));
    }

    /** {@code [OC·S·S, C/group, taps]} of {@code [C, OC/group, kernel]}. */
    private FloatTensor phaseWeights() {
      FloatTensor given = weights();
      int channels = given.type().extent(0) / conv.group();
      int perGroup = given.type().extent(1);
      int height = conv.kernel().get(0);
      int width = conv.kernel().get(1);
      float[] result = new float[outputs * stride * stride * channels * taps.get(0) * taps.get(1)];
      int place = 0;
      for (int oc = 0; oc < outputs; oc++) {
        for (int phase = 0; phase < stride * stride; phase++) {
          for (int ic = 0; ic < channels; ic++) {
            int filter = (oc / perGroup * channels + ic) * perGroup + oc % perGroup;
            for (int tap = 0; tap < taps.get(0) * taps.get(1); tap++, place++) {
              int ky = (taps.get(0) - 1 - tap / taps.get(1)) * stride + phase / stride;
              int kx = (taps.get(1) - 1 - tap % taps.get(1)) * stride + phase % stride;
              if (ky < height && kx < width) {
                result[place] = given.data()[(filter * height + ky) * width + kx];
              }
            }
          }
        }
      }
      return FloatTensor.of(result, outputs * stride * stride, channels, taps.get(0), taps.get(1));
    }

    private @Nullable FloatTensor phaseBias() {
      if (node.inputs().size() < 3) {
        return null;
      }
      float[] given = ((FloatTensor) graph.constant(node.inputs().get(2))).data();
      float[] result = new float[outputs * stride * stride];
      for (int i = 0; i < result.length; i++) {
        result[i] = given[i / (stride * stride)];
      }
      return FloatTensor.of(result, result.length);
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

package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.ChannelAffine.ChannelMap;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds batch norm and added constants into the weights and the bias of the linear operator before
 * them: a·(W·x + b) + s = (a·W)·x + (a·b + s).
 */
final class FoldAffine implements Pass {

  @Override
  public String name() {
    return "fold-affine";
  }

  @Override
  public String description() {
    return "Folds batch norm and added constants into the linear operator before them.";
  }

  @Override
  public Graph run(Graph graph) {
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      Node linear = rewrite.producer(node.input());
      ChannelAffine affine = affine(graph, node);
      if (affine != null
          && linear != null
          && linear.op() instanceof LinearOp operation
          && Objects.equals(rewrite.onlyReader(node.input()), node)) {
        fold(rewrite, linear, operation, node, map(graph, node, affine));
      }
    }
    return rewrite.graph();
  }

  /** What a node does to each channel; null if it does more, or an operand of it is computed. */
  static @Nullable ChannelAffine affine(Graph graph, Node node) {
    boolean constant = node.inputs().stream().skip(1).allMatch(graph::isConstant);
    return constant && node.op() instanceof ChannelAffine affine ? affine : null;
  }

  /** The node's factors and offsets; {@link CheckSupport} saw that there are some. */
  static ChannelMap map(Graph graph, Node node, ChannelAffine affine) {
    List<Tensor> constants = node.inputs().stream().skip(1).map(graph::constant).toList();
    TensorType x = graph.value(node.input()).tensor();
    return Objects.requireNonNull(affine.channelMap(x, constants), node.name());
  }

  private static void fold(
      Rewrite rewrite, Node linear, LinearOp operation, Node affine, ChannelMap map) {
    FloatTensor weights = rewrite.constant(linear.inputs().get(operation.weightOperand()));
    int channels = map.scale().length;
    int length = weights.data().length / channels;
    boolean biased = linear.inputs().size() > operation.biasOperand();
    float[] bias = new float[channels];
    float[] scaled = new float[weights.data().length];
    for (int c = 0; c < channels; c++) {
      double old =
          biased ? rewrite.constant(linear.inputs().get(operation.biasOperand())).data()[c] : 0;
      bias[c] = (float) (map.scale()[c] * old + map.shift()[c]);
      for (int i = c * length; i < (c + 1) * length; i++) {
        scaled[i] = (float) (map.scale()[c] * weights.data()[i]);
      }
    }
    List<String> operands = new ArrayList<>(List.of(linear.input()));
    operands.add(
        rewrite.addConstant(linear.name() + ".weights", new FloatTensor(weights.type(), scaled)));
    operands.add(rewrite.addConstant(linear.name() + ".bias", FloatTensor.of(bias, channels)));
    rewrite.replace(
        linear, new Node(linear.name(), linear.op(), operands, affine.outputs(), linear.source()));
    rewrite.remove(affine);
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.ChannelAffine.ChannelMap;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds batch norm and added constants that follow no linear operator into the one after them, if
 * it is fully connected or a convolution without padding: W·(a·x + s) + b = (W·a)·x + (b + W·s).
 * Padding inserts zeros, which a shift would have to change.
 */
final class FoldAffineForward implements Pass {

  @Override
  public String name() {
    return "fold-affine-forward";
  }

  @Override
  public String description() {
    return "Folds batch norm and added constants into the linear operator after them.";
  }

  @Override
  public Graph run(Graph graph) {
    Graph current = graph;
    for (Node node : graph.nodes()) {
      ChannelAffine affine = FoldAffine.affine(graph, node);
      if (affine != null) {
        current = fold(current, node, affine);
      }
    }
    return current;
  }

  private static Graph fold(Graph graph, Node affine, ChannelAffine operation) {
    Rewrite rewrite = new Rewrite(graph);
    List<Node> between = new ArrayList<>();
    Node reader = rewrite.onlyReader(affine.output());
    while (reader != null && reader.op() instanceof Flatten) {
      between.add(reader);
      reader = rewrite.onlyReader(reader.output());
    }
    if (!takesShift(reader) || reader == null) {
      return graph;
    }
    ChannelMap map = FoldAffine.map(graph, affine, operation);
    Node linear = folded(rewrite, reader, map);
    rewrite.replace(reader, linear);
    Node first = between.isEmpty() ? linear : between.get(0);
    List<String> operands = new ArrayList<>(first.inputs());
    operands.set(0, affine.input());
    rewrite.replace(
        first, new Node(first.name(), first.op(), operands, first.outputs(), first.source()));
    rewrite.remove(affine);
    return rewrite.graph();
  }

  private static boolean takesShift(@Nullable Node reader) {
    return reader != null
        && (reader.op() instanceof Dense
            || (reader.op() instanceof Conv conv && conv.pads().stream().allMatch(p -> p == 0)));
  }

  private static Node folded(Rewrite rewrite, Node linear, ChannelMap map) {
    LinearOp operation = (LinearOp) linear.op();
    FloatTensor weights = rewrite.constant(linear.inputs().get(operation.weightOperand()));
    int outputs = weights.type().extent(0);
    int length = weights.data().length / outputs;
    int group = linear.op() instanceof Conv conv ? conv.group() : 1;
    int channels = map.scale().length / group; // that an output reads
    int plane = length / channels; // weights of one input channel, one after the other
    boolean biased = linear.inputs().size() > operation.biasOperand();
    float[] bias = new float[outputs];
    float[] scaled = new float[weights.data().length];
    for (int oc = 0; oc < outputs; oc++) {
      double sum =
          biased ? rewrite.constant(linear.inputs().get(operation.biasOperand())).data()[oc] : 0;
      int first = oc / (outputs / group) * channels;
      for (int i = 0; i < length; i++) {
        double weight = weights.data()[oc * length + i];
        scaled[oc * length + i] = (float) (weight * map.scale()[first + i / plane]);
        sum += weight * map.shift()[first + i / plane];
      }
      bias[oc] = (float) sum;
    }
    List<String> operands = new ArrayList<>(List.of(linear.input()));
    operands.add(
        rewrite.addConstant(linear.name() + ".weights", new FloatTensor(weights.type(), scaled)));
    operands.add(rewrite.addConstant(linear.name() + ".bias", FloatTensor.of(bias, outputs)));
    return new Node(linear.name(), linear.op(), operands, linear.outputs(), linear.source());
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.pass.Pass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cross-layer equalization (M. Nagel et al., "Data-Free Quantization Through Weight Equalization
 * and Bias Correction", ICCV 2019): where f(s·x) = s·f(x) for s &gt; 0 stands between two linear
 * operators, W2·f(W1·x + b1) = (W2·S)·f(S⁻¹·W1·x + S⁻¹·b1) for any diagonal S. With r1 and r2 the
 * largest magnitudes of the weights that make and that read a channel, s = √(r1/r2) gives both the
 * magnitude √(r1·r2), so that one scale a tensor serves all channels. Pairs are taken in turn until
 * nothing changes any more.
 *
 * <p>ReLU, max and average pools and flattening pass a factor through; a clamp with an upper bound,
 * such as ReLU6, does not, and a channel that others read as well is left alone.
 */
final class EqualizeChannels implements Pass {
  /** What the names of constants end with that hold changed weights, but for a number. */
  static final String WEIGHTS = ".equalized-weights";

  private static final int ROUNDS = 20;

  /** Factors closer to 1 count as no change. */
  private static final double SETTLED = 1e-3;

  @Override
  public String name() {
    return "equalize-channels";
  }

  @Override
  public String description() {
    return "Evens out the ranges of weights across pairs of linear operators.";
  }

  @Override
  public Graph run(Graph graph) {
    Map<Node, Layer> layers = new LinkedHashMap<>();
    List<Node[]> pairs = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node reader = node.op() instanceof LinearOp ? next(graph, node) : null;
      if (reader != null) {
        layers.computeIfAbsent(node, n -> new Layer(graph, n));
        layers.computeIfAbsent(reader, n -> new Layer(graph, n));
        pairs.add(new Node[] {node, reader});
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      double change = 0;
      for (Node[] pair : pairs) {
        change = Math.max(change, equalize(layers.get(pair[0]), layers.get(pair[1])));
      }
      if (change < SETTLED) {
        break;
      }
    }
    Rewrite rewrite = new Rewrite(graph);
    layers.values().stream().filter(l -> l.changed).forEach(layer -> layer.write(rewrite));
    return rewrite.graph();
  }

  /** The linear operator that alone reads a node's result through what passes factors on. */
  private static @Nullable Node next(Graph graph, Node node) {
    Node current = node;
    while (true) {
      List<Node> readers = graph.readers(current.output());
      if (readers.size() != 1 || graph.outputs().contains(current.output())) {
        return null;
      }
      current = readers.get(0);
      if (current.op() instanceof LinearOp) {
        return current;
      }
      if (!passes(current)) {
        return null;
      }
    }
  }

  private static boolean passes(Node node) {
    if (node.op() instanceof Clamp clamp) {
      return clamp.hi() == Double.POSITIVE_INFINITY
          && (clamp.lo() == 0 || clamp.lo() == Double.NEGATIVE_INFINITY);
    }
    return node.op() instanceof MaxPool
        || node.op() instanceof AveragePool
        || node.op() instanceof GlobalAveragePool
        || node.op() instanceof Flatten;
  }

  /** Scales the channels between two layers; the largest factor's distance from 1. */
  private static double equalize(@Nullable Layer first, @Nullable Layer second) {
    if (first == null || second == null) {
      throw new IllegalStateException("a pair without its layers");
    }
    double[] made = first.magnitudesMade();
    double[] read = second.magnitudesRead(made.length);
    double change = 0;
    double[] factors = new double[made.length];
    for (int c = 0; c < made.length; c++) {
      factors[c] = made[c] > 0 && read[c] > 0 ? Math.sqrt(made[c] / read[c]) : 1;
      change = Math.max(change, Math.abs(factors[c] - 1));
    }
    if (change >= SETTLED) {
      first.divideOutputs(factors);
      second.multiplyInputs(factors);
    }
    return change;
  }

  /** A linear operator's numbers in the course of being changed. */
  private static final class Layer {
    private final Node node;
    private final LinearOp op;
    private final TensorType type;
    private final double[] weights;
    private final double @Nullable [] bias;
    private boolean changed;

    private Layer(Graph graph, Node node) {
      this.node = node;
      op = (LinearOp) node.op();
      FloatTensor tensor = (FloatTensor) graph.constant(node.inputs().get(op.weightOperand()));
      type = tensor.type();
      weights = doubles(tensor);
      bias =
          node.inputs().size() > op.biasOperand()
              ? doubles((FloatTensor) graph.constant(node.inputs().get(op.biasOperand())))
              : null;
    }

    private static double[] doubles(FloatTensor tensor) {
      double[] numbers = new double[tensor.data().length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = tensor.data()[i];
      }
      return numbers;
    }

    private double[] magnitudesMade() {
      double[] magnitudes = new double[type.extent(0)];
      for (int i = 0; i < weights.length; i++) {
        int oc = i / (weights.length / magnitudes.length);
        magnitudes[oc] = Math.max(magnitudes[oc], Math.abs(weights[i]));
      }
      return magnitudes;
    }

    private double[] magnitudesRead(int channels) {
      double[] magnitudes = new double[channels];
      for (int i = 0; i < weights.length; i++) {
        int c = inputChannel(i, channels);
        magnitudes[c] = Math.max(magnitudes[c], Math.abs(weights[i]));
      }
      return magnitudes;
    }

    /** The channel, of so many before any flattening, that a weight multiplies. */
    private int inputChannel(int i, int channels) {
      int outputs = type.extent(0);
      int length = weights.length / outputs;
      if (!(node.op() instanceof Conv conv)) {
        return i % length / (length / channels);
      }
      int taps = type.extent(2) * type.extent(3);
      int group = i / length / (outputs / conv.group());
      return group * type.extent(1) + i % length / taps;
    }

    private void divideOutputs(double[] factors) {
      changed = true;
      int length = weights.length / factors.length;
      for (int i = 0; i < weights.length; i++) {
        weights[i] /= factors[i / length];
      }
      for (int oc = 0; bias != null && oc < bias.length; oc++) {
        bias[oc] /= factors[oc];
      }
    }

    private void multiplyInputs(double[] factors) {
      changed = true;
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= factors[inputChannel(i, factors.length)];
      }
    }

    private void write(Rewrite rewrite) {
      List<String> operands = new ArrayList<>(node.inputs());
      operands.set(
          op.weightOperand(),
          rewrite.addConstant(node.name() + WEIGHTS, new FloatTensor(type, floats(weights))));
      if (bias != null) {
        operands.set(
            op.biasOperand(),
            rewrite.addConstant(
                node.name() + ".equalized-bias", FloatTensor.of(floats(bias), bias.length)));
      }
      rewrite.replace(
          node, new Node(node.name(), node.op(), operands, node.outputs(), node.source()));
    }

    private static float[] floats(double[] numbers) {
      float[] rounded = new float[numbers.length];
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (float) numbers[i];
      }
      return rounded;
    }
  }
}

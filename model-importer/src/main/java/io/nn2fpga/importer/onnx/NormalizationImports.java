package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.LocalResponseNormalization;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Standardize;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.nn.Where;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Imports of operators that scale numbers by statistics of themselves. */
final class NormalizationImports {
  private NormalizationImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "GroupNormalization", NormalizationImports::group,
          "InstanceNormalization", NormalizationImports::instance,
          "LRN", NormalizationImports::localResponse,
          "LayerNormalization", NormalizationImports::layer,
          "LpNormalization", NormalizationImports::lp,
          "MeanVarianceNormalization", NormalizationImports::meanVariance,
          "RMSNormalization", NormalizationImports::rootMeanSquare);

  private static double epsilon(NodeScope node) {
    return node.attributes().number("epsilon", 1e-5f);
  }

  /** The nn axes from one of ONNX's on. */
  private static List<Integer> axesFrom(NodeScope node, int axis) {
    int rank = node.operand(0).type().shape().size();
    List<Integer> axes = new ArrayList<>();
    for (int i = node.nnAxis(axis); i < rank; i++) {
      axes.add(i);
    }
    return axes;
  }

  private static void layer(NodeScope node) {
    node.attributes().ignore("stash_type"); // sums are in binary64 anyway
    List<Integer> axes = axesFrom(node, node.attributes().integer("axis", -1));
    double epsilon = epsilon(node);
    Operand x = node.operand(0);
    if (node.hasResult(1) || node.hasResult(2)) {
      Reduce mean = new Reduce(ReduceFunction.MEAN, axes, true);
      node.emitResult(1, mean, x);
      Operand difference = node.apply(new Binary(BinaryFunction.SUB), x, node.apply(mean, x));
      Operand variance = node.apply(mean, node.apply(new Mul(), difference, difference));
      Operand sum = node.apply(new Add(), variance, node.number("epsilon", epsilon));
      Operand deviation = node.apply(Unary.of(UnaryFunction.SQRT), sum);
      node.emitResult(2, Unary.of(UnaryFunction.RECIPROCAL), deviation);
    }
    Operand standard = node.apply(new Standardize(axes, epsilon, true), x);
    if (node.has(2)) {
      Operand scaled = node.apply(new Mul(), standard, beside(node, 1));
      node.emitResult(0, new Add(), scaled, beside(node, 2));
    } else {
      node.emitResult(0, new Mul(), standard, beside(node, 1));
    }
  }

  private static void rootMeanSquare(NodeScope node) {
    node.attributes().ignore("stash_type"); // sums are in binary64 anyway
    List<Integer> axes = axesFrom(node, node.attributes().integer("axis", -1));
    Operand standard = node.apply(new Standardize(axes, epsilon(node), false), node.operand(0));
    node.emitOf(new Mul(), standard, beside(node, 1));
  }

  /** An operand that broadcasts to the first one. */
  private static Operand beside(NodeScope node, int operand) {
    boolean fewerAxes = node.isConstant(operand) && node.dims(operand).size() < node.dims(0).size();
    return fewerAxes ? node.parameter(operand, "the operand") : node.operand(operand);
  }

  /** A vector of one number a channel, as it broadcasts to a tensor with channels on an axis. */
  private static Operand channels(NodeScope node, int operand, int axis, int rank) {
    if (node.dims(operand).size() != 1) {
      throw node.refuse(
          "'"
              + node.name(operand)
              + "' has the extents "
              + node.dims(operand)
              + " instead of one number a channel",
          null);
    }
    Operand vector =
        node.isConstant(operand) ? node.parameter(operand, "the operand") : node.operand(operand);
    List<Integer> shape = new ArrayList<>(vector.type().shape());
    shape.addAll(Collections.nCopies(rank - axis - 1, 1));
    return node.apply(new Reshape(shape), vector);
  }

  private static void instance(NodeScope node) {
    requireChannels(node);
    int channel = node.nnAxis(1);
    Operand x = node.operand(0);
    int rank = x.type().shape().size();
    Operand standard = node.apply(new Standardize(axesFrom(node, 2), epsilon(node), true), x);
    Operand scaled = node.apply(new Mul(), standard, channels(node, 1, channel, rank));
    node.emitOf(new Add(), scaled, channels(node, 2, channel, rank));
  }

  private static void requireChannels(NodeScope node) {
    if (node.dims(0).size() < 3) {
      throw node.refuse(
          "an operand of extents " + node.dims(0), "give [batch, channels, ...] of 3 axes or more");
    }
  }

  private static void group(NodeScope node) {
    requireChannels(node);
    node.attributes().ignore("stash_type"); // sums are in binary64 anyway
    int groups = node.attributes().integer("num_groups", 0);
    int channel = node.nnAxis(1);
    Operand x = node.operand(0);
    List<Integer> shape = x.type().shape();
    if (groups < 1 || shape.get(channel) % groups != 0) {
      throw node.refuse(shape.get(channel) + " channels in " + groups + " groups", null);
    }
    List<Integer> grouped = new ArrayList<>(shape);
    grouped.set(channel, shape.get(channel) / groups);
    grouped.add(channel, groups);
    TreeSet<Integer> axes = new TreeSet<>();
    for (int axis = channel + 1; axis < grouped.size(); axis++) {
      axes.add(axis);
    }
    Standardize standardize = new Standardize(List.copyOf(axes), epsilon(node), true);
    Operand result = node.apply(standardize, node.apply(new Reshape(grouped), x));
    if (node.opset() < 21) {
      // One scale and one bias a group.
      result = node.apply(new Mul(), result, channels(node, 1, channel, grouped.size()));
      result = node.apply(new Add(), result, channels(node, 2, channel, grouped.size()));
      node.emitOf(new Reshape(shape), result);
    } else {
      result = node.apply(new Reshape(shape), result);
      result = node.apply(new Mul(), result, channels(node, 1, channel, shape.size()));
      node.emitOf(new Add(), result, channels(node, 2, channel, shape.size()));
    }
  }

  private static void localResponse(NodeScope node) {
    float alpha = node.attributes().number("alpha", 1e-4f);
    float beta = node.attributes().number("beta", 0.75f);
    float bias = node.attributes().number("bias", 1);
    int size = node.attributes().integer("size", 0);
    node.emitSample(node.checked(() -> new LocalResponseNormalization(size, alpha, beta, bias)));
  }

  private static void lp(NodeScope node) {
    int p = node.attributes().integer("p", 2);
    if (p != 1 && p != 2) {
      throw node.refuse("attribute 'p' is " + p, "ONNX knows the norms of p = 1 and 2");
    }
    int axis = node.nnAxis(node.attributes().integer("axis", -1));
    Operand x = node.operand(0);
    ReduceFunction function = p == 1 ? ReduceFunction.L1 : ReduceFunction.L2;
    Operand norm = node.apply(new Reduce(function, List.of(axis), true), x);
    // Where all is 0, so is the result.
    Operand zero = node.apply(new Binary(BinaryFunction.EQUAL), norm, node.number("zero", 0));
    node.emitOf(new Div(), x, node.apply(new Where(), zero, node.number("one", 1), norm));
  }

  private static void meanVariance(NodeScope node) {
    List<Integer> given = node.attributes().integers("axes");
    TreeSet<Integer> axes = new TreeSet<>();
    (given == null ? List.of(0, 2, 3) : given).forEach(axis -> axes.add(node.nnAxis(axis)));
    Reduce mean = new Reduce(ReduceFunction.MEAN, List.copyOf(axes), true);
    Operand x = node.operand(0);
    Operand difference = node.apply(new Binary(BinaryFunction.SUB), x, node.apply(mean, x));
    Operand variance = node.apply(mean, node.apply(new Mul(), difference, difference));
    Operand deviation = node.apply(Unary.of(UnaryFunction.SQRT), variance);
    // ONNX adds this to the deviation so that it never is 0.
    Operand divisor = node.apply(new Add(), deviation, node.number("least", 1e-9));
    node.emitOf(new Div(), difference, divisor);
  }
}

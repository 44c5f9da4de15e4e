package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.nn.ArgExtremum;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.CumulativeSum;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.TopK;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Imports of operators that make fewer numbers along an axis. */
final class ReductionImports {
  private ReductionImports() {}

  static final Map<String, NodeImport> ALL = new HashMap<>();

  /** Rows and columns of an image {@code [C, H, W]}. */
  private static final List<Integer> PLANE = List.of(1, 2);

  static {
    reduction("ReduceSum", ReduceFunction.SUM, 13);
    reduction("ReduceMean", ReduceFunction.MEAN, 18);
    reduction("ReduceMax", ReduceFunction.MAX, 18);
    reduction("ReduceMin", ReduceFunction.MIN, 18);
    reduction("ReduceProd", ReduceFunction.PROD, 18);
    reduction("ReduceSumSquare", ReduceFunction.SUM_SQUARE, 18);
    reduction("ReduceL1", ReduceFunction.L1, 18);
    reduction("ReduceL2", ReduceFunction.L2, 18);
    reduction("ReduceLogSum", ReduceFunction.LOG_SUM, 18);
    reduction("ReduceLogSumExp", ReduceFunction.LOG_SUM_EXP, 18);
    ALL.put("GlobalMaxPool", node -> global(node, ReduceFunction.MAX));
    ALL.put("GlobalLpPool", ReductionImports::globalLpPool);
    ALL.put("ArgMax", node -> argument(node, false));
    ALL.put("ArgMin", node -> argument(node, true));
    ALL.put("TopK", ReductionImports::topK);
    ALL.put("CumSum", ReductionImports::cumSum);
  }

  /**
   * An operator of the Reduce family.
   *
   * @param asOperand the opset since which the axes are an operand
   */
  private static void reduction(String operator, ReduceFunction function, int asOperand) {
    ALL.put(operator, node -> reduce(node, function, asOperand));
  }

  private static void reduce(NodeScope node, ReduceFunction function, int asOperand) {
    boolean keepDims = node.attributes().flag("keepdims", true);
    List<Integer> given = axes(node, asOperand);
    boolean noop = node.attributes().flag("noop_with_empty_axes", false);
    int rank = node.dims(0).size();
    TreeSet<Integer> axes = new TreeSet<>();
    if (given == null || given.isEmpty()) {
      for (int axis = 0; axis < rank && !noop; axis++) {
        axes.add(node.nnAxis(axis));
      }
    } else {
      given.forEach(axis -> axes.add(node.nnAxis(axis)));
    }
    if (node.isConstant(0) && node.dims(0).contains(0)) {
      ofNothing(node, function, List.copyOf(axes), keepDims);
    } else {
      emit(node, function, List.copyOf(axes), keepDims);
    }
  }

  /** The result over an axis of extent 0: what the others start from. */
  private static void ofNothing(
      NodeScope node, ReduceFunction function, List<Integer> axes, boolean keepDims) {
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < node.dims(0).size(); axis++) {
      if (!axes.contains(axis)) {
        dims.add(node.dims(0).get(axis));
      } else if (keepDims) {
        dims.add(1);
      }
    }
    NumberFormat format = node.format(0);
    boolean bounded = function == ReduceFunction.MAX || function == ReduceFunction.MIN;
    long count = Constant.count(dims);
    boolean impossible = count < 1 || count > Constant.MAX_COMPUTED;
    if (impossible || (bounded && format.isInteger() && format != NumberFormat.BOOL)) {
      throw node.refuse("the operand of extents " + node.dims(0) + " has no elements", null);
    }
    float value = function.ofNothing();
    float[] numbers = new float[(int) count];
    Arrays.fill(numbers, format == NumberFormat.BOOL ? format.of(Math.max(0, value), true) : value);
    Constant result = new Constant.Floats(dims, numbers);
    node.resultFormat(0, format);
    node.define(format.isInteger() ? new Constant.Integers(dims, result.integers()) : result);
  }

  private static @Nullable List<Integer> axes(NodeScope node, int asOperand) {
    if (node.opset() < asOperand) {
      return node.attributes().integers("axes");
    }
    if (!node.has(1)) {
      return null;
    }
    List<Integer> axes = new ArrayList<>();
    for (long axis : node.constant(1, "the axes").integers()) {
      axes.add((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, axis)));
    }
    return axes;
  }

  /** Means and maxima of images have operators of their own, which are in hardware. */
  private static void emit(
      NodeScope node, ReduceFunction function, List<Integer> axes, boolean keepDims) {
    Operand x = node.operand(0);
    List<Integer> shape = x.type().shape();
    boolean pool =
        function == ReduceFunction.MAX
            || (function == ReduceFunction.MEAN && !node.format(0).isInteger());
    boolean channelsLast = axes.equals(List.of(0, 1));
    if (!pool || !node.isBatched() || shape.size() != 3 || !(axes.equals(PLANE) || channelsLast)) {
      Reduce reduce = node.checked(() -> new Reduce(function, axes, keepDims));
      Wrapping.emit(node, reduce, x);
      return;
    }
    Operand image = channelsLast ? node.apply(new Transpose(Transpose.TO_CHANNELS_FIRST), x) : x;
    List<Integer> plane = image.type().shape().subList(1, 3);
    NnOperation operation =
        function == ReduceFunction.MEAN
            ? new GlobalAveragePool()
            : new MaxPool(plane, List.of(1, 1), List.of(0, 0, 0, 0));
    if (keepDims && !channelsLast) {
      node.emitOf(operation, image);
    } else if (keepDims) {
      node.emitOf(new Transpose(Transpose.TO_CHANNELS_LAST), node.apply(operation, image));
    } else {
      node.emitOf(new Reshape(image.type().shape().subList(0, 1)), node.apply(operation, image));
    }
  }

  private static void global(NodeScope node, ReduceFunction function) {
    int rank = node.dims(0).size();
    if (rank < 3) {
      throw node.refuse("a pool over an operand of extents " + node.dims(0), null);
    }
    TreeSet<Integer> axes = new TreeSet<>();
    for (int axis = 2; axis < rank; axis++) {
      axes.add(node.nnAxis(axis));
    }
    emit(node, function, List.copyOf(axes), true);
  }

  private static void globalLpPool(NodeScope node) {
    int p = node.attributes().integer("p", 2);
    if (p != 1 && p != 2) {
      throw node.refuse("attribute 'p' is " + p, "the norms of p = 1 and 2 are computed");
    }
    global(node, p == 1 ? ReduceFunction.L1 : ReduceFunction.L2);
  }

  private static void argument(NodeScope node, boolean smallest) {
    boolean keepDims = node.attributes().flag("keepdims", true);
    boolean last = node.attributes().flag("select_last_index", false);
    int axis = node.nnAxis(node.attributes().integer("axis", 0));
    node.resultFormat(0, NumberFormat.INT64);
    node.emit(
        smallest || last
            ? new ArgExtremum(axis, keepDims, smallest, last)
            : new ArgMax(axis, keepDims));
  }

  private static void topK(NodeScope node) {
    long k =
        node.opset() < 10
            ? node.attributes().integer("k", 0)
            : node.constant(1, "the count").integers()[0];
    int axis = node.nnAxis(node.attributes().integer("axis", -1));
    boolean largest = node.attributes().flag("largest", true);
    node.attributes().ignore("sorted"); // any order will do where it is 0
    node.resultFormat(1, NumberFormat.INT64);
    int extent = node.operand(0).type().extent(axis);
    if (k < 1 || k > extent) {
      throw node.refuse(k + " elements of an axis of " + extent, null);
    }
    node.emit(new TopK((int) k, axis, largest));
  }

  private static void cumSum(NodeScope node) {
    Constant axis = node.constant(1, "the axis");
    if (axis.size() != 1) {
      throw node.refuse("axes of extents " + axis.dims() + " instead of one", null);
    }
    boolean exclusive = node.attributes().flag("exclusive", false);
    boolean reverse = node.attributes().flag("reverse", false);
    Wrapping.emit(
        node,
        new CumulativeSum(node.nnAxis((int) axis.integers()[0]), exclusive, reverse),
        node.operand(0));
  }
}

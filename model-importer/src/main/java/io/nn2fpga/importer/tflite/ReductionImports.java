package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.ArgExtremum;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.CumulativeSum;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.L2Normalize;
import io.nn2fpga.nn.LogSoftmax;
import io.nn2fpga.nn.MatMul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.TopK;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.quant.KernelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Operators that make one number of several, or whose results depend on a whole line. */
final class ReductionImports {
  private ReductionImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.ofEntries(
          Map.entry("ARG_MAX", node -> extremum(node, false)),
          Map.entry("ARG_MIN", node -> extremum(node, true)),
          Map.entry("BATCH_MATMUL", ReductionImports::product),
          Map.entry("CUMSUM", ReductionImports::cumulativeSum),
          Map.entry("L2_NORMALIZATION", ReductionImports::normalize),
          Map.entry("LOG_SOFTMAX", ReductionImports::logSoftmax),
          Map.entry("MEAN", ReductionImports::mean),
          Map.entry("REDUCE_MAX", node -> reduce(node, ReduceFunction.MAX)),
          Map.entry("REDUCE_MIN", node -> reduce(node, ReduceFunction.MIN)),
          Map.entry("REDUCE_PROD", node -> reduce(node, ReduceFunction.PROD)),
          Map.entry("SOFTMAX", ReductionImports::softmax),
          Map.entry("SUM", node -> reduce(node, ReduceFunction.SUM)),
          Map.entry("TOPK_V2", ReductionImports::largest));

  private static int lastAxis(OperatorScope node, String x) {
    if (node.shape(x).isEmpty()) {
      throw node.refuse("its operand has no axis besides the batch", null);
    }
    return node.shape(x).size() - 1;
  }

  private static void softmax(OperatorScope node) {
    float beta = node.operator().real(0, 0);
    if (beta != 1) {
      throw node.refuse("its factor beta is " + beta, "scale the operand by it instead");
    }
    String x = node.x();
    node.result(node.add(new Softmax(lastAxis(node, x)), x));
  }

  private static void logSoftmax(OperatorScope node) {
    String x = node.x();
    node.result(node.add(new LogSoftmax(lastAxis(node, x)), x));
  }

  private static void normalize(OperatorScope node) {
    String normalized = node.add(new L2Normalize(), node.x());
    node.result(node.activated(normalized, node.operator().choice(0, 0)));
  }

  private static void extremum(OperatorScope node, boolean smallest) {
    String x = node.x();
    int[] axes = node.numbers(1, "the axis");
    if (axes.length != 1) {
      throw node.refuse(axes.length + " axes", null);
    }
    int axis = node.axis(axes[0], node.rank(0));
    NnOperation operation =
        smallest ? new ArgExtremum(axis, false, true, false) : new ArgMax(axis, false);
    node.result(node.add(operation, x));
  }

  /** The axes of a reduction; none listed are all. */
  private static List<Integer> axes(OperatorScope node) {
    int rank = node.rank(0);
    int[] axes = node.numbers(1, "the axes");
    if (axes.length == 0) {
      axes = new int[rank];
      Arrays.setAll(axes, i -> i);
    }
    return Arrays.stream(axes).map(a -> node.axis(a, rank)).distinct().sorted().boxed().toList();
  }

  private static void reduce(OperatorScope node, ReduceFunction function) {
    String x = node.x();
    List<Integer> axes = axes(node);
    boolean keep = node.operator().flag(0);
    node.result(node.add(node.checked(() -> new Reduce(function, axes, keep)), x));
  }

  /** The mean of an image's rows and columns is a pool; of codes it has arithmetic of its own. */
  private static void mean(OperatorScope node) {
    boolean image = node.isBatched() && node.rank(0) == 4 && axes(node).equals(List.of(0, 1));
    if (node.output(0).isQuantized()
        && node.kernels() == KernelSet.TFLITE_XNNPACK
        && node.input(0).hasEncodingOf(node.output(0))) {
      throw node.refuse(
          "how XNNPACK rounds a mean between two codes of equal scales is not known",
          "choose other kernels, for example --tflite-kernels=builtin");
    }
    if (!image || node.output(0).isQuantized()) {
      reduce(node, ReduceFunction.MEAN);
      return;
    }
    Frame frame = Frame.of(node, 0);
    String pooled = frame.restored(node.add(new GlobalAveragePool(), frame.channelsFirst()));
    node.result(node.operator().flag(0) ? pooled : node.reshape(pooled, List.of(frame.channels())));
  }

  private static void cumulativeSum(OperatorScope node) {
    String x = node.x();
    int[] axis = node.numbers(1, "the axis");
    if (axis.length != 1) {
      throw node.refuse(axis.length + " axes", null);
    }
    TfliteOperator o = node.operator();
    int along = node.axis(axis[0], node.rank(0));
    node.result(node.add(new CumulativeSum(along, o.flag(0), o.flag(1)), x));
  }

  private static void largest(OperatorScope node) {
    String x = node.x();
    int[] count = node.numbers(1, "the count");
    int axis = lastAxis(node, x);
    if (count.length != 1 || count[0] < 1 || count[0] > node.shape(x).get(axis)) {
      throw node.refuse("it picks " + Arrays.toString(count), null);
    }
    List<String> results = node.add(new TopK(count[0], axis, true), List.of(x), 2);
    for (int i = 0; i < node.outputs(); i++) {
      node.result(i, results.get(i));
    }
  }

  private static void product(OperatorScope node) {
    String a = matrix(node, node.x(), node.operator().flag(0));
    String b = matrix(node, node.operand(1, node.shape(a).size()), node.operator().flag(1));
    node.result(node.add(new MatMul(), a, b));
  }

  private static String matrix(OperatorScope node, String value, boolean transposed) {
    int rank = node.shape(value).size();
    if (rank < 2) {
      throw node.refuse("an operand is no matrix: " + node.shape(value), null);
    }
    if (!transposed) {
      return value;
    }
    List<Integer> perm = new ArrayList<>(Transpose.identity(rank));
    Collections.swap(perm, rank - 2, rank - 1);
    return node.add(new Transpose(perm), value);
  }
}

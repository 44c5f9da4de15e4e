package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.ArithmeticWriters.plain;
import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.nn.ArgExtremum;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.CumulativeSum;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.Hardmax;
import io.nn2fpga.nn.L2Normalize;
import io.nn2fpga.nn.LogSoftmax;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Standardize;
import io.nn2fpga.nn.TopK;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operations along axes. */
final class ReductionWriters {
  private ReductionWriters() {}

  /** The least length that {@link L2Normalize} divides by. */
  private static final double LEAST_LENGTH = 1e-6;

  static final Map<Class<? extends Operation>, NodeWriter> ALL = new HashMap<>();

  static {
    ALL.put(
        Softmax.class,
        (scope, node) ->
            plain(scope, node, "Softmax", attribute("axis", ((Softmax) node.op()).axis())));
    ALL.put(
        LogSoftmax.class,
        (scope, node) ->
            plain(scope, node, "LogSoftmax", attribute("axis", ((LogSoftmax) node.op()).axis())));
    ALL.put(
        Hardmax.class,
        (scope, node) ->
            plain(scope, node, "Hardmax", attribute("axis", ((Hardmax) node.op()).axis())));
    ALL.put(ArgMax.class, ReductionWriters::argMax);
    ALL.put(ArgExtremum.class, ReductionWriters::argExtremum);
    ALL.put(TopK.class, ReductionWriters::topK);
    ALL.put(CumulativeSum.class, ReductionWriters::cumulativeSum);
    ALL.put(GlobalAveragePool.class, ReductionWriters::globalAveragePool);
    ALL.put(Reduce.class, ReductionWriters::reduce);
    ALL.put(Standardize.class, ReductionWriters::standardize);
    ALL.put(L2Normalize.class, ReductionWriters::l2Normalize);
  }

  private static List<String> argMax(OnnxScope scope, Node node) {
    ArgMax op = (ArgMax) node.op();
    return extremum(scope, node, new ArgExtremum(op.axis(), op.keepDims(), false, false));
  }

  private static List<String> argExtremum(OnnxScope scope, Node node) {
    return extremum(scope, node, (ArgExtremum) node.op());
  }

  private static List<String> extremum(OnnxScope scope, Node node, ArgExtremum op) {
    String index =
        plain(
                scope,
                node,
                op.smallest() ? "ArgMin" : "ArgMax",
                attribute("axis", op.axis()),
                attribute("keepdims", op.keepDims() ? 1 : 0),
                attribute("select_last_index", op.last() ? 1 : 0))
            .get(0);
    return List.of(scope.real(index));
  }

  private static List<String> topK(OnnxScope scope, Node node) {
    TopK op = (TopK) node.op();
    List<String> results =
        scope.addAll(
            "TopK",
            2,
            List.of(scope.operand(node, 0), scope.integers(List.of(op.k()))),
            attribute("axis", op.axis()),
            attribute("largest", op.largest() ? 1 : 0));
    return List.of(results.get(0), scope.real(results.get(1)));
  }

  private static List<String> cumulativeSum(OnnxScope scope, Node node) {
    CumulativeSum op = (CumulativeSum) node.op();
    return List.of(
        scope.add(
            "CumSum",
            List.of(scope.operand(node, 0), scope.integer(op.axis())),
            attribute("exclusive", op.exclusive() ? 1 : 0),
            attribute("reverse", op.reverse() ? 1 : 0)));
  }

  private static List<String> globalAveragePool(OnnxScope scope, Node node) {
    return List.of(reduced(scope, "ReduceMean", scope.operand(node, 0), List.of(1, 2), true));
  }

  private static List<String> reduce(OnnxScope scope, Node node) {
    Reduce op = (Reduce) node.op();
    String type =
        switch (op.function()) {
          case SUM -> "ReduceSum";
          case MEAN -> "ReduceMean";
          case MAX -> "ReduceMax";
          case MIN -> "ReduceMin";
          case PROD -> "ReduceProd";
          case SUM_SQUARE -> "ReduceSumSquare";
          case L1 -> "ReduceL1";
          case L2 -> "ReduceL2";
          case LOG_SUM -> "ReduceLogSum";
          case LOG_SUM_EXP -> "ReduceLogSumExp";
        };
    String x = scope.operand(node, 0);
    if (!op.axes().isEmpty()) {
      return List.of(reduced(scope, type, x, op.axes(), op.keepDims()));
    }
    // ONNX reads no axes as all of them: a further axis of 1 makes each element a set of its own.
    int rank = scope.type(node, 0).shape().size();
    String further = scope.add("Unsqueeze", List.of(x, scope.integers(List.of(rank))));
    return List.of(reduced(scope, type, further, List.of(rank), false));
  }

  private static String reduced(
      OnnxScope scope, String type, String x, List<Integer> axes, boolean keep) {
    return scope.add(type, List.of(x, scope.integers(axes)), attribute("keepdims", keep ? 1 : 0));
  }

  private static List<String> standardize(OnnxScope scope, Node node) {
    Standardize op = (Standardize) node.op();
    String x = scope.operand(node, 0);
    if (op.centered()) {
      x = scope.add("Sub", List.of(x, reduced(scope, "ReduceMean", x, op.axes(), true)));
    }
    String square = scope.add("Mul", List.of(x, x));
    String power = reduced(scope, "ReduceMean", square, op.axes(), true);
    String sum = scope.add("Add", List.of(power, scope.number(op.epsilon())));
    return List.of(scope.add("Div", List.of(x, scope.add("Sqrt", List.of(sum)))));
  }

  private static List<String> l2Normalize(OnnxScope scope, Node node) {
    String x = scope.operand(node, 0);
    int last = scope.type(node, 0).shape().size() - 1;
    String length = reduced(scope, "ReduceL2", x, List.of(last), true);
    String divisor = scope.add("Max", List.of(length, scope.number(LEAST_LENGTH)));
    return List.of(scope.add("Div", List.of(x, divisor)));
  }
}

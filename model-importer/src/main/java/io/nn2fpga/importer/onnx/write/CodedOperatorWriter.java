package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.importer.onnx.write.CodedState.Coded;
import io.nn2fpga.importer.onnx.write.CodedState.Pending;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.CodePairs;
import io.nn2fpga.nn.CodedOperators;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.L2Normalize;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;

/** Writes operators on codes: exact sums in binary64, and tables for what becomes of them. */
final class CodedOperatorWriter {
  private final Graph graph;
  private final OnnxScope scope;
  private final QuantizedKernels kernels;
  private final Function<Coded, String> tensors;
  private final CodeTables tables;
  private final LinearWriter linear;

  /**
   * A writer.
   *
   * @param tensors the tensor of codes
   */
  CodedOperatorWriter(
      Graph graph, OnnxScope scope, QuantizedKernels kernels, Function<Coded, String> tensors) {
    this.graph = graph;
    this.scope = scope;
    this.kernels = kernels;
    this.tensors = tensors;
    tables = new CodeTables(scope);
    linear = new LinearWriter(graph, scope, kernels, tables);
  }

  CodeTables tables() {
    return tables;
  }

  private TensorType type(Node node, int operand) {
    return graph.value(node.inputs().get(operand)).tensor();
  }

  /** Whether a table of one code is small. */
  static boolean isNarrow(Coded coded) {
    return coded.element().bits() <= Short.SIZE;
  }

  /** Whether kernels compute an operator with these operands, the first uniform codes, on codes. */
  boolean knows(Node node, List<CodedState> operands) {
    NnOperation operation = (NnOperation) node.op();
    if (CodedOperators.isLinear(operation)) {
      return operands.get(1) instanceof Coded weights
          && (weights.isUniform() || weights.axis() == 0)
          && (operands.size() == 2 || operands.get(2) instanceof Coded);
    }
    return operands.stream().allMatch(o -> o instanceof Coded c && c.isUniform())
        && CodedOperators.isOfCodes(operation, type(node, 0).shape().size());
  }

  /** Whether {@link #codes} writes an operator that kernels know. */
  boolean writes(Node node, List<CodedState> operands) {
    NnOperation operation = (NnOperation) node.op();
    if (CodedOperators.isLinear(operation)) {
      return operands.stream().skip(1).allMatch(o -> isConstant((Coded) o));
    }
    boolean narrow = operands.stream().allMatch(o -> isNarrow((Coded) o));
    return narrow
        && (!isOfTwo(operation, operands)
            || CodeTables.hasPairs(
                ((Coded) operands.get(0)).grid(), ((Coded) operands.get(1)).grid()));
  }

  private boolean isConstant(Coded coded) {
    return graph.isConstant(coded.codes()) && coded.moves().isEmpty();
  }

  private static boolean isOfTwo(NnOperation operation, List<CodedState> operands) {
    return operands.size() == 2 && !(operation instanceof Concat);
  }

  /** The tensor of an operator's codes on a grid; what moves them afterwards is left out. */
  String codes(Pending value, CodeGrid whole) {
    CodeGrid grid = CodedOperators.clamped(whole, value.lo(), value.hi());
    Coded x = (Coded) value.operands().get(0);
    Node node = value.node();
    if (node == null) {
      return requantized(x, grid, kernels::requantize);
    }
    List<Coded> operands = value.operands().stream().map(o -> (Coded) o).toList();
    NnOperation operation = (NnOperation) node.op();
    if (CodedOperators.isLinear(operation)) {
      return linear.codes(node, operands, tensors.apply(x), grid);
    }
    if (isOfTwo(operation, value.operands())) {
      return combined(operation, x, operands.get(1), grid);
    }
    if (operation instanceof Concat concat) {
      List<String> parts =
          operands.stream().map(part -> requantized(part, grid, kernels::concatenate)).toList();
      return scope.add("Concat", parts, attribute("axis", concat.axis()));
    }
    if (operation instanceof AveragePool pool) {
      return means(pool, type(node, 0), x, grid);
    }
    if (operation instanceof GlobalAveragePool) {
      return means(CodedOperators.whole(type(node, 0)), type(node, 0), x, grid);
    }
    if (operation instanceof Reduce mean) {
      return means(mean, type(node, 0), x, grid);
    }
    if (operation instanceof Unary unary) {
      float alpha = (float) unary.alpha();
      return requantized(x, grid, (in, out) -> kernels.leakyRelu(alpha, in, out));
    }
    LineWriter lines = new LineWriter(scope, x.grid(), grid);
    if (operation instanceof Softmax) {
      return lines.softmax(tensors.apply(x), type(node, 0).shape());
    }
    if (operation instanceof L2Normalize) {
      return lines.l2Normalize(tensors.apply(x), type(node, 0).shape());
    }
    throw new IllegalStateException(operation.mnemonic() + " on codes");
  }

  /** Codes on another grid; the same ones, clamped, if only its ends differ. */
  private String requantized(
      Coded x, CodeGrid grid, BiFunction<CodeGrid, CodeGrid, LongToIntFunction> function) {
    if (x.grid().isSameAs(grid)) {
      return scope.add(
          "Clip", List.of(tensors.apply(x), scope.number(grid.min()), scope.number(grid.max())));
    }
    return tables.codes(tensors.apply(x), x.grid(), function.apply(x.grid(), grid));
  }

  private String combined(NnOperation operation, Coded a, Coded b, CodeGrid grid) {
    IntBinaryOperator code = CodePairs.of(operation, kernels, a.grid(), b.grid(), grid);
    return tables.pairs(tensors.apply(a), a.grid(), tensors.apply(b), b.grid(), code);
  }

  /** Sums by two products with matrices of zeros and ones, one for rows, one for columns. */
  private String means(AveragePool pool, TensorType type, Coded x, CodeGrid grid) {
    int[][] rows = windows(pool, 0, type.extent(1));
    int[][] columns = windows(pool, 1, type.extent(2));
    String sums = scope.add("MatMul", List.of(ones(rows, false), wide(tensors.apply(x))));
    sums = scope.add("MatMul", List.of(sums, ones(columns, true)));
    int all = pool.kernel().get(0) * pool.kernel().get(1);
    List<Integer> places = new ArrayList<>();
    int[] which = new int[rows.length * columns.length];
    for (int i = 0; i < which.length; i++) {
      int count = count(rows[i / columns.length]) * count(columns[i % columns.length]);
      if (!places.contains(count)) {
        places.add(count);
      }
      which[i] = places.indexOf(count);
    }
    List<CodeTables.SumFunction> functions =
        places.stream()
            .map(
                count -> {
                  int divisor = pool.countIncludePad() ? all : count;
                  return sums(x.grid(), count, kernels.averagePool(x.grid(), count, divisor, grid));
                })
            .toList();
    return tables.steps(sums, grid, functions, List.of(rows.length, columns.length), which);
  }

  private static CodeTables.SumFunction sums(CodeGrid x, int count, LongToIntFunction code) {
    return new CodeTables.SumFunction(code, (long) count * x.min(), (long) count * x.max());
  }

  /** For each window along an axis, 1 at the places of the operand that it holds. */
  private static int[][] windows(AveragePool pool, int axis, int extent) {
    int[][] windows = new int[pool.windows(axis, extent)][extent];
    for (int window = 0; window < windows.length; window++) {
      int start = window * pool.strides().get(axis) - pool.pads().get(axis);
      for (int tap = 0; tap < pool.kernel().get(axis); tap++) {
        int place = start + tap * pool.dilations().get(axis);
        if (place >= 0 && place < extent) {
          windows[window][place] = 1;
        }
      }
    }
    return windows;
  }

  private static int count(int[] window) {
    return Arrays.stream(window).sum();
  }

  private String ones(int[][] windows, boolean transposed) {
    int extent = windows[0].length;
    long[] data = new long[windows.length * extent];
    for (int i = 0; i < data.length; i++) {
      data[i] =
          transposed
              ? windows[i % windows.length][i / windows.length]
              : windows[i / extent][i % extent];
    }
    List<Integer> shape =
        transposed ? List.of(extent, windows.length) : List.of(windows.length, extent);
    return scope.wholes(shape, data, DataType.DOUBLE);
  }

  private String wide(String codes) {
    return scope.cast(codes, DataType.DOUBLE);
  }

  private String means(Reduce mean, TensorType type, Coded x, CodeGrid grid) {
    int places = mean.axes().stream().map(type::extent).reduce(1, (a, b) -> a * b);
    boolean image = CodedOperators.isOfImage(mean, type.shape().size());
    String sums =
        scope.add(
            "ReduceSum",
            List.of(wide(tensors.apply(x)), scope.integers(mean.axes())),
            attribute("keepdims", mean.keepDims() ? 1 : 0),
            attribute("noop_with_empty_axes", 1));
    LongToIntFunction code = kernels.mean(x.grid(), places, image, grid);
    return tables.steps(sums, grid, List.of(sums(x.grid(), places, code)), List.of(), new int[1]);
  }
}

package io.nn2fpga.importer.onnx.write;

import io.nn2fpga.importer.onnx.write.CodedState.Coded;
import io.nn2fpga.importer.onnx.write.CodedState.Pending;
import io.nn2fpga.importer.onnx.write.CodedState.Plain;
import io.nn2fpga.importer.onnx.write.CodedState.Table;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.ArgExtremum;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.CodedOperators;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Elementwise;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Rearrangement;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a quantized graph so that it gives the codes of its framework's kernels: an operator
 * between {@code dequantize} and {@code quantize} becomes operators on whole numbers and tables, by
 * the rules of {@link io.nn2fpga.nn.KernelInterpreter}. Functions of one code, up to the quantizer
 * or the end of the graph, are tables. Everything else is computed in binary32.
 */
final class QuantizedGraphWriter {
  private final Graph graph;
  private final OnnxScope scope;
  private final Function<Node, List<String>> plainly;
  private final CodedOperatorWriter operators;
  private final Map<String, CodedState> states = new HashMap<>();
  private final Map<String, Node> makers = new HashMap<>();
  private final Map<Coded, String> codes = new HashMap<>();

  /** Values whose last bits may differ from the interpreter's. */
  private final Set<String> rounded = new HashSet<>();

  /**
   * A writer.
   *
   * @param plainly writes a node as what it is; gives the tensors that hold its results
   */
  QuantizedGraphWriter(
      Graph graph,
      OnnxScope scope,
      QuantizedKernels kernels,
      Function<Node, List<String>> plainly) {
    this.graph = graph;
    this.scope = scope;
    this.plainly = plainly;
    operators = new CodedOperatorWriter(graph, scope, kernels, this::codes);
    graph.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
  }

  /**
   * Writes all nodes.
   *
   * @return whether every value of the outputs is the interpreter's, to the last bit
   */
  boolean write() {
    for (Node node : graph.nodes()) {
      List<CodedState> operands = node.inputs().stream().map(this::state).toList();
      CodedState state = node.op() instanceof Quantize q ? quantized(q, node, operands) : null;
      if (state == null) {
        state = state(node, operands);
        states.put(node.output(), state);
        if (state instanceof Plain) {
          real(node.output());
        }
      }
      states.put(node.output(), state);
    }
    graph.outputs().forEach(this::real);
    return graph.outputs().stream().noneMatch(rounded::contains);
  }

  private CodedState state(String value) {
    return states.getOrDefault(value, new Plain());
  }

  private @Nullable FloatTensor constant(Node node, int operand) {
    String value = node.inputs().get(operand);
    return graph.isConstant(value) && graph.constant(value) instanceof FloatTensor floats
        ? floats
        : null;
  }

  private CodedState state(Node node, List<CodedState> operands) {
    NnOperation operation = (NnOperation) node.op();
    CodedState first = operands.isEmpty() ? new Plain() : operands.get(0);
    CodedState state = null;
    if (operation instanceof Dequantize dequantize) {
      state = dequantized(dequantize, node);
    } else if (first instanceof Pending pending) {
      state = after(node, pending);
    } else if (first instanceof Coded coded && coded.isUniform()) {
      state = of(node, operands, coded);
    }
    if (state == null) {
      state = table(node, operands);
    }
    return state == null ? new Plain() : state;
  }

  private @Nullable CodedState dequantized(Dequantize dequantize, Node node) {
    FloatTensor scale = constant(node, 1);
    FloatTensor zero = constant(node, 2);
    String value = node.input();
    return scale != null
            && zero != null
            && graph.value(value).tensor().element() instanceof IntegerElement element
        ? new Coded(value, scale, zero, dequantize.axis(), element, List.of())
        : null;
  }

  private static @Nullable CodedState after(Node node, Pending pending) {
    if (node.op() instanceof Clamp clamp) {
      return pending.clamped(clamp.lo(), clamp.hi());
    }
    return node.op() instanceof Rearrangement && node.inputs().size() == 1
        ? pending.moved(node)
        : null;
  }

  private @Nullable CodedState of(Node node, List<CodedState> operands, Coded coded) {
    NnOperation operation = (NnOperation) node.op();
    if (operands.size() == 1 && CodedOperators.keepsCodes(operation)) {
      return coded.moved(node);
    }
    if (operation instanceof Pad pad) {
      Pad padded = CodedOperators.padded(pad, coded.grid());
      return coded.moved(
          new Node(node.name(), padded, node.inputs(), node.outputs(), node.source()));
    }
    if (operation instanceof Clamp clamp) {
      return Pending.of(null, operands).clamped(clamp.lo(), clamp.hi());
    }
    if (!operators.knows(node, operands)) {
      return null;
    }
    if (!operators.writes(node, operands)) {
      rounded.add(node.output());
      return null;
    }
    return Pending.of(node, operands);
  }

  /** An operator that works element by element on one value of codes, and constants. */
  private @Nullable CodedState table(Node node, List<CodedState> operands) {
    if (node.op() instanceof Rearrangement
        && operands.size() == 1
        && operands.get(0) instanceof Table table) {
      return new Table(table.codes().moved(node), table.numbers());
    }
    if (!(node.op() instanceof Elementwise)) {
      return null;
    }
    Coded source = null;
    List<Tensor> numbers = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Table table = table(operands.get(i));
      FloatTensor constant = constant(node, i);
      if (table != null && (source == null || source.equals(table.codes()))) {
        source = table.codes();
        numbers.add(FloatTensor.of(table.numbers(), table.numbers().length));
      } else if (constant != null && constant.data().length == 1) {
        numbers.add(FloatTensor.of(constant.data()));
      } else {
        return null;
      }
    }
    return source == null
        ? null
        : new Table(
            source, ((FloatTensor) ((NnOperation) node.op()).evaluate(numbers).get(0)).data());
  }

  /** What each code of a value stands for; null if codes of 8 bits do not decide it. */
  private static @Nullable Table table(CodedState state) {
    if (state instanceof Table table) {
      return table;
    }
    if (state instanceof Coded coded && coded.isUniform() && coded.element().bits() <= Byte.SIZE) {
      CodeGrid grid = coded.grid();
      float[] numbers = new float[grid.max() - grid.min() + 1];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = (grid.min() + i - coded.zero().data()[0]) * grid.scale();
      }
      return new Table(coded, numbers);
    }
    if (state instanceof Pending pending && pending.node() == null && pending.moves().isEmpty()) {
      Table unclamped = table(pending.operands().get(0));
      if (unclamped != null) {
        float[] numbers = unclamped.numbers().clone();
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = (float) Math.min(Math.max(numbers[i], pending.lo()), pending.hi());
        }
        return new Table(unclamped.codes(), numbers);
      }
    }
    return null;
  }

  /** Writes the codes that a quantizer gives; null if it has to be done to real numbers. */
  private @Nullable CodedState quantized(Quantize quantize, Node node, List<CodedState> operands) {
    FloatTensor scale = constant(node, 1);
    FloatTensor zero = constant(node, 2);
    CodedState first = operands.get(0);
    if (scale == null
        || zero == null
        || scale.data().length != 1
        || zero.data().length != 1
        || first instanceof Plain) {
      return null;
    }
    CodeGrid grid =
        new CodeGrid(scale.data()[0], (int) zero.data()[0], quantize.min(), quantize.max());
    String written;
    if (first instanceof Table table) {
      CodeGrid source = table.codes().grid();
      written =
          operators
              .tables()
              .codes(
                  codes(table.codes()),
                  source,
                  code ->
                      quantize.code(
                          table.numbers()[(int) code - source.min()],
                          scale.data()[0],
                          zero.data()[0]));
    } else {
      Pending pending = first instanceof Pending p ? p : Pending.of(null, List.of(first));
      if (!(pending.operands().get(0) instanceof Coded coded) || !coded.isUniform()) {
        return null;
      }
      if (pending.node() == null && !CodedOperatorWriter.isNarrow(coded)) {
        rounded.add(node.output());
        return null;
      }
      written = moved(pending.moves(), operators.codes(pending, grid));
    }
    scope.define(node.output(), written);
    if (isRounded(first)) {
      rounded.add(node.output());
    }
    return new Plain();
  }

  private boolean isRounded(CodedState state) {
    if (state instanceof Coded coded) {
      return rounded.contains(coded.codes());
    }
    return state instanceof Table table
        ? isRounded(table.codes())
        : state instanceof Pending pending && pending.operands().stream().anyMatch(this::isRounded);
  }

  /** The tensor of codes. */
  private String codes(Coded coded) {
    String known = codes.get(coded);
    if (known == null) {
      known = moved(coded.moves(), real(coded.codes()));
      codes.put(coded, known);
    }
    return known;
  }

  private String moved(List<Node> moves, String tensor) {
    String result = tensor;
    for (Node move : moves) {
      result = scope.instead(move.input(), result, () -> plainly.apply(move)).get(0);
    }
    return result;
  }

  /** Sees to it that a tensor holds a value, real numbers or codes; gives that tensor. */
  private String real(String value) {
    Node node = makers.get(value);
    if (!scope.isDefined(value) && node != null) {
      CodedState state = state(value);
      if (state instanceof Table table) {
        CodeGrid grid = table.codes().grid();
        scope.define(
            value, operators.tables().numbers(codes(table.codes()), grid, table.numbers()));
        if (isRounded(table)) {
          rounded.add(value);
        }
      } else {
        node.inputs().forEach(this::real);
        List<String> results = plainly.apply(node);
        for (int i = 0; i < results.size(); i++) {
          scope.define(node.outputs().get(i), results.get(i));
        }
        if (!isExact(node.op()) || node.inputs().stream().anyMatch(rounded::contains)) {
          rounded.addAll(node.outputs());
        }
      }
    }
    return scope.tensor(value);
  }

  /** Whether an operation on equal binary32 numbers gives equal ones, whoever computes it. */
  private static boolean isExact(io.nn2fpga.ir.Operation operation) {
    return operation instanceof Dequantize
        || operation instanceof Quantize
        || operation instanceof Rearrangement
        || operation instanceof Clamp
        || operation instanceof MaxPool
        || operation instanceof Pad
        || operation instanceof Add
        || operation instanceof Mul
        || operation instanceof ArgMax
        || operation instanceof ArgExtremum;
  }
}

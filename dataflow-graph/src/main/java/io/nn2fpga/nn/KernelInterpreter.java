package io.nn2fpga.nn;

import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.CodedValue.Coded;
import io.nn2fpga.nn.CodedValue.Dynamic;
import io.nn2fpga.nn.CodedValue.Pending;
import io.nn2fpga.nn.CodedValue.Plain;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import io.nn2fpga.quant.RealSum;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a quantized nn graph with the arithmetic of its framework's kernels: an operator between
 * {@code dequantize} and {@code quantize} is computed from the codes alone, as the kernel set does
 * it, not in real numbers. So is an operator behind {@link DynamicQuantize}, of whose operands only
 * the weights are codes. Depthwise convolutions of real numbers add in the kernels' order, as codes
 * that are made of their results would show the last bit. Everything else is computed as {@link
 * NnInterpreter} does.
 */
public final class KernelInterpreter implements TensorExecutor {
  private final Graph graph;
  private final Set<String> observed;
  private final QuantizedKernels kernels;
  private final KernelArithmetic arithmetic;
  private final HybridArithmetic hybrid;

  /**
   * An interpreter.
   *
   * @param graph an nn graph
   * @param kernels whose arithmetic the quantized operators have
   * @param observed names of the values to return
   */
  public KernelInterpreter(Graph graph, QuantizedKernels kernels, Collection<String> observed) {
    if (graph.level() != Level.NN) {
      throw new IllegalArgumentException(graph.name() + ": " + graph.level() + " graph");
    }
    observed.forEach(graph::value);
    this.graph = graph;
    this.observed = new LinkedHashSet<>(observed);
    this.kernels = kernels;
    this.arithmetic = new KernelArithmetic(kernels);
    this.hybrid = new HybridArithmetic(kernels);
  }

  @Override
  public Map<String, FloatTensor> run(FloatTensor input) {
    if (graph.inputs().size() != 1) {
      throw new IllegalStateException(graph.name() + " has inputs " + graph.inputs());
    }
    Map<String, FloatTensor> seen = new LinkedHashMap<>();
    run(Map.of(graph.inputs().get(0), input))
        .forEach((value, tensor) -> seen.put(value, NnInterpreter.numbers(tensor)));
    return seen;
  }

  @Override
  public Map<String, Tensor> run(Map<String, ? extends Tensor> inputs) {
    Map<String, CodedValue> values = new HashMap<>();
    for (String name : graph.inputs()) {
      values.put(name, new Plain(NnInterpreter.input(graph, name, inputs.get(name))));
    }
    return observed(values);
  }

  private Map<String, Tensor> observed(Map<String, CodedValue> values) {
    graph.constants().forEach((name, tensor) -> values.put(name, new Plain(tensor)));
    for (Node node : graph.nodes()) {
      List<CodedValue> operands = node.inputs().stream().map(n -> value(values, n)).toList();
      List<CodedValue> results = results((NnOperation) node.op(), operands);
      for (int i = 0; i < results.size(); i++) {
        values.put(node.outputs().get(i), results.get(i));
      }
    }
    Map<String, Tensor> seen = new LinkedHashMap<>();
    observed.forEach(name -> seen.put(name, value(values, name).tensor()));
    return seen;
  }

  private static CodedValue value(Map<String, CodedValue> values, String name) {
    CodedValue value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("'" + name + "' is read before it is computed");
    }
    return value;
  }

  private List<CodedValue> results(NnOperation operation, List<CodedValue> operands) {
    CodedValue result = null;
    if (operation instanceof Dequantize dequantize) {
      result =
          new Coded(
              (IntTensor) operands.get(0).tensor(),
              (FloatTensor) operands.get(1).tensor(),
              (FloatTensor) operands.get(2).tensor(),
              dequantize.axis());
    } else if (operation instanceof Quantize quantize) {
      result = quantized(quantize, operands);
    } else if (operation instanceof DynamicQuantize dynamic) {
      result = new Dynamic((FloatTensor) operands.get(0).tensor(), dynamic);
    } else if (HybridArithmetic.knows(operation, operands)) {
      result = new Plain(hybrid.real(operation, operands));
    } else if (operands.get(0) instanceof Pending pending) {
      result = after(operation, operands, pending);
    } else if (operands.get(0) instanceof Coded coded && coded.isUniform()) {
      result = of(operation, operands, coded);
    }
    if (result != null) {
      return List.of(result);
    }
    List<Tensor> tensors = operands.stream().map(CodedValue::tensor).toList();
    RealSum order = RealDepthwise.order(kernels, operation, operands);
    if (order != null) {
      return List.of(new Plain(RealDepthwise.evaluate((Conv) operation, order, tensors)));
    }
    return operation.evaluate(tensors).stream().map(t -> (CodedValue) new Plain(t)).toList();
  }

  /** What becomes of an operator's result before it is quantized; null if it has to be real. */
  private static @Nullable CodedValue after(
      NnOperation operation, List<CodedValue> operands, Pending pending) {
    if (operation instanceof Clamp clamp) {
      return pending.clamped(clamp);
    }
    return operation instanceof Rearrangement && operands.size() == 1
        ? pending.moved(operation)
        : null;
  }

  /** An operator on codes; null if it has to be computed in real numbers. */
  private @Nullable CodedValue of(NnOperation operation, List<CodedValue> operands, Coded coded) {
    if (operands.size() == 1 && CodedOperators.keepsCodes(operation)) {
      return coded.with(CodedValue.rearranged(operation, List.of(coded.codes())));
    }
    if (operation instanceof Pad pad) {
      Pad codes = CodedOperators.padded(pad, coded.grid());
      return coded.with(CodedValue.rearranged(codes, List.of(coded.codes())));
    }
    if (operation instanceof Clamp clamp) {
      return new Pending(null, operands).clamped(clamp);
    }
    return arithmetic.knows(operation, operands) ? new Pending(operation, operands) : null;
  }

  private @Nullable CodedValue quantized(Quantize quantize, List<CodedValue> operands) {
    float[] scale = ((FloatTensor) operands.get(1).tensor()).data();
    float[] zero = ((FloatTensor) operands.get(2).tensor()).data();
    if (scale.length != 1 || zero.length != 1 || operands.get(0) instanceof Plain) {
      return null;
    }
    CodeGrid grid = new CodeGrid(scale[0], (int) zero[0], quantize.min(), quantize.max());
    Pending pending =
        operands.get(0) instanceof Pending p ? p : new Pending(null, List.of(operands.get(0)));
    return pending.operands().get(0) instanceof Coded coded && coded.isUniform()
        ? new Plain(pending.moved(arithmetic.codes(pending, grid, quantize.element())))
        : null;
  }

  @Override
  public void close() {
    // holds nothing
  }
}

package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.depthwise.Depthwise;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The integer graph of a quantized model in the course of being made. */
final class QuantizedContext {
  final Graph nn;
  final KernelSet set;

  /** Null where the chain of float operators is the definition. */
  final @Nullable QuantizedKernels kernels;

  final Graph.Builder builder;
  final List<LayerNote> notes = new ArrayList<>();
  final List<ObservedCodes> observed = new ArrayList<>();
  final Diagnostics problems = new Diagnostics();
  private final Map<String, Lowered> lowered = new HashMap<>();
  private final Map<String, Node> makers = new HashMap<>();
  private final Map<String, Node> integerMakers = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  QuantizedContext(Graph nn, KernelSet set) {
    this.nn = nn;
    this.set = set;
    kernels = set == KernelSet.QONNX ? null : QuantizedKernels.of(set);
    builder = Graph.builder(nn.name(), Level.INT);
    for (Node node : nn.nodes()) {
      node.outputs().forEach(output -> makers.put(output, node));
    }
  }

  /** What sums and means are computed by, which QONNX leaves to ONNX. */
  QuantizedKernels kernelsOfSums() {
    return kernels == null ? QuantizedKernels.of(KernelSet.ONNX) : kernels;
  }

  /** The node that computes a value; null for inputs and constants. */
  @Nullable Node maker(String value) {
    return makers.get(value);
  }

  /** What a value of the model is at the integer level, or null if it is not there. */
  @Nullable Lowered lowered(String value) {
    return lowered.get(value);
  }

  void define(String value, Lowered what) {
    lowered.put(value, what);
    if (what instanceof Signal signal
        && signal.origin() instanceof Origin.Codes
        && nn.values().containsKey(value)
        && type(value).element() instanceof IntegerElement
        && isInOrder(type(value), signal.laidOut())) {
      observed.add(new ObservedCodes(value, signal.value(), signal.laidOut()));
    }
  }

  /** Whether row-major elements of a value are those of the type that its order is known by. */
  private static boolean isInOrder(TensorType value, TensorType laidOut) {
    return value.shape().size() == 1 || value.shape().equals(laidOut.shape());
  }

  /** The type of a model's value. */
  TensorType type(String value) {
    return nn.value(value).tensor();
  }

  /** The type of a value of the integer graph, {@code [H, W, C]}. */
  TensorType frame(String value) {
    return (TensorType) builder.type(value);
  }

  /** A constant operand of real numbers; a diagnostic if it is computed. */
  float[] floats(Node node, int operand, String what) {
    Tensor tensor = nn.constants().get(node.inputs().get(operand));
    if (tensor instanceof FloatTensor floats) {
      return floats.data();
    }
    throw unsupported(node, what + " is computed", "export a model whose " + what + " is constant");
  }

  /**
   * What a quantizer or dequantizer says of its codes.
   *
   * @param min the least code
   * @param max the largest code
   */
  CodeGrid grid(Node node, int min, int max) {
    float scale = single(node, 1, "the scale");
    float zero = single(node, 2, "the zero point");
    if (zero != Math.rint(zero) || Math.abs(zero) > 1 << 24) {
      throw unsupported(
          node, "a zero point of " + zero + " is no code", "use whole numbers as zero points");
    }
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw unsupported(node, "a scale of " + scale, "scales are positive");
    }
    return new CodeGrid(scale, (int) zero, min, max);
  }

  private float single(Node node, int operand, String what) {
    float[] values = floats(node, operand, what);
    for (float value : values) {
      if (value != values[0]) {
        throw unsupported(
            node,
            what + " of an activation differs from channel to channel",
            "quantize activations per tensor");
      }
    }
    return values[0];
  }

  static DiagnosticException unsupported(Node node, String message, String hint) {
    return new DiagnosticException(
        Diagnostic.of(Code.UNSUPPORTED_ATTRIBUTE, message, Places.of(node), hint));
  }

  /** A name that no value of the model and no value of the integer graph has. */
  String fresh(String name) {
    String free = name;
    for (int i = 2; builder.isDefined(free) || nn.values().containsKey(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /** The name of a value of the model, or one like it if the integer graph has that already. */
  String named(String value) {
    return builder.isDefined(value) ? fresh(value) : value;
  }

  String constant(String name, Tensor tensor) {
    return builder.constant(fresh(name), tensor);
  }

  /**
   * Adds a node.
   *
   * @param result its result's name; taken from the model where the value is the model's own
   */
  String add(String name, Operation op, List<String> operands, String result, String source) {
    String free = name;
    for (int i = 2; names.contains(free); i++) {
      free = name + "_" + i;
    }
    names.add(free);
    integerMakers.put(result, builder.node(new Node(free, op, operands, List.of(result), source)));
    return result;
  }

  /** The node of the integer graph that computes a value; null for its input. */
  @Nullable Node integerMaker(String value) {
    return integerMakers.get(value);
  }

  /** Bits of the weights of a node of the integer graph; null if it has none. */
  @Nullable Integer weightBits(Node node) {
    boolean weighted =
        node.op() instanceof Conv || node.op() instanceof Depthwise || node.op() instanceof Dense;
    return weighted ? element(frame(node.inputs().get(1))).bits() : null;
  }

  /** The element type of codes between two numbers of a quantizer's type. */
  static IntegerElement element(TensorType codes) {
    return (IntegerElement) codes.element();
  }
}

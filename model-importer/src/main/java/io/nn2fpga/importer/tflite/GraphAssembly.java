package io.nn2fpga.importer.tflite;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Dequantize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The nn graph as it grows. A tensor of codes has two values: the codes, with the tensor's name,
 * and the real numbers that {@code dequantize} makes of them once somebody reads those.
 */
final class GraphAssembly {
  private final Graph.Builder builder;
  private final boolean batched;
  private final Set<String> reserved;
  private final Map<Integer, String> values = new HashMap<>();
  private final Map<Integer, String> reals = new HashMap<>();
  private final Map<String, Tensor> known = new HashMap<>();
  private final Set<String> nodeNames = new HashSet<>();
  private boolean batchTouched;

  /**
   * An empty graph.
   *
   * @param batched whether axis 0 of all computed tensors counts samples and is left out
   * @param reserved names of the model's tensors, which no other value may take
   */
  GraphAssembly(String name, boolean batched, Set<String> reserved) {
    this.builder = Graph.builder(name, Level.NN);
    this.batched = batched;
    this.reserved = reserved;
  }

  Graph.Builder builder() {
    return builder;
  }

  boolean isBatched() {
    return batched;
  }

  /** Notes that an operator reads axis 0 as an axis like any other. */
  void touchBatch() {
    batchTouched = true;
  }

  boolean isBatchTouched() {
    return batchTouched;
  }

  /** Extents as the nn graph has them. */
  List<Integer> shape(TfliteTensor tensor) {
    return batched && !tensor.isConstant() && !tensor.shape().isEmpty()
        ? tensor.shape().subList(1, tensor.shape().size())
        : tensor.shape();
  }

  void input(TfliteTensor tensor) {
    IntegerElement codes = tensor.element().codes();
    TensorType type =
        new TensorType(
            shape(tensor), tensor.isQuantized() ? Objects.requireNonNull(codes) : FloatElement.F32);
    values.put(tensor.index(), builder.input(tensor.name(), type));
  }

  /** Whether the tensor stands for something; it does not after its operator was refused. */
  boolean isDefined(TfliteTensor tensor) {
    return tensor.isConstant() || values.containsKey(tensor.index());
  }

  /** Lets a tensor stand for a value: codes if it is quantized, else real numbers. */
  void define(TfliteTensor tensor, String value) {
    values.put(tensor.index(), value);
  }

  /** The value that a computed tensor stands for. */
  String value(TfliteTensor tensor) {
    return Objects.requireNonNull(values.get(tensor.index()), tensor.name());
  }

  /** The real numbers of a computed tensor; {@code dequantize} is added where it is missing. */
  String real(TfliteTensor tensor) {
    if (!tensor.isQuantized()) {
      return value(tensor);
    }
    return reals.computeIfAbsent(
        tensor.index(), i -> dequantize(tensor.name(), value(tensor), tensor));
  }

  TensorType type(String value) {
    return (TensorType) builder.type(value);
  }

  /** Adds codes as a constant, and the node that makes real numbers of them. */
  String dequantized(String name, IntTensor codes, float[] scales, long[] zeros, int axis) {
    return dequantizeNode(name, constant(name, codes), scales, zeros, axis);
  }

  /** Adds the real numbers of codes as a constant, where nothing else is quantized. */
  String folded(String name, IntTensor codes, float[] scales, long[] zeros, int axis) {
    float[] zeroPoints = new float[zeros.length];
    for (int i = 0; i < zeros.length; i++) {
      zeroPoints[i] = zeros[i];
    }
    List<Tensor> operands = List.of(codes, parameter(scales), parameter(zeroPoints));
    return constant(name, new Dequantize(axis).evaluate(operands).get(0));
  }

  private String dequantize(String name, String codes, TfliteTensor tensor) {
    return dequantizeNode(name, codes, tensor.scales(), tensor.zeroPoints(), tensor.axis());
  }

  private String dequantizeNode(String name, String codes, float[] scales, long[] zeros, int axis) {
    String result = unused(name + "/real");
    List<String> operands = new ArrayList<>(List.of(codes));
    operands.addAll(grid(name, scales, zeros));
    builder.node(
        new Node(unusedNode(result), new Dequantize(axis), operands, List.of(result), name));
    return result;
  }

  /** Scale and zero point as constants: scalars, or vectors. */
  List<String> grid(String name, float[] scales, long[] zeros) {
    float[] zeroPoints = new float[zeros.length];
    for (int i = 0; i < zeros.length; i++) {
      zeroPoints[i] = zeros[i];
    }
    return List.of(
        constant(name + "/scale", parameter(scales)),
        constant(name + "/zero-point", parameter(zeroPoints)));
  }

  private static FloatTensor parameter(float[] numbers) {
    return numbers.length == 1 || Arrays.equals(numbers, new float[numbers.length])
        ? FloatTensor.of(new float[] {numbers[0]})
        : FloatTensor.of(numbers, numbers.length);
  }

  /** Adds a constant; where the name is in use for the same contents, that one serves. */
  String constant(String name, Tensor tensor) {
    if (builder.isDefined(name) && tensor.equals(known.get(name))) {
      return name;
    }
    String unused = builder.isDefined(name) ? unused(name) : name;
    known.put(unused, tensor);
    return builder.constant(unused, tensor);
  }

  boolean isTaken(String name) {
    return builder.isDefined(name) || reserved.contains(name);
  }

  /** A node's name that is not in use. */
  String unusedNode(String wanted) {
    String name = wanted;
    for (int i = 2; !nodeNames.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** A value's name that is not in use, and is no tensor's. */
  String unused(String wanted) {
    String name = wanted;
    for (int i = 2; isTaken(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }
}

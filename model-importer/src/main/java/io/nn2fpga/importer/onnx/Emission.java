package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Parameter;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.ScalePreserving;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds what a model's node computes to the nn graph, where all operators work on real numbers.
 *
 * <p>An operator that gives some of its operand's elements takes codes in the model: here it stands
 * between a dequantize and a quantize node of the same scale and zero point, which is exact.
 */
record Emission(NodeScope scope, GraphAssembly assembly, Topology.Places places, int index) {
  /** What ONNX' integer operators give. */
  private static final IntegerElement ACCUMULATOR = IntegerElement.signed(32);

  /**
   * The result is an operation on values of the graph and constants.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the operands do not fit, or are codes that the
   *     operation does not pass on as they are
   */
  void emit(NnOperation operation, List<String> values, String result, Parameter... parameters) {
    if (values.stream().noneMatch(this::isCodes)) {
      add(operation, places.nodeName(index), values, result, parameters);
    } else if (values.size() == 1 && operation instanceof ScalePreserving) {
      emitOnCodes(operation, values.get(0), result, parameters);
    } else {
      throw scope.refuse(
          "an operand holds integers, " + values.stream().map(v -> v + " " + type(v)).toList(),
          "dequantize it before this node");
    }
  }

  private void emitOnCodes(
      NnOperation operation, String codes, String result, Parameter... parameters) {
    GraphAssembly.Encoding encoding = assembly.encoding(codes);
    String name = places.nodeName(index);
    String real = assembly.unusedName(result + "/operand");
    add(
        new Dequantize(0),
        name + "/dequantize",
        List.of(codes),
        real,
        new Parameter(codes + "_scale", encoding.scale()),
        new Parameter(codes + "_zero", encoding.zero()));
    String passed = assembly.unusedName(result + "/real");
    add(operation, name, List.of(real), passed, parameters);
    IntegerElement element = (IntegerElement) type(codes).element();
    quantize(Quantize.of(element, 0), name + "/quantize", passed, result, encoding);
  }

  /** The result is codes of a value; what made them is remembered. */
  void quantize(Quantize operation, String value, String result, Parameter scale, Parameter zero) {
    if (isCodes(value)) {
      throw scope.refuse("the operand holds integers, " + type(value), "quantize real numbers");
    }
    add(operation, places.nodeName(index), List.of(value), result, scale, zero);
    if (scale.tensor().type().size() == 1 && zero.tensor().type().size() == 1) {
      assembly.quantizedBy(result, scale.tensor(), zero.tensor());
    }
  }

  private void quantize(
      Quantize operation,
      String nodeName,
      String value,
      String result,
      GraphAssembly.Encoding encoding) {
    add(
        operation,
        nodeName,
        List.of(value),
        result,
        new Parameter(result + "_scale", encoding.scale()),
        new Parameter(result + "_zero", encoding.zero()));
    assembly.quantizedBy(result, encoding.scale(), encoding.zero());
  }

  /** The result is the numbers that codes stand for. */
  void dequantize(
      Dequantize operation, String value, String result, Parameter scale, Parameter zero) {
    String codes = value;
    if (!isCodes(value)) {
      if (!assembly.hasAccumulators()) {
        throw scope.refuse("the operand is no tensor of integers", "quantize it first");
      }
      // The 32-bit result of an integer operator, which is computed on real numbers here.
      codes = assembly.unusedName(result + "/codes");
      quantize(
          Quantize.of(ACCUMULATOR, 0),
          places.nodeName(index) + "/quantize",
          value,
          codes,
          GraphAssembly.Encoding.NUMBERS);
    }
    add(operation, places.nodeName(index), List.of(codes), result, scale, zero);
  }

  private void add(
      NnOperation operation,
      String wanted,
      List<String> values,
      String result,
      Parameter... parameters) {
    List<Type> types = new ArrayList<>(values.stream().map(v -> (Type) type(v)).toList());
    for (Parameter parameter : parameters) {
      types.add(parameter.tensor().type());
    }
    scope.infer(operation, types);
    String nodeName = assembly.uniqueNodeName(wanted, index);
    List<String> operands = new ArrayList<>(values);
    for (Parameter parameter : parameters) {
      QuantizedConstant quantized = parameter.quantized();
      operands.add(
          quantized == null
              ? assembly.addConstant(parameter.name(), nodeName, parameter.tensor())
              : assembly.addConstant(parameter.name(), nodeName, quantized, places.node(index)));
    }
    assembly
        .builder()
        .node(new Node(nodeName, operation, operands, List.of(result), places.node(index)));
    assembly.alias(result, result);
  }

  private boolean isCodes(String value) {
    return type(value).element() instanceof IntegerElement;
  }

  private TensorType type(String value) {
    return (TensorType) assembly.builder().type(value);
  }
}

package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Computed;
import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.importer.onnx.NodeScope.Parameter;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.PerAxisQuantization;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Rearrangement;
import io.nn2fpga.nn.ScalePreserving;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds operations to the graph, and lets a model's node work on codes, although all operations of
 * the graph work on real numbers.
 *
 * <p>An operator that gives some of its operands' elements stands between a dequantize and a
 * quantize node of the codes' own scale and zero point, which is exact. Any other takes codes as
 * the numbers that they are.
 *
 * @param stem what the names of invented values start with
 */
record Emission(NodeScope scope, GraphAssembly assembly, String stem) {
  /** The types of an operation's results on real numbers; codes count as the numbers they are. */
  List<Type> types(NnOperation operation, Operand... operands) {
    boolean real = !(operation instanceof PerAxisQuantization);
    return scope.checked(
        () ->
            operation.inferTypes(
                Arrays.stream(operands)
                    .map(o -> (Type) (real ? numbers(o.type()) : o.type()))
                    .toList()));
  }

  /** The results of an operation; computed at once if the operands are known. */
  List<Operand> results(NnOperation operation, Operand[] operands, List<String> names) {
    if (operation instanceof PerAxisQuantization
        || Arrays.stream(operands).noneMatch(Emission::isCodes)) {
      return add(operation, "", operands, names);
    }
    if (!passesOn(operation, operands)) {
      Operand[] numbers = new Operand[operands.length];
      for (int i = 0; i < operands.length; i++) {
        numbers[i] = dequantized(operands[i], GraphAssembly.Encoding.NUMBERS);
      }
      return add(operation, "", numbers, names);
    }
    GraphAssembly.Encoding encoding = encoding(operands[0]);
    Operand[] reals = new Operand[operands.length];
    for (int i = 0; i < operands.length; i++) {
      reals[i] = dequantized(operands[i], encoding);
    }
    List<String> realNames =
        names.stream().map(name -> assembly.inventedName(name + "/real")).toList();
    List<Operand> results = new ArrayList<>();
    IntegerElement element = (IntegerElement) operands[0].type().element();
    for (Operand result : add(operation, "", reals, realNames)) {
      String name = names.get(results.size());
      results.add(quantized(result, name, element, encoding));
      assembly.quantizedBy(name, encoding.scale(), encoding.zero());
    }
    return results;
  }

  /** The operand as codes: integers that are real numbers in the graph become their own codes. */
  Operand codes(Operand operand, NumberFormat format) {
    IntegerElement element = format.codes();
    if (element == null) {
      throw scope.refuse("the operand is of element type " + format, "quantize it first");
    }
    return isCodes(operand)
        ? operand
        : quantized(
            operand,
            assembly.inventedName(stem + "/codes"),
            element,
            GraphAssembly.Encoding.NUMBERS);
  }

  /** The node's first result is codes: what made them is remembered. */
  void quantize(Quantize operation, Operand x, Parameter scale, Parameter zero) {
    scope.emitOf(operation, x, scale, zero);
    if (scale.type().size() == 1 && zero.type().size() == 1) {
      assembly.quantizedBy(assembly.value(scope.result()), scale.tensor(), zero.tensor());
    }
  }

  /** The node's first result is the numbers that the codes of its first operand stand for. */
  void dequantize(Dequantize operation, Parameter scale, Parameter zero) {
    scope.emitOf(operation, codes(scope.operand(0), scope.format(0)), scale, zero);
  }

  /** Refuses results that are too large to be computed at import. */
  static void checkComputed(NodeScope node, List<Type> results) {
    for (Type result : results) {
      if (((TensorType) result).size() > Constant.MAX_COMPUTED) {
        throw node.refuse(
            "a constant of type " + result + " would be computed at import",
            "constants have at most " + Constant.MAX_COMPUTED + " elements");
      }
    }
  }

  private boolean passesOn(NnOperation operation, Operand... operands) {
    return (operation instanceof ScalePreserving || operation instanceof Rearrangement)
        && Arrays.stream(operands).allMatch(Emission::isCodes)
        && Arrays.stream(operands).map(this::encoding).distinct().count() == 1
        && Arrays.stream(operands).map(o -> o.type().element()).distinct().count() == 1;
  }

  private GraphAssembly.Encoding encoding(Operand codes) {
    return assembly.encoding(((Computed) codes).value());
  }

  private Operand dequantized(Operand operand, GraphAssembly.Encoding encoding) {
    if (!isCodes(operand)) {
      return operand;
    }
    return this.add(
            new Dequantize(0),
            "/dequantize",
            with(operand, encoding),
            List.of(assembly.inventedName(stem + "/operand")))
        .get(0);
  }

  private Operand quantized(
      Operand operand, String name, IntegerElement element, GraphAssembly.Encoding encoding) {
    return this.add(Quantize.of(element, 0), "/quantize", with(operand, encoding), List.of(name))
        .get(0);
  }

  private Operand[] with(Operand operand, GraphAssembly.Encoding encoding) {
    return new Operand[] {
      operand,
      new Parameter(assembly.inventedName(stem + "/scale"), encoding.scale()),
      new Parameter(assembly.inventedName(stem + "/zero"), encoding.zero())
    };
  }

  private static boolean isCodes(Operand operand) {
    return operand.type().element() instanceof IntegerElement;
  }

  private static TensorType numbers(TensorType type) {
    return new TensorType(type.shape(), FloatElement.F32);
  }

  /**
   * Results of an operation on operands that it takes as they are; computed at once if they are
   * known.
   *
   * @param part what the node does for the model's, appended to its name; empty for the main one
   */
  private List<Operand> add(
      NnOperation operation, String part, Operand[] operands, List<String> resultNames) {
    List<Type> types = scope.infer(operation, operands);
    List<Operand> results = new ArrayList<>();
    if (Arrays.stream(operands).allMatch(Parameter.class::isInstance)) {
      checkComputed(scope, types);
      List<Tensor> tensors =
          Arrays.stream(operands).map(o -> (Tensor) ((Parameter) o).tensor()).toList();
      List<? extends Tensor> computed = operation.evaluate(tensors);
      for (int i = 0; i < computed.size(); i++) {
        results.add(new Parameter(resultNames.get(i), (FloatTensor) computed.get(i)));
      }
      return results;
    }
    String nodeName = scope.nodeName(part);
    List<String> names = new ArrayList<>();
    for (Operand operand : operands) {
      names.add(name(operand, nodeName));
    }
    assembly.builder().node(new Node(nodeName, operation, names, resultNames, scope.place()));
    for (int i = 0; i < types.size(); i++) {
      results.add(new Computed(resultNames.get(i), (TensorType) types.get(i)));
    }
    return results;
  }

  private String name(Operand operand, String nodeName) {
    if (operand instanceof Computed computed) {
      return computed.value();
    }
    Parameter parameter = (Parameter) operand;
    QuantizedConstant quantized = parameter.quantized();
    return quantized == null
        ? assembly.addConstant(parameter.name(), nodeName, parameter.tensor())
        : assembly.addConstant(parameter.name(), nodeName, quantized, scope.place());
  }
}

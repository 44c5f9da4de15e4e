package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.NnOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node while it is imported: its operands, attributes, and where its results go. */
final class NodeScope {
  private final GraphAssembly assembly;
  private final Topology.Places places;
  private final int index;
  private final int opset;
  private final NodeProto proto;
  private final Attributes attributes;

  NodeScope(GraphAssembly assembly, Topology.Places places, int index, int opset) {
    this.assembly = assembly;
    this.places = places;
    this.index = index;
    this.opset = opset;
    this.proto = places.graph().getNode(index);
    this.attributes = new Attributes(proto, message -> refuse(message, null));
  }

  /** A constant operand of an nn operation, with the name it shall have in the graph. */
  record Parameter(String name, FloatTensor tensor) {}

  int opset() {
    return opset;
  }

  Attributes attributes() {
    return attributes;
  }

  /** Whether the node gives its operand {@code operand}; optional ones may be left out. */
  boolean has(int operand) {
    return operand < proto.getInputCount() && !proto.getInput(operand).isEmpty();
  }

  /** Number of operands, left-out ones between others included. */
  int operands() {
    return proto.getInputCount();
  }

  /** Whether the result is named, so that another node may read it. */
  boolean hasResult(int result) {
    return result < proto.getOutputCount() && !proto.getOutput(result).isEmpty();
  }

  String name(int operand) {
    if (!has(operand)) {
      throw new DiagnosticException(
          diagnostic(Code.MALFORMED_FILE, "operand " + operand + " is missing", null));
    }
    return proto.getInput(operand);
  }

  boolean isConstant(int operand) {
    return has(operand) && assembly.constant(name(operand)) != null;
  }

  /** A constant operand. */
  Constant constant(int operand, String what) {
    Constant constant = assembly.constant(name(operand));
    if (constant == null) {
      throw refuse(
          what + " '" + name(operand) + "' is computed, not constant",
          "nn2fpga builds weights, shapes and parameters into the hardware");
    }
    return constant;
  }

  /** A constant operand of an operator that exists at import only. */
  Constant folded(int operand) {
    Constant constant = assembly.constant(name(operand));
    if (constant == null) {
      throw new DiagnosticException(
          diagnostic(
              Code.UNSUPPORTED_OPERATOR,
              "'" + proto.getOpType() + "' of a computed tensor has no hardware form",
              "only constants pass through it, at import"));
    }
    return constant;
  }

  /** A constant operand as a named parameter of the nn operation. */
  Parameter parameter(int operand, String what) {
    return new Parameter(name(operand), tensor(constant(operand, what), what));
  }

  FloatTensor tensor(Constant constant, String what) {
    if (constant.dims().contains(0)) {
      throw refuse(what + " has no elements: extents " + constant.dims(), null);
    }
    return constant.tensor();
  }

  /** Extents of an operand at batch 1, batch axis included. */
  List<Integer> dims(int operand) {
    Constant constant = assembly.constant(name(operand));
    if (constant != null) {
      return constant.dims();
    }
    List<Integer> dims = new ArrayList<>(List.of(1));
    dims.addAll(assembly.type(name(operand)).shape());
    return dims;
  }

  /** Counts an axis from the front; refuses one that the operand does not have. */
  int axis(int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw refuse("axis " + axis + " of a tensor of rank " + rank, null);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** The nn axis of an ONNX axis of the first operand; refuses the batch axis. */
  int axisWithoutBatch(int axis) {
    int counted = axis(axis, dims(0).size());
    if (counted == 0) {
      throw refuse(
          "axis " + axis + " is the batch axis", "the accelerator sees one sample at a time");
    }
    return counted - 1;
  }

  /** Decodes a tensor attribute. */
  Constant decode(TensorProto tensor) {
    return TensorDecoder.decode(tensor, places.nodeAndOutputs(index));
  }

  /** The first result is a constant. */
  void define(Constant constant) {
    assembly.define(proto.getOutput(0), constant);
  }

  /** The first result is what the first operand is. */
  void alias() {
    Constant constant = assembly.constant(name(0));
    if (constant == null) {
      assembly.alias(proto.getOutput(0), assembly.value(name(0)));
    } else {
      define(constant);
    }
  }

  /** The first result is an operation on the first operand. */
  void emit(NnOperation operation, Parameter... parameters) {
    emitOn(0, operation, parameters);
  }

  /**
   * The first result is an operation on an operand; the parameters follow it.
   *
   * <p>With a constant operand, whose batch axis has to be 1, the result is computed at once.
   */
  void emitOn(int operand, NnOperation operation, Parameter... parameters) {
    Constant constant = assembly.constant(name(operand));
    if (constant != null) {
      fold(operand, constant, operation, parameters);
      return;
    }
    emit(operation, List.of(name(operand)), parameters);
  }

  /** The first result is an operation on the first two operands, which are both computed. */
  void emitOnBoth(NnOperation operation) {
    emit(operation, List.of(name(0), name(1)));
  }

  private void emit(NnOperation operation, List<String> computed, Parameter... parameters) {
    List<Type> types = new ArrayList<>();
    computed.forEach(operand -> types.add(assembly.type(operand)));
    for (Parameter parameter : parameters) {
      types.add(parameter.tensor().type());
    }
    infer(operation, types);
    String nodeName = assembly.uniqueNodeName(places.nodeName(index), index);
    List<String> operands = new ArrayList<>();
    computed.forEach(operand -> operands.add(assembly.value(operand)));
    for (Parameter parameter : parameters) {
      operands.add(assembly.addConstant(parameter.name(), nodeName, parameter.tensor()));
    }
    String result = proto.getOutput(0);
    assembly
        .builder()
        .node(new Node(nodeName, operation, operands, List.of(result), places.node(index)));
    assembly.alias(result, result);
  }

  private void fold(
      int operand, Constant constant, NnOperation operation, Parameter... parameters) {
    List<Integer> dims = constant.dims();
    if (dims.isEmpty() || dims.get(0) != 1 || dims.contains(0)) {
      throw refuse("the operand '" + name(operand) + "' is a constant of extents " + dims, null);
    }
    List<Tensor> operands = new ArrayList<>();
    operands.add(
        new FloatTensor(
            new TensorType(dims.subList(1, dims.size()), FloatElement.F32), constant.floats()));
    for (Parameter parameter : parameters) {
      operands.add(parameter.tensor());
    }
    infer(operation, operands.stream().map(t -> (Type) t.type()).toList());
    FloatTensor result = (FloatTensor) operation.evaluate(operands).get(0);
    List<Integer> resultDims = new ArrayList<>(List.of(1));
    resultDims.addAll(result.type().shape());
    define(new Constant.Floats(resultDims, result.data()));
  }

  private void infer(NnOperation operation, List<Type> types) {
    try {
      operation.inferTypes(types);
    } catch (IllegalArgumentException e) {
      throw refuse(String.valueOf(e.getMessage()), null);
    }
  }

  /** Makes an nn operation whose constructor checks its attributes. */
  <T> T checked(java.util.function.Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw refuse(String.valueOf(e.getMessage()), null);
    }
  }

  /** The exception that says that the operator cannot be imported in this form. */
  DiagnosticException refuse(String message, @Nullable String hint) {
    return new DiagnosticException(diagnostic(Code.UNSUPPORTED_ATTRIBUTE, message, hint));
  }

  Diagnostic diagnostic(Code code, String message, @Nullable String hint) {
    return Diagnostic.of(code, message, places.nodeAndOutputs(index), hint);
  }
}

package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One node while it is imported: its operands, attributes, and where its results go. */
final class NodeScope {
  private static final Set<String> RESHAPES = Set.of("Flatten", "Reshape", "Squeeze", "Unsqueeze");

  private final GraphAssembly assembly;
  private final Topology.Places places;
  private final int index;
  private final int opset;
  private final NodeProto proto;
  private final String role;
  private final Attributes attributes;
  private final boolean batched;
  private final Map<Integer, NumberFormat> resultFormats = new HashMap<>();

  NodeScope(GraphAssembly assembly, Topology.Places places, int index, int opset) {
    this(assembly, places, index, opset, places.graph().getNode(index), "");
  }

  private NodeScope(
      GraphAssembly assembly,
      Topology.Places places,
      int index,
      int opset,
      NodeProto proto,
      String role) {
    this.assembly = assembly;
    this.places = places;
    this.index = index;
    this.opset = opset;
    this.proto = proto;
    this.role = role;
    this.attributes = new Attributes(proto, message -> refuse(message, null));
    this.batched =
        assembly.isBatched()
            && proto.getInputList().stream()
                .anyMatch(name -> !name.isEmpty() && assembly.constant(name) == null);
  }

  /**
   * A node that the model does not have, as part of this one.
   *
   * @param stepRole what is appended to this node's name
   */
  NodeScope step(NodeProto step, String stepRole) {
    return new NodeScope(assembly, places, index, opset, step, stepRole);
  }

  /** Imports this node as several. */
  Expansion expansion() {
    return new Expansion(this, assembly);
  }

  /** Refuses an attribute that nobody asked for. */
  void checkAttributes() {
    List<String> unread = attributes.unread();
    if (!unread.isEmpty()) {
      throw refuse("attribute '" + unread.get(0) + "' is not known", null);
    }
  }

  /** Name of the first result. */
  String result() {
    return proto.getOutput(0);
  }

  /** An operand of an nn operation. */
  sealed interface Operand {
    /** Its nn type. */
    TensorType type();
  }

  /** A value of the nn graph. */
  record Computed(String value, TensorType type) implements Operand {}

  /**
   * A constant, with the name it shall have in the graph.
   *
   * @param quantized the codes it is to be made from in the graph, or null if it has none
   */
  record Parameter(String name, FloatTensor tensor, @Nullable QuantizedConstant quantized)
      implements Operand {
    Parameter(String name, FloatTensor tensor) {
      this(name, tensor, null);
    }

    @Override
    public TensorType type() {
      return tensor.type();
    }
  }

  /**
   * Whether the node's computed operands lack axis 0, the batch. With constant operands alone a
   * node is always evaluated on whole tensors.
   */
  boolean isBatched() {
    return batched;
  }

  int opset() {
    return opset;
  }

  Attributes attributes() {
    return attributes;
  }

  /** Whether the node gives its operand {@code operand}; optional ones may be left out. */
  boolean has(int operand) {
    return operand >= 0 && operand < proto.getInputCount() && !proto.getInput(operand).isEmpty();
  }

  /** Number of operands, left-out ones between others included. */
  int operands() {
    return proto.getInputCount();
  }

  /** Number of results, left-out ones between others included. */
  int results() {
    return proto.getOutputCount();
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
      String input = assembly.inputBehind(name(operand));
      throw refuse(
          what
              + " '"
              + name(operand)
              + "' is "
              + (name(operand).equals(input) ? "an input" : "computed")
              + ", not constant",
          input != null
              ? ReadOptions.bindHint(input)
              : "nn2fpga builds weights, shapes and parameters into the hardware");
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
    return parameter(name(operand), constant(operand, what), what);
  }

  /** A constant as a named parameter of the nn operation. */
  Parameter parameter(String name, Constant constant, String what) {
    FloatTensor tensor = tensor(constant, what);
    return constant instanceof Constant.Codes codes
        ? new Parameter(name, tensor, QuantizedConstant.of(codes))
        : new Parameter(name, tensor);
  }

  FloatTensor tensor(Constant constant, String what) {
    if (constant.dims().contains(0)) {
      throw refuse(what + " has no elements: extents " + constant.dims(), null);
    }
    if (!constant.isFloat()) {
      for (long element : constant.integers()) {
        if (Math.abs(element) > NumberFormat.EXACT) {
          throw refuse(
              what + " holds " + element + ", a whole number that binary32 may not hold", null);
        }
      }
    }
    return constant.tensor();
  }

  /** Extents of an operand with ONNX's own axes, at batch 1 where there is a batch axis. */
  List<Integer> dims(int operand) {
    Constant constant = assembly.constant(name(operand));
    if (constant != null) {
      return constant.dims();
    }
    List<Integer> dims = new ArrayList<>(assembly.type(name(operand)).shape());
    if (assembly.isBatched()) {
      dims.add(0, 1);
    }
    return dims;
  }

  /** What the elements of an operand are. */
  NumberFormat format(int operand) {
    return assembly.format(name(operand));
  }

  /** Says what the elements of a result are; otherwise they are what those of operand 0 are. */
  void resultFormat(int result, NumberFormat format) {
    resultFormats.put(result, format);
  }

  /** Counts an axis from the front; refuses one that the operand does not have. */
  int axis(int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw refuse("axis " + axis + " of a tensor of rank " + rank, null);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** The nn axis of an ONNX axis of the first operand; refuses a batch axis. */
  int nnAxis(int axis) {
    int counted = axis(axis, dims(0).size());
    if (batched && counted == 0) {
      throw refuse(
          "axis " + axis + " is the batch axis", "the accelerator sees one sample at a time");
    }
    return batched ? counted - 1 : counted;
  }

  /** The nn extents of a tensor with these extents; refuses any but one sample in a batch. */
  List<Integer> nnShape(List<Integer> dims) {
    if (!batched) {
      return dims;
    }
    if (dims.isEmpty() || dims.get(0) != 1) {
      throw refuse(
          "the result of extents " + dims + " has no batch axis of 1",
          "keep the batch as the first axis");
    }
    return dims.subList(1, dims.size());
  }

  /** Decodes a tensor attribute. */
  Constant decode(TensorProto tensor) {
    return TensorDecoder.decode(tensor, places.nodeAndOutputs(index));
  }

  /** The first result is a constant. */
  void define(Constant constant) {
    define(0, constant);
  }

  /** A result is a constant. */
  void define(int result, Constant constant) {
    if (hasResult(result)) {
      assembly.define(proto.getOutput(result), constant);
      setFormat(result, constant.isFloat());
    }
  }

  private void setFormat(int result, boolean real) {
    NumberFormat format = formatOfResult(result);
    if (format.isInteger() == real) {
      format = real ? NumberFormat.FLOAT32 : NumberFormat.INT64;
    }
    assembly.setFormat(proto.getOutput(result), format);
  }

  /** The first result is what the first operand is. */
  void alias() {
    Constant constant = assembly.constant(name(0));
    if (constant == null) {
      assembly.alias(proto.getOutput(0), assembly.value(name(0)));
      assembly.setFormat(proto.getOutput(0), formatOfResult(0));
    } else {
      define(constant);
    }
  }

  /**
   * An operand of an nn operation. A constant beside computed operands of a batch has to have a
   * batch axis of 1, which is left out.
   */
  Operand operand(int operand) {
    Constant constant = assembly.constant(name(operand));
    if (constant == null) {
      return new Computed(assembly.value(name(operand)), assembly.type(name(operand)));
    }
    if (!batched) {
      return parameter(operand, "operand");
    }
    List<Integer> dims = constant.dims();
    if (dims.isEmpty() || dims.get(0) != 1) {
      throw refuse("the operand '" + name(operand) + "' is a constant of extents " + dims, null);
    }
    return parameter(name(operand), constant.withDims(dims.subList(1, dims.size())), "the operand");
  }

  /** All operands, for an operation to whose operands ONNX's broadcasting applies. */
  Operand[] broadcastOperands() {
    int rank = 0;
    for (int i = 0; i < operands(); i++) {
      rank = Math.max(rank, dims(i).size());
    }
    Operand[] result = new Operand[operands()];
    for (int i = 0; i < result.length; i++) {
      // Only where a constant has the result's rank its axis 0 meets the batch axis.
      boolean parameter = isConstant(i) && dims(i).size() < rank;
      result[i] = parameter ? parameter(i, "the operand") : operand(i);
    }
    return result;
  }

  /** The first result is an operation on the first operand; the parameters follow it. */
  void emit(NnOperation operation, Parameter... parameters) {
    emitOn(0, operation, parameters);
  }

  /** The first result is an operation on an operand; the parameters follow it. */
  void emitOn(int operand, NnOperation operation, Parameter... parameters) {
    emitOf(operation, operands(operand(operand), parameters));
  }

  private static Operand[] operands(Operand first, Parameter... parameters) {
    Operand[] operands = new Operand[parameters.length + 1];
    operands[0] = first;
    System.arraycopy(parameters, 0, operands, 1, parameters.length);
    return operands;
  }

  /**
   * The first result is an operation that is defined for each sample of a batch on its own: where
   * tensors are whole, axis 0 of the first operand has to be 1.
   */
  void emitSample(NnOperation operation, Parameter... parameters) {
    if (batched) {
      emit(operation, parameters);
      return;
    }
    List<Integer> dims = dims(0);
    if (dims.isEmpty() || dims.get(0) != 1) {
      throw refuse(
          "the operand of extents " + dims + " is a batch", "read axis 0 of the input as batch");
    }
    Operand sample = apply(new Reshape(dims.subList(1, dims.size())), operand(0));
    Operand result = apply(operation, operands(sample, parameters));
    List<Integer> whole = new ArrayList<>(List.of(1));
    whole.addAll(result.type().shape());
    emitOf(new Reshape(whole), result);
  }

  /** A parameter that the model has no tensor for. */
  Parameter number(String name, double value) {
    return new Parameter(
        assembly.inventedName(proto.getOutput(0) + "." + name),
        FloatTensor.of(new float[] {(float) value}));
  }

  /** A constant that the model has no tensor for. */
  Parameter invented(String name, FloatTensor tensor) {
    return new Parameter(assembly.inventedName(proto.getOutput(0) + "." + name), tensor);
  }

  /** An operation's only result, for which the model has no name; computed at once if it can be. */
  Operand apply(NnOperation operation, Operand... operands) {
    String name = assembly.inventedName(proto.getOutput(0) + "." + operation.mnemonic());
    return emission().results(operation, operands, List.of(name)).get(0);
  }

  /** The node's results are those of an operation; computed at once if the operands are known. */
  void emitOf(NnOperation operation, Operand... operands) {
    int count = emission().types(operation, operands).size();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(
          hasResult(i)
              ? proto.getOutput(i)
              : assembly.inventedName(proto.getOutput(0) + "." + operation.mnemonic() + i));
    }
    List<Operand> results = emission().results(operation, operands, names);
    for (int i = 0; i < count; i++) {
      settle(i, results.get(i));
    }
  }

  /** One of the node's results is an operation's only one. */
  void emitResult(int result, NnOperation operation, Operand... operands) {
    if (hasResult(result)) {
      settle(
          result, emission().results(operation, operands, List.of(proto.getOutput(result))).get(0));
    }
  }

  /** Lets a result stand for what was computed, now or in the graph. */
  private void settle(int result, Operand value) {
    if (!hasResult(result)) {
      return;
    }
    if (value instanceof Parameter folded) {
      List<Integer> dims = new ArrayList<>(folded.type().shape());
      if (batched) {
        dims.add(0, 1);
      }
      boolean real = !formatOfResult(result).isInteger();
      Constant constant = new Constant.Floats(dims, folded.tensor().data());
      define(result, real ? constant : new Constant.Integers(dims, constant.integers()));
    } else {
      String name = proto.getOutput(result);
      assembly.alias(name, ((Computed) value).value());
      assembly.setFormat(name, formatOfResult(result));
    }
  }

  private NumberFormat formatOfResult(int result) {
    NumberFormat format = resultFormats.get(result);
    return format != null ? format : has(0) ? format(0) : NumberFormat.FLOAT32;
  }

  /** Adds operations to the graph as this node. */
  Emission emission() {
    return new Emission(this, assembly, proto.getOutput(0));
  }

  /** A name for a node of the graph: the model's, with the role of this step and of its part. */
  String nodeName(String part) {
    return assembly.uniqueNodeName(places.nodeName(index) + role + part, index);
  }

  /** Whether the node's operator is one that gives other extents. */
  boolean isReshape() {
    return RESHAPES.contains(proto.getOpType());
  }

  /** Where the node stands in the model. */
  String place() {
    return places.node(index);
  }

  List<Type> infer(NnOperation operation, Operand... operands) {
    return checked(
        () -> operation.inferTypes(Arrays.stream(operands).map(o -> (Type) o.type()).toList()));
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

package io.nn2fpga.importer.tflite;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.DynamicQuantize;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.quant.KernelSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operator as it is imported: its operands, and the nodes it becomes. Nodes are kept back until
 * {@link #result}, because the last of them gives the tensor its name.
 */
final class OperatorScope {
  private final GraphAssembly assembly;
  private final TfliteModel model;
  private final TfliteOperator operator;
  private final String file;
  private final KernelSet kernels;
  private final List<Node> pending = new ArrayList<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Map<String, String> finalNames = new HashMap<>();

  OperatorScope(
      GraphAssembly assembly,
      TfliteModel model,
      TfliteOperator operator,
      String file,
      KernelSet kernels) {
    this.assembly = assembly;
    this.model = model;
    this.operator = operator;
    this.file = file;
    this.kernels = kernels;
  }

  TfliteOperator operator() {
    return operator;
  }

  KernelSet kernels() {
    return kernels;
  }

  boolean isBatched() {
    return assembly.isBatched();
  }

  /** How many operands the file lists. */
  int inputs() {
    return operator.inputs().length;
  }

  int outputs() {
    return operator.outputs().length;
  }

  boolean has(int input) {
    return input < inputs() && operator.inputs()[input] >= 0;
  }

  TfliteTensor input(int input) {
    if (!has(input)) {
      throw refuse("operand " + input + " is missing", null);
    }
    return model.tensors().get(operator.inputs()[input]);
  }

  TfliteTensor output(int output) {
    return model.tensors().get(operator.outputs()[output]);
  }

  /** The first operand's real numbers, which have to be computed. */
  String x() {
    return computed(0);
  }

  /** The real numbers of an operand that may not be a constant. */
  String computed(int input) {
    TfliteTensor tensor = input(input);
    if (tensor.isConstant()) {
      throw refuse("operand " + input + ", '" + tensor.name() + "', is a constant", null);
    }
    return assembly.real(tensor);
  }

  /** Extents of an operand or intermediate value in the nn graph. */
  List<Integer> shape(String value) {
    return type(value).shape();
  }

  /**
   * The real numbers of an operand, constant or computed; a constant loses leading axes of extent 1
   * beyond the given rank.
   */
  String operand(int input, int rank) {
    TfliteTensor tensor = input(input);
    if (!tensor.isConstant()) {
      return assembly.real(tensor);
    }
    List<Integer> shape = tensor.shape();
    while (shape.size() > rank && shape.get(0) == 1) {
      shape = shape.subList(1, shape.size());
    }
    return constant(tensor, shape, null);
  }

  /**
   * A constant's real numbers.
   *
   * @param shape extents, of the permuted tensor
   * @param perm order of the tensor's axes, or null for its own; a vector of scales follows it
   */
  String constant(TfliteTensor tensor, List<Integer> shape, @Nullable List<Integer> perm) {
    return constant(tensor, shape, perm, output(0).isQuantized());
  }

  /**
   * The same of weights, which keep their codes where only they are quantized.
   *
   * @see HybridOperand
   */
  String weights(TfliteTensor tensor, List<Integer> shape, @Nullable List<Integer> perm) {
    return constant(tensor, shape, perm, output(0).isQuantized() || HybridOperand.isHybrid(this));
  }

  private String constant(
      TfliteTensor tensor, List<Integer> shape, @Nullable List<Integer> perm, boolean keepCodes) {
    int[] places = perm == null ? null : Transpose.places(tensor.shape(), perm);
    if (!tensor.isQuantized()) {
      float[] stored = ConstantData.floats(tensor);
      float[] data = new float[stored.length];
      for (int i = 0; i < data.length; i++) {
        data[i] = stored[places == null ? i : places[i]];
      }
      int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
      return assembly.constant(tensor.name(), FloatTensor.of(data, extents));
    }
    int[] stored = ConstantData.integers(tensor);
    int[] codes = new int[stored.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = stored[places == null ? i : places[i]];
    }
    int axis = perm == null ? tensor.axis() : perm.indexOf(tensor.axis());
    int dropped = tensor.shape().size() - shape.size();
    if (tensor.scales().length > 1 && perm == null && dropped > 0) {
      axis -= dropped;
    }
    IntegerElement element = Objects.requireNonNull(tensor.element().codes());
    IntTensor moved = new IntTensor(new TensorType(shape, element), codes);
    int vector = tensor.scales().length == 1 ? 0 : axis;
    return keepCodes
        ? assembly.dequantized(tensor.name(), moved, tensor.scales(), tensor.zeroPoints(), vector)
        : assembly.folded(tensor.name(), moved, tensor.scales(), tensor.zeroPoints(), vector);
  }

  /** A constant of codes with a scale that the operator itself gives it. */
  String codes(TfliteTensor tensor, float[] scales) {
    IntegerElement element = tensor.element().codes();
    if (element == null) {
      throw refuse("'" + tensor.name() + "' holds " + tensor.element() + ", not codes", null);
    }
    return assembly.dequantized(
        tensor.name(),
        new IntTensor(new TensorType(tensor.shape(), element), ConstantData.integers(tensor)),
        scales,
        new long[scales.length],
        0);
  }

  /** The negative of a constant of real numbers. */
  String negated(TfliteTensor tensor, int rank) {
    List<Integer> shape = tensor.shape();
    while (shape.size() > rank && shape.get(0) == 1) {
      shape = shape.subList(1, shape.size());
    }
    float[] numbers = ConstantData.floats(tensor);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = -numbers[i];
    }
    int[] extents = shape.stream().mapToInt(Integer::intValue).toArray();
    return assembly.constant(tensor.name() + "/negated", FloatTensor.of(numbers, extents));
  }

  /** A constant of the operator's own. */
  String constant(String suffix, FloatTensor tensor) {
    return assembly.constant(output(0).name() + "/" + suffix, tensor);
  }

  /** Whole numbers that say how the operator works; they have to be constants. */
  int[] numbers(int input, String what) {
    TfliteTensor tensor = input(input);
    if (!tensor.isConstant() || tensor.element().isReal()) {
      throw refuse(
          what + ", '" + tensor.name() + "', is " + (tensor.isConstant() ? "real" : "computed"),
          "make it a constant of the model");
    }
    return ConstantData.integers(tensor);
  }

  /** An axis of a computed operand as the nn graph counts it; negative ones from the end. */
  int axis(int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw refuse("axis " + axis + " of " + rank, null);
    }
    if (!assembly.isBatched()) {
      return counted;
    }
    if (counted == 0) {
      throw mixesBatch();
    }
    return counted - 1;
  }

  /** How many axes an operand has in the file. */
  int rank(int input) {
    TfliteTensor tensor = input(input);
    return tensor.isConstant() ? tensor.shape().size() : fileShape(computed(input)).size();
  }

  /** Extents as the file counts them: with the batch axis that the nn graph may lack. */
  List<Integer> fileShape(String value) {
    List<Integer> shape = new ArrayList<>(shape(value));
    if (assembly.isBatched()) {
      shape.add(0, 1);
    }
    return shape;
  }

  /**
   * Numbers of each axis as the nn graph has them.
   *
   * @param neutral what leaves an axis as it is; axis 0 has to have it where it counts samples
   */
  List<Integer> perAxis(int[] numbers, int neutral, int rank) {
    if (numbers.length != rank) {
      throw refuse(numbers.length + " numbers for " + rank + " axes", null);
    }
    List<Integer> list = Arrays.stream(numbers).boxed().toList();
    if (!assembly.isBatched()) {
      return list;
    }
    if (numbers[0] != neutral) {
      throw mixesBatch();
    }
    return list.subList(1, rank);
  }

  /** The refusal of what is not done to each sample on its own. */
  DiagnosticException mixesBatch() {
    assembly.touchBatch();
    return refuse("it changes the batch axis", "make the model work on one sample");
  }

  /** Adds a node whose result has an invented name. */
  String add(NnOperation operation, String... operands) {
    return add(operation, List.of(operands), 1).get(0);
  }

  /** Adds a node of several results. */
  List<String> add(NnOperation operation, List<String> operands, int results) {
    String base = output(0).name() + "/" + operation.mnemonic();
    // What quantizes an operand goes away in hardware, and must not take the layer's name with it.
    boolean named =
        operation instanceof DynamicQuantize
            || pending.stream().anyMatch(n -> !(n.op() instanceof DynamicQuantize));
    String node = assembly.unusedNode(named ? base : output(0).name());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < results; i++) {
      String name = results == 1 ? base : base + ":" + i;
      while (types.containsKey(name) || assembly.isTaken(name)) {
        name = name + "'";
      }
      names.add(name);
      types.put(name, new TensorType(List.of(), FloatElement.F32));
    }
    try {
      List<Type> inferred =
          operation.inferTypes(operands.stream().map(v -> (Type) type(v)).toList());
      if (inferred.size() != results) {
        throw refuse(inferred.size() + " results, of which " + results + " have names", null);
      }
      for (int i = 0; i < results; i++) {
        types.put(names.get(i), (TensorType) inferred.get(i));
      }
    } catch (IllegalArgumentException e) {
      throw refuse(String.valueOf(e.getMessage()), null);
    }
    pending.add(new Node(node, operation, operands, names, source()));
    return names;
  }

  /** Makes an nn operation whose constructor checks its attributes. */
  <T> T checked(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw refuse(String.valueOf(e.getMessage()), null);
    }
  }

  String toChannelsFirst(String value) {
    return add(new Transpose(Transpose.TO_CHANNELS_FIRST), value);
  }

  String toChannelsLast(String value) {
    return add(new Transpose(Transpose.TO_CHANNELS_LAST), value);
  }

  /** The extents that the file gives a result, as the nn graph has them. */
  List<Integer> declaredShape(int output) {
    TfliteTensor tensor = output(output);
    if (tensor.shape().isEmpty()) {
      throw refuse("the shape of its result '" + tensor.name() + "' is not known", null);
    }
    return assembly.shape(tensor);
  }

  /** The same elements with other extents; nothing is added where they are the same. */
  String reshape(String value, List<Integer> shape) {
    return shape(value).equals(shape) ? value : add(new Reshape(shape), value);
  }

  /**
   * The activation that an operator includes.
   *
   * @param choice the schema's {@code ActivationFunctionType}
   */
  String activated(String value, int choice) {
    return switch (choice) {
      case 0 -> value;
      case 1 -> add(new Relu(), value);
      case 2 -> add(new Clip(-1, 1), value);
      case 3 -> add(new Clip(0, 6), value);
      default -> throw refuse("its activation is number " + choice, "apply it as an operator");
    };
  }

  /** Lets the operator's only result be a value. */
  void result(String value) {
    result(0, value);
  }

  /** Lets a result be a value of real numbers, made codes if the tensor is quantized. */
  void result(int output, String value) {
    TfliteTensor tensor = output(output);
    checkShape(tensor, value);
    if (!tensor.isQuantized()) {
      boolean own = types.containsKey(value) && !finalNames.containsKey(value);
      String result = own ? value : add(new Reshape(shape(value)), value);
      finalNames.put(result, tensor.name());
      assembly.define(tensor, tensor.name());
      return;
    }
    if (tensor.scales().length != 1) {
      throw refuse("its result has a scale for each channel", null);
    }
    String refusal = QuantizedForms.refusal(operator.name(), tensor.element());
    if (refusal != null) {
      throw refuse(refusal, "keep the operator in float, or quantize the float model here");
    }
    IntegerElement element = Objects.requireNonNull(tensor.element().codes());
    List<String> operands = new ArrayList<>(List.of(value));
    operands.addAll(assembly.grid(tensor.name(), tensor.scales(), tensor.zeroPoints()));
    Quantize quantize =
        new Quantize(
            element,
            Math.toIntExact(element.min()),
            Math.toIntExact(element.max()),
            kernels == KernelSet.TFLITE_XNNPACK ? RoundingMode.HALF_EVEN : RoundingMode.HALF_AWAY,
            0,
            false);
    String node = assembly.unusedNode(tensor.name() + "/quantize");
    pending.add(new Node(node, quantize, operands, List.of(tensor.name()), source()));
    assembly.define(tensor, tensor.name());
  }

  /** Hands the nodes on, now that the results have their names. */
  void finish() {
    for (Node node : pending) {
      assembly
          .builder()
          .node(
              new Node(
                  node.name(),
                  node.op(),
                  node.inputs().stream().map(this::finalName).toList(),
                  node.outputs().stream().map(this::finalName).toList(),
                  node.source()));
    }
  }

  private String finalName(String value) {
    return finalNames.getOrDefault(value, value);
  }

  private TensorType type(String value) {
    TensorType own = types.get(value);
    return own == null ? assembly.type(value) : own;
  }

  /** Where the file says what a result looks like, that has to be true. */
  private void checkShape(TfliteTensor tensor, String value) {
    List<Integer> computed = shape(value);
    boolean known = !tensor.shape().isEmpty();
    if (known && !assembly.shape(tensor).equals(computed)) {
      throw refuse(
          "its result is " + computed + ", but '" + tensor.name() + "' is " + tensor.shape(), null);
    }
  }

  private String source() {
    return operator.name() + " " + operator.index();
  }

  /** The exception that says that the operator cannot be imported in this form. */
  DiagnosticException refuse(String message, @Nullable String hint) {
    return new DiagnosticException(
        Diagnostic.of(Code.UNSUPPORTED_ATTRIBUTE, message, place(file, model, operator), hint));
  }

  /** An operator as a user finds it in a viewer. */
  static String place(String file, TfliteModel model, TfliteOperator operator) {
    return file
        + ", operator "
        + operator.index()
        + " ("
        + operator.name()
        + "), output '"
        + model.tensors().get(operator.outputs()[0]).name()
        + "'";
  }
}

package io.nn2fpga.importer.keras;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One layer while it is imported. Values have Keras' layout, channels last; operators that have
 * channels first stand between two transpositions.
 */
final class LayerScope {
  private final Graph.Builder builder;
  private final KerasLayer layer;
  private final List<String> inputs;
  private final LayerWeights weights;
  private final LayerConfig config;
  private final String version;
  private final String at;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, TensorType> types = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private @Nullable String result;

  /**
   * A layer.
   *
   * @param inputs the graph's values that it takes
   * @param version of Keras that wrote the model
   * @param file the file's name, for messages
   */
  LayerScope(
      Graph.Builder builder,
      KerasLayer layer,
      List<String> inputs,
      LayerWeights weights,
      String version,
      String file) {
    this.builder = builder;
    this.layer = layer;
    this.inputs = inputs;
    this.weights = weights;
    this.version = version;
    this.at = file + ", layer '" + layer.name() + "' (" + layer.className() + ")";
    this.config = new LayerConfig(layer.config(), message -> refuse(message, null));
  }

  LayerConfig config() {
    return config;
  }

  /** Whether Keras 3 wrote the model, some of whose defaults differ. */
  boolean isKeras3() {
    return version.startsWith("3");
  }

  List<String> inputs() {
    return inputs;
  }

  /** The only input. */
  String input() {
    if (inputs.size() != 1) {
      throw refuse(inputs.size() + " inputs instead of one", null);
    }
    return inputs.get(0);
  }

  TensorType type(String value) {
    TensorType type = types.get(value);
    return type != null ? type : (TensorType) builder.type(value);
  }

  List<Integer> shape(String value) {
    return type(value).shape();
  }

  /** Refuses an input that does not have so many axes. */
  void requireRank(String value, int rank) {
    if (shape(value).size() != rank) {
      throw refuse("an input of extents " + shape(value) + " instead of " + rank + " axes", null);
    }
  }

  /** A variable of the layer. */
  KerasTensor variable(String... called) {
    KerasTensor tensor = weights.take(called);
    if (tensor == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "the weights hold no '" + called[0] + "' of the layer",
              at,
              "save model and weights again"));
    }
    if (tensor.data().length == 0) {
      throw refuse("'" + called[0] + "' has no elements: extents " + tensor.dims(), null);
    }
    return tensor;
  }

  void skipVariable() {
    weights.skip();
  }

  /** A constant operand. */
  String constant(String name, FloatTensor tensor) {
    String unique = unique(layer.name() + "/" + name);
    return builder.constant(unique, tensor);
  }

  String number(String name, double value) {
    return constant(name, FloatTensor.of(new float[] {(float) value}));
  }

  /** A constant operand that is known by its codes, with scales along axis 0. */
  String constant(String name, QuantizedWeights quantized) {
    IntTensor codes = quantized.codes();
    FloatTensor scales = quantized.scales();
    String codesName = unique(layer.name() + "/" + name + "_codes");
    List<String> operands =
        List.of(
            builder.constant(codesName, codes),
            constant(name + "_scale", scales),
            number(name + "_zero", 0));
    String value = unique(layer.name() + "/" + name);
    String node = layer.name() + "/" + name + "/dequantize";
    return builder.node(new Node(node, new Dequantize(0), operands, List.of(value), at)).output();
  }

  /** The operator that the layer is named for. */
  String main(NnOperation operation, String... operands) {
    return emit(layer.name(), operation, operands);
  }

  /** An operator beside it. */
  String emit(NnOperation operation, String... operands) {
    return emit(layer.name() + "/" + operation.mnemonic(), operation, operands);
  }

  private String emit(String nodeName, NnOperation operation, String... operands) {
    List<Type> operandTypes = new ArrayList<>();
    for (String operand : operands) {
      operandTypes.add(type(operand));
    }
    List<Type> results = checked(() -> operation.inferTypes(operandTypes));
    String value = unique(layer.name() + "/" + operation.mnemonic() + ":0");
    types.put(value, (TensorType) results.get(0));
    nodes.add(new Node(uniqueNode(nodeName), operation, List.of(operands), List.of(value), at));
    return value;
  }

  private String uniqueNode(String wanted) {
    String unique = wanted;
    for (int i = 2; !names.add("node " + unique); i++) {
      unique = wanted + "_" + i;
    }
    return unique;
  }

  private String unique(String wanted) {
    String unique = wanted;
    for (int i = 2; builder.isDefined(unique) || !names.add(unique); i++) {
      unique = wanted + "_" + i;
    }
    return unique;
  }

  /** The value with the last axis first. */
  String channelsFirst(String value) {
    int rank = shape(value).size();
    return rank < 2 ? value : emit(new Transpose(rotated(rank, rank - 1)), value);
  }

  /** The value with the first axis last. */
  String channelsLast(String value) {
    int rank = shape(value).size();
    return rank < 2 ? value : emit(new Transpose(rotated(rank, 1)), value);
  }

  private static List<Integer> rotated(int rank, int first) {
    return IntStream.range(0, rank).map(axis -> (axis + first) % rank).boxed().toList();
  }

  String reshape(String value, List<Integer> shape) {
    return shape(value).equals(shape) ? value : emit(new Reshape(shape), value);
  }

  /** The layer's result is a value. */
  void finish(String value) {
    result = value;
  }

  /**
   * Adds the operators to the graph. The value that the layer gives has its name.
   *
   * @return the value
   */
  String flush() {
    if (result == null) {
      throw new IllegalStateException(at + " gives nothing");
    }
    Map<String, String> renamed = new HashMap<>();
    if (types.containsKey(result)) {
      renamed.put(result, layer.name());
    }
    for (Node node : nodes) {
      List<String> operands =
          node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
      String output = renamed.getOrDefault(node.output(), node.output());
      builder.node(new Node(node.name(), node.op(), operands, List.of(output), node.source()));
    }
    return renamed.getOrDefault(result, result);
  }

  /** Runs what checks its arguments. */
  <T> T checked(java.util.function.Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException e) {
      throw refuse(String.valueOf(e.getMessage()), null);
    }
  }

  /** The exception that says that the layer cannot be imported in this form. */
  DiagnosticException refuse(String message, @Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(Code.UNSUPPORTED_ATTRIBUTE, message, at, hint));
  }

  String at() {
    return at;
  }
}

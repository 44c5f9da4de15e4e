package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NumberFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The nn graph as it grows: what each ONNX tensor name stands for. */
final class GraphAssembly {
  private final Graph.Builder builder;
  private final String file;
  private final Map<String, TensorProto> initializers;
  private final Map<String, Constant> constants = new HashMap<>();
  private final Map<String, String> activations = new HashMap<>();
  private final Map<String, Object> graphConstants = new HashMap<>();
  private final Map<String, Encoding> encodings = new HashMap<>();
  private final Set<String> nodeNames = new HashSet<>();
  private final Set<String> reserved;
  private long computed;
  private final boolean batched;
  private final Map<String, NumberFormat> formats = new HashMap<>();

  /**
   * An empty graph.
   *
   * @param reserved names of computed tensors, which no invented name may take
   * @param batched whether axis 0 of computed tensors is a batch axis, which their values lack
   */
  GraphAssembly(
      String name,
      String file,
      Map<String, TensorProto> initializers,
      Set<String> reserved,
      boolean batched) {
    this.batched = batched;
    this.builder = Graph.builder(name, Level.NN);
    this.file = file;
    this.reserved = reserved;
    this.initializers = initializers;
  }

  void input(String name, TensorType type, NumberFormat format) {
    builder.input(name, type);
    activations.put(name, name);
    formats.put(name, format);
  }

  /** Whether axis 0 of computed tensors is a batch axis, which their values lack. */
  boolean isBatched() {
    return batched;
  }

  /** What the elements of a tensor are. */
  NumberFormat format(String name) {
    NumberFormat format = formats.get(name);
    TensorProto initializer = initializers.get(name);
    if (format == null && initializer != null) {
      format = ElementTypes.of(initializer.getDataType());
    }
    if (format != null) {
      return format;
    }
    Constant constant = constant(name);
    return constant == null || constant.isFloat() ? NumberFormat.FLOAT32 : NumberFormat.INT64;
  }

  void setFormat(String name, NumberFormat format) {
    formats.put(name, format);
  }

  /** Whether the name stands for something; it does not after its producer was refused. */
  boolean isDefined(String name) {
    return activations.containsKey(name)
        || constants.containsKey(name)
        || initializers.containsKey(name);
  }

  /** The constant of that name, or null if it is computed. */
  @Nullable Constant constant(String name) {
    TensorProto proto = initializers.get(name);
    if (proto != null && !constants.containsKey(name)) {
      constants.put(name, TensorDecoder.decode(proto, file + ", initializer '" + name + "'"));
    }
    return constants.get(name);
  }

  void define(String name, Constant constant) {
    computed += constant.size();
    if (computed > 4L * Constant.MAX_COMPUTED) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "constants of more than "
                  + 4L * Constant.MAX_COMPUTED
                  + " elements are computed at import",
              file + ", tensor '" + name + "'",
              "fold constants before the export"));
    }
    constants.put(name, constant);
  }

  /** Lets a tensor stand for a value of the nn graph. */
  void alias(String name, String value) {
    activations.put(name, value);
  }

  /** The nn value that a computed tensor stands for. */
  String value(String name) {
    String value = activations.get(name);
    if (value == null) {
      throw new IllegalStateException("'" + name + "' is not computed");
    }
    return value;
  }

  TensorType type(String name) {
    return (TensorType) builder.type(value(name));
  }

  /** Adds a constant operand; a name in use for other contents gets the node's name appended. */
  String addConstant(String name, String node, FloatTensor tensor) {
    return addOnce(name, node, tensor, unique -> builder.constant(unique, tensor));
  }

  /**
   * Adds an operand that is known by its codes: constants and the node that dequantizes them.
   *
   * @param source the place of the node that reads it
   */
  String addConstant(String name, String node, QuantizedConstant quantized, String source) {
    return addOnce(
        name,
        node,
        quantized,
        unique -> {
          String codes = unique + "_codes";
          List<String> operands =
              List.of(
                  addOnce(
                      codes, node, quantized.codes(), n -> builder.constant(n, quantized.codes())),
                  addConstant(unique + "_scale", node, quantized.scale()),
                  addConstant(unique + "_zero", node, quantized.zero()));
          String nodeName = uniqueNodeName(unique + "/dequantize", 0);
          Dequantize operation = new Dequantize(quantized.axis());
          return builder
              .node(new Node(nodeName, operation, operands, List.of(unique), source))
              .output();
        });
  }

  private String addOnce(
      String name, String node, Object contents, UnaryOperator<String> definition) {
    String unique = name;
    for (int i = 1; builder.isDefined(unique) || (i > 1 && reserved.contains(unique)); i++) {
      if (contents.equals(graphConstants.get(unique))) {
        return unique;
      }
      unique = name + "@" + node + (i == 1 ? "" : "_" + i);
    }
    graphConstants.put(unique, contents);
    return definition.apply(unique);
  }

  /** Remembers how a value of codes was made, for operators that pass codes on as they are. */
  void quantizedBy(String value, FloatTensor scale, FloatTensor zero) {
    encodings.put(value, new Encoding(scale, zero));
  }

  /** Scale and zero point of a value of codes; 1 and 0 if nothing is known of it. */
  Encoding encoding(String value) {
    return encodings.getOrDefault(value, Encoding.NUMBERS);
  }

  /** A scale and a zero point, each a scalar. */
  record Encoding(FloatTensor scale, FloatTensor zero) {
    /** Codes that are the numbers themselves. */
    static final Encoding NUMBERS =
        new Encoding(FloatTensor.of(new float[] {1}), FloatTensor.of(new float[] {0}));
  }

  /** A name for a value that the model has no name for: {@code wanted}, or with a number. */
  String inventedName(String wanted) {
    String unique = wanted;
    for (int i = 2; builder.isDefined(unique) || reserved.contains(unique); i++) {
      unique = wanted + "_" + i;
    }
    return unique;
  }

  /** A name for a tensor that the model does not have. */
  String inventedTensor(String wanted) {
    String unique = inventedName(wanted);
    for (int i = 2; isDefined(unique); i++) {
      unique = inventedName(wanted + "_" + i);
    }
    return unique;
  }

  /** A node name that is not in use: {@code wanted}, or with the node's index in the file. */
  String uniqueNodeName(String wanted, int index) {
    String unique = wanted;
    for (int i = index; !nodeNames.add(unique); i++) {
      unique = wanted + "_" + i;
    }
    return unique;
  }

  Graph.Builder builder() {
    return builder;
  }
}

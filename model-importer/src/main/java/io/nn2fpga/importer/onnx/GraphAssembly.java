package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NumberFormat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nn graph as it grows: what each ONNX tensor name stands for. */
final class GraphAssembly {
  private final Graph.Builder builder;
  private final String file;
  private final Map<String, TensorProto> initializers;
  private final Map<String, Constant> constants = new HashMap<>();
  private final Map<String, String> activations = new HashMap<>();
  private final Map<String, Tensor> graphConstants = new HashMap<>();
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
    String unique = name;
    for (int i = 1; builder.isDefined(unique) || (i > 1 && reserved.contains(unique)); i++) {
      if (tensor.equals(graphConstants.get(unique))) {
        return unique;
      }
      unique = name + "@" + node + (i == 1 ? "" : "_" + i);
    }
    graphConstants.put(unique, tensor);
    return builder.constant(unique, tensor);
  }

  /** A name for a value that the model has no name for: {@code wanted}, or with a number. */
  String inventedName(String wanted) {
    String unique = wanted;
    for (int i = 2; builder.isDefined(unique) || reserved.contains(unique); i++) {
      unique = wanted + "_" + i;
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

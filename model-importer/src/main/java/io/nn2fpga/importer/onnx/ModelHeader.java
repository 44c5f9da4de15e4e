package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.ir.ElementType;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what a model says of itself: versions, initializers, input and output. */
final class ModelHeader {
  /** The newest IR version that the ONNX Runtime release in use loads. */
  private static final long MAX_IR = 13;

  private static final long MIN_OPSET = 7;
  private static final long MAX_OPSET = 22;

  private final ModelProto model;
  private final GraphProto graph;
  private final String file;
  private final Diagnostics diagnostics;
  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();

  ModelHeader(ModelProto model, String file, Diagnostics diagnostics) {
    this.model = model;
    this.graph = model.getGraph();
    this.file = file;
    this.diagnostics = diagnostics;
    for (TensorProto tensor : graph.getInitializerList()) {
      if (initializers.put(tensor.getName(), tensor) != null) {
        report(Code.MALFORMED_FILE, "initializer '" + tensor.getName() + "' is given twice", null);
      }
    }
    if (graph.getSparseInitializerCount() > 0) {
      report(Code.UNSUPPORTED_MODEL, "the model holds sparse initializers", "export dense tensors");
    }
  }

  Map<String, TensorProto> initializers() {
    return initializers;
  }

  /** The version of the standard operators, checked to be in range. */
  int opset() {
    if (model.getIrVersion() > MAX_IR || model.getIrVersion() < 3) {
      report(
          Code.UNSUPPORTED_MODEL,
          "IR version " + model.getIrVersion() + " is not supported",
          "export with IR version 3 to " + MAX_IR);
    }
    long opset = 0;
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (isStandard(set.getDomain())) {
        opset = set.getVersion();
      }
    }
    if (opset < MIN_OPSET || opset > MAX_OPSET) {
      report(
          Code.UNSUPPORTED_MODEL,
          opset == 0 ? "no opset is given" : "opset " + opset + " is not supported",
          "export with opset " + MIN_OPSET + " to " + MAX_OPSET);
      return (int) MAX_OPSET;
    }
    return (int) opset;
  }

  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** The only input that is not an initializer; null if a diagnostic was added. */
  @Nullable ValueInfoProto input() {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !initializers.containsKey(i.getName())).toList();
    return only(inputs, "input");
  }

  /** The only output's name; null if a diagnostic was added. */
  @Nullable String output() {
    ValueInfoProto output = only(graph.getOutputList(), "output");
    return output == null ? null : output.getName();
  }

  private @Nullable ValueInfoProto only(List<ValueInfoProto> values, String what) {
    if (values.size() == 1) {
      return values.get(0);
    }
    String names =
        values.stream().map(v -> "'" + v.getName() + "'").collect(Collectors.joining(", "));
    report(
        Code.UNSUPPORTED_MODEL,
        values.isEmpty()
            ? "the model has no " + what
            : "the model has " + values.size() + " " + what + "s: " + names,
        "export the network with one " + what);
    return null;
  }

  /** The input's type without batch axis; null if a diagnostic was added. */
  @Nullable TensorType inputType(ValueInfoProto input) {
    String name = "input '" + input.getName() + "'";
    int element = input.getType().getTensorType().getElemType();
    TensorProto.DataType type = TensorProto.DataType.forNumber(element);
    IntegerElement codes = type == null ? null : TensorDecoder.element(type);
    if (element != TensorProto.DataType.FLOAT_VALUE && codes == null) {
      report(
          Code.UNSUPPORTED_MODEL,
          name
              + " is of element type "
              + (type == null ? "number " + element : type)
              + ", neither FLOAT nor codes of at most 32 bits",
          "export the network with an input of float32, int8 or uint8");
      return null;
    }
    if (!input.getType().getTensorType().hasShape()) {
      report(Code.UNKNOWN_SHAPE, name + " has no shape", "export the model with its input's shape");
      return null;
    }
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    if (shape.getDimCount() < 2) {
      report(
          Code.UNKNOWN_SHAPE,
          name + " has " + shape.getDimCount() + " axes, too few for a batch of samples",
          "export the model with the batch as first axis");
      return null;
    }
    Dimension batch = shape.getDim(0);
    if (batch.getDimValue() > 1) {
      report(
          Code.UNSUPPORTED_MODEL,
          name + " has a fixed batch of " + batch.getDimValue(),
          "export the model with a dynamic batch, or with batch 1");
      return null;
    }
    return sampleType(name, shape, codes == null ? FloatElement.F32 : codes);
  }

  private @Nullable TensorType sampleType(
      String name, TensorShapeProto shape, ElementType element) {
    List<Long> extents = new ArrayList<>();
    boolean known = true;
    for (int axis = 1; axis < shape.getDimCount(); axis++) {
      Dimension dim = shape.getDim(axis);
      extents.add(dim.getDimValue());
      if (dim.getDimValue() < 1) {
        String free = dim.hasDimParam() ? " '" + dim.getDimParam() + "'" : "";
        report(
            Code.UNKNOWN_SHAPE,
            name + " has a free extent" + free + " on axis " + axis,
            "export the model with fixed extents; only the batch axis may be free");
        known = false;
      }
    }
    if (known && Constant.count(extents) < 0) {
      report(Code.UNKNOWN_SHAPE, name + " has the impossible extents " + extents, null);
      known = false;
    }
    return known ? new TensorType(extents.stream().map(Long::intValue).toList(), element) : null;
  }

  private void report(Code code, String message, @Nullable String hint) {
    diagnostics.add(Diagnostic.of(code, message, file, hint));
  }
}

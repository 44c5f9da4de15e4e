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
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what a model says of itself: versions, initializers, inputs and outputs. */
final class ModelHeader {
  private static final long MAX_IR = 14;
  static final int MIN_OPSET = 7;
  static final int MAX_OPSET = 28;

  private final ModelProto model;
  private final GraphProto graph;
  private final String file;
  private final Diagnostics diagnostics;
  private final AxisZero reading;
  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();

  /**
   * A header.
   *
   * @param reading how axis 0 of the inputs is read, not AUTO
   */
  ModelHeader(ModelProto model, String file, AxisZero reading, Diagnostics diagnostics) {
    this.reading = reading;
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
      return MAX_OPSET;
    }
    return (int) opset;
  }

  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /** The inputs that are not initializers; at least one, or a diagnostic was added. */
  List<ValueInfoProto> inputs() {
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !initializers.containsKey(i.getName())).toList();
    long names = inputs.stream().map(ValueInfoProto::getName).distinct().count();
    if (names < inputs.size()) {
      report(Code.MALFORMED_FILE, "two inputs have the same name", null);
    }
    return inputs;
  }

  /** The outputs' names; at least one, or a diagnostic was added. */
  List<String> outputs() {
    if (graph.getOutputCount() == 0) {
      report(Code.UNSUPPORTED_MODEL, "the model has no output", "export the network with one");
    }
    if (graph.getOutputList().stream().anyMatch(output -> output.getName().isEmpty())) {
      report(Code.MALFORMED_FILE, "an output has no name", "copy or export the model again");
    }
    return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** What an input's elements are; null if a diagnostic was added. */
  @Nullable NumberFormat inputFormat(ValueInfoProto input) {
    int element = input.getType().getTensorType().getElemType();
    NumberFormat format = input.getType().hasTensorType() ? ElementTypes.of(element) : null;
    if (format == null) {
      report(
          Code.UNSUPPORTED_MODEL,
          "input '"
              + input.getName()
              + (input.getType().hasTensorType()
                  ? "' is of element type " + ElementTypes.name(element)
                  : "' is no tensor"),
          "export the network with inputs of numbers");
    }
    return format;
  }

  /** An input's nn type, without batch axis if axis 0 is one; null if a diagnostic was added. */
  @Nullable TensorType inputType(ValueInfoProto input) {
    String name = "input '" + input.getName() + "'";
    if (!input.getType().getTensorType().hasShape()) {
      report(Code.UNKNOWN_SHAPE, name + " has no shape", "export the model with its input's shape");
      return null;
    }
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    if (reading == AxisZero.WHOLE) {
      return type(input.getName(), shape, 0, "export the model with fixed extents");
    }
    if (shape.getDimCount() < 2) {
      report(
          Code.UNKNOWN_SHAPE,
          name + " has " + shape.getDimCount() + " axes, too few for a batch of samples",
          "export the model with the batch as first axis");
      return null;
    }
    Dimension batch = shape.getDim(0);
    if (reading == AxisZero.BATCH && batch.getDimValue() > 1) {
      report(
          Code.UNSUPPORTED_MODEL,
          name + " has a fixed batch of " + batch.getDimValue(),
          "export the model with a dynamic batch, or with batch 1");
      return null;
    }
    return type(
        input.getName(),
        shape,
        1,
        "export the model with fixed extents; only the batch axis may be free");
  }

  private @Nullable TensorType type(String input, TensorShapeProto shape, int from, String hint) {
    String name = "input '" + input + "'";
    List<Long> extents = new ArrayList<>();
    boolean known = true;
    for (int axis = from; axis < shape.getDimCount(); axis++) {
      Dimension dim = shape.getDim(axis);
      extents.add(dim.getDimValue());
      if (dim.hasDimValue() && dim.getDimValue() == 0) {
        report(
            Code.UNKNOWN_SHAPE,
            name + " has no elements: extent 0 on axis " + axis,
            ReadOptions.bindHint(input));
        known = false;
      } else if (dim.getDimValue() < 1) {
        String free = dim.hasDimParam() ? " '" + dim.getDimParam() + "'" : "";
        report(Code.UNKNOWN_SHAPE, name + " has a free extent" + free + " on axis " + axis, hint);
        known = false;
      }
    }
    if (known && Constant.count(extents) < 0) {
      report(Code.UNKNOWN_SHAPE, name + " has the impossible extents " + extents, null);
      known = false;
    }
    return known
        ? new TensorType(extents.stream().map(Long::intValue).toList(), FloatElement.F32)
        : null;
  }

  private void report(Code code, String message, @Nullable String hint) {
    diagnostics.add(Diagnostic.of(code, message, file, hint));
  }
}

package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.nn2fpga.nn.NumberFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Imports of operators that leave no trace: constants, what folds to one, and pass-throughs. */
final class ConstantImports {
  private ConstantImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Constant", ConstantImports::constant,
          "DequantizeLinear", ConstantImports::dequantizeLinear,
          "Dropout", ConstantImports::dropout,
          "Identity", NodeScope::alias,
          "Shape", ConstantImports::shape);

  private static void constant(NodeScope node) {
    Attributes attributes = node.attributes();
    TensorProto tensor = attributes.tensor("value");
    if (tensor != null) {
      NumberFormat format = ElementTypes.of(tensor.getDataType());
      node.resultFormat(0, format == null ? NumberFormat.FLOAT32 : format);
      node.define(node.decode(tensor));
    } else if (attributes.has("value_float")) {
      float[] value = {attributes.number("value_float", 0)};
      node.define(new Constant.Floats(List.of(), value));
    } else if (attributes.has("value_int")) {
      long[] value = {attributes.integer("value_int", 0)};
      node.define(new Constant.Integers(List.of(), value));
    } else if (attributes.has("value_floats")) {
      float[] values = attributes.numbers("value_floats");
      node.define(new Constant.Floats(List.of(values.length), values));
    } else {
      List<Integer> values = attributes.integers("value_ints");
      if (values == null) {
        throw node.refuse("the constant has no numeric value", null);
      }
      node.define(
          Constant.Integers.vector(values.stream().mapToLong(Integer::longValue).toArray()));
    }
  }

  private static void dropout(NodeScope node) {
    node.attributes().ignore("ratio");
    node.attributes().ignore("seed");
    boolean training = node.has(2) && node.constant(2, "'training_mode'").integers()[0] != 0;
    if (training && (!node.has(1) || node.constant(1, "the ratio").floats()[0] != 0)) {
      throw node.refuse("'training_mode' is on", "export the model in evaluation mode");
    }
    node.alias();
    if (node.hasResult(1)) {
      List<Integer> dims = node.dims(0);
      long[] kept = new long[(int) Constant.count(dims)];
      Arrays.fill(kept, 1);
      node.resultFormat(1, NumberFormat.BOOL);
      node.define(1, new Constant.Integers(dims, kept));
    }
  }

  /** Weights that are stored as integers: some converters leave them so to keep the file small. */
  private static void dequantizeLinear(NodeScope node) {
    Constant codes = node.folded(0);
    Constant scale = node.constant(1, "the scale");
    if (codes.isFloat() || !scale.isFloat()) {
      throw node.refuse("the operands are not integers and floating-point scales", null);
    }
    if (node.attributes().integer("block_size", 0) != 0) {
      throw node.refuse("attribute 'block_size' is given", "use one scale, or one a channel");
    }
    int axis = node.attributes().integer("axis", 1);
    boolean single = scale.size() == 1 && scale.dims().size() <= 1;
    if (!single) {
      axis = node.axis(axis, codes.dims().size());
      if (!scale.dims().equals(codes.dims().subList(axis, axis + 1))) {
        throw node.refuse(
            "scales of extents " + scale.dims() + " for axis " + axis + " of " + codes.dims(),
            null);
      }
    }
    long[] zeros = new long[scale.size()];
    if (node.has(2)) {
      Constant zero = node.constant(2, "the zero point");
      if (zero.isFloat() || zero.size() != zeros.length) {
        throw node.refuse(
            "zero points of extents " + zero.dims() + " for scales of " + scale.dims(), null);
      }
      zeros = zero.integers();
    }
    node.define(ConstantArithmetic.dequantize(codes, single ? 0 : axis, scale.floats(), zeros));
  }

  private static void shape(NodeScope node) {
    node.resultFormat(0, NumberFormat.INT64);
    List<Integer> dims = node.dims(0);
    int start = clampAxis(node.attributes().integer("start", 0), dims.size());
    int end = clampAxis(node.attributes().integer("end", dims.size()), dims.size());
    List<Integer> part = start < end ? dims.subList(start, end) : List.of();
    node.define(Constant.Integers.vector(part.stream().mapToLong(Integer::longValue).toArray()));
  }

  private static int clampAxis(int axis, int rank) {
    return Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
  }
}

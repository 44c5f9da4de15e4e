package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Imports of operators that leave no trace: constants, what folds to one, and pass-throughs. */
final class ConstantImports {
  private ConstantImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Cast", ConstantImports::cast,
          "Concat", ConstantImports::concat,
          "Constant", ConstantImports::constant,
          "Dropout", ConstantImports::dropout,
          "Gather", ConstantImports::gather,
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
    if (node.has(2) && node.constant(2, "'training_mode'").integers()[0] != 0) {
      throw node.refuse("'training_mode' is on", "export the model in evaluation mode");
    }
    node.alias();
  }

  private static void cast(NodeScope node) {
    int target = node.attributes().integer("to", 0);
    node.attributes().ignore("saturate");
    DataType type = DataType.forNumber(target);
    if (!node.isConstant(0)) {
      if (type != DataType.FLOAT) {
        throw node.refuse(
            "a computed tensor is cast to " + (type == null ? target : type),
            "only constants are cast; remove the Cast");
      }
      node.alias();
      return;
    }
    Constant constant = node.constant(0, "the operand");
    if (type == null) {
      throw node.refuse("a cast to element type number " + target, null);
    }
    node.resultFormat(0, Objects.requireNonNull(ElementTypes.of(target)));
    switch (type) {
      case FLOAT, DOUBLE -> node.define(new Constant.Floats(constant.dims(), constant.floats()));
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64 ->
          node.define(
              new Constant.Integers(
                  constant.dims(),
                  Arrays.stream(constant.integers()).map(v -> wrapped(v, type)).toArray()));
      default -> throw node.refuse("a cast to " + type, "cast to float or int64");
    }
  }

  /** The low bits of a number, as an integer type reads them. */
  private static long wrapped(long value, DataType type) {
    return switch (type) {
      case INT8 -> (byte) value;
      case UINT8 -> value & 0xff;
      case INT16 -> (short) value;
      case UINT16 -> value & 0xffff;
      case INT32 -> (int) value;
      case UINT32 -> value & 0xffff_ffffL;
      default -> value;
    };
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

  private static void gather(NodeScope node) {
    Constant data = node.folded(0);
    if (data.dims().isEmpty()) {
      throw node.refuse("a scalar has no axis to gather along", null);
    }
    int axis = node.axis(node.attributes().integer("axis", 0), data.dims().size());
    Constant indices = node.constant(1, "the index");
    if (indices.isFloat()) {
      throw node.refuse("the index '" + node.name(1) + "' is not an integer", null);
    }
    node.define(ConstantArithmetic.gather(node, data, indices, axis));
  }

  private static void concat(NodeScope node) {
    node.attributes().ignore("axis");
    List<Constant> parts = new ArrayList<>();
    for (int i = 0; i < node.operands(); i++) {
      Constant part = node.folded(i);
      if (part.dims().size() != 1 || part.isFloat()) {
        throw node.refuse(
            "operand '" + node.name(i) + "' has the extents " + part.dims(),
            "only the concatenation of shapes is computed at import");
      }
      parts.add(part);
    }
    node.define(ConstantArithmetic.concat(parts));
  }
}

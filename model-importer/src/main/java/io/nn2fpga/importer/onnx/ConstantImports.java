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
      long count = Constant.count(dims);
      if (count > Constant.MAX_COMPUTED) {
        throw node.refuse("a mask of " + count + " elements", "remove the second output");
      }
      long[] kept = new long[(int) count];
      Arrays.fill(kept, 1);
      node.resultFormat(1, NumberFormat.BOOL);
      node.define(1, new Constant.Integers(dims, kept));
    }
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

package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Imports of operators whose results are known from shapes and constants alone. */
final class FillImports {
  private FillImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "ConstantOfShape", FillImports::constantOfShape,
          "EyeLike", FillImports::eyeLike,
          "NonZero", FillImports::nonZero,
          "Range", FillImports::range,
          "Size", FillImports::size);

  private static void constantOfShape(NodeScope node) {
    long[] shape = MovementImports.longs(node, 0, "the shape");
    List<Integer> dims = dims(node, shape == null ? new long[0] : shape);
    TensorProto tensor = node.attributes().tensor("value");
    Constant value =
        tensor == null ? new Constant.Floats(List.of(1), new float[1]) : node.decode(tensor);
    if (value.size() != 1) {
      throw node.refuse("attribute 'value' is of extents " + value.dims(), null);
    }
    node.resultFormat(0, value.isFloat() ? NumberFormat.FLOAT32 : NumberFormat.INT64);
    node.define(value.gather(new int[(int) Constant.count(dims)], dims));
  }

  private static List<Integer> dims(NodeScope node, long... extents) {
    List<Long> dims = Arrays.stream(extents).boxed().toList();
    if (Constant.count(dims) < 0 || Constant.count(dims) > Constant.MAX_COMPUTED) {
      throw node.refuse("the result would have the extents " + dims, null);
    }
    return dims.stream().map(Long::intValue).toList();
  }

  private static void size(NodeScope node) {
    node.resultFormat(0, NumberFormat.INT64);
    node.define(new Constant.Integers(List.of(), new long[] {Constant.count(node.dims(0))}));
  }

  private static void eyeLike(NodeScope node) {
    List<Integer> dims = node.dims(0);
    int type = node.attributes().integer("dtype", 0);
    NumberFormat format = type == 0 ? node.format(0) : ElementTypes.of(type);
    if (dims.size() != 2 || format == null || Constant.count(dims) > Constant.MAX_COMPUTED) {
      throw node.refuse("a diagonal of extents " + dims + ", element type " + type, null);
    }
    int diagonal = node.attributes().integer("k", 0);
    long[] result = new long[(int) Constant.count(dims)];
    for (int i = 0; i < result.length; i++) {
      result[i] = i % dims.get(1) - i / dims.get(1) == diagonal ? 1 : 0;
    }
    Constant ones = new Constant.Integers(dims, result);
    node.resultFormat(0, format);
    node.define(format.isInteger() ? ones : new Constant.Floats(dims, ones.floats()));
  }

  private static void range(NodeScope node) {
    Constant[] bounds = new Constant[3];
    for (int i = 0; i < 3; i++) {
      bounds[i] = node.constant(i, "the range's bound");
      if (bounds[i].size() != 1 || bounds[i].isFloat() != bounds[0].isFloat()) {
        throw node.refuse("the range's bounds are not three numbers of one type", null);
      }
    }
    double start = first(bounds[0]);
    double delta = first(bounds[2]);
    double count = Math.ceil((first(bounds[1]) - start) / delta);
    if (delta == 0 || !(count <= Constant.MAX_COMPUTED)) {
      throw node.refuse("a range in steps of " + delta + " has " + count + " elements", null);
    }
    int length = (int) Math.max(0, count);
    if (bounds[0].isFloat()) {
      float[] result = new float[length];
      for (int i = 0; i < length; i++) {
        result[i] = (float) (start + i * delta);
      }
      node.define(new Constant.Floats(List.of(length), result));
    } else {
      long[] result = new long[length];
      for (int i = 0; i < length; i++) {
        result[i] = bounds[0].integers()[0] + i * bounds[2].integers()[0];
      }
      node.define(new Constant.Integers(List.of(length), result));
    }
  }

  private static double first(Constant number) {
    return number.isFloat() ? number.floats()[0] : number.integers()[0];
  }

  /** How many elements are not zero depends on data: only a constant's are known. */
  private static void nonZero(NodeScope node) {
    Constant constant = node.folded(0);
    List<Integer> dims = constant.dims();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < constant.size(); i++) {
      boolean zero = constant.isFloat() ? constant.floats()[i] == 0 : constant.integers()[i] == 0;
      if (!zero) {
        places.add(i);
      }
    }
    long[] result = new long[dims.size() * places.size()];
    for (int k = 0; k < places.size(); k++) {
      int rest = places.get(k);
      for (int axis = dims.size() - 1; axis >= 0; axis--) {
        result[axis * places.size() + k] = rest % dims.get(axis);
        rest /= dims.get(axis);
      }
    }
    node.resultFormat(0, NumberFormat.INT64);
    node.define(new Constant.Integers(List.of(dims.size(), places.size()), result));
  }
}

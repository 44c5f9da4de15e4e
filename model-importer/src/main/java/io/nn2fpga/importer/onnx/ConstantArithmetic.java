package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Arithmetic on tensors that are known at import. */
final class ConstantArithmetic {
  private ConstantArithmetic() {}

  /** The broadcast sum. */
  static Constant add(NodeScope node, Constant a, Constant b) {
    if (a.isFloat() != b.isFloat()) {
      throw node.refuse("the operands are of different element types", null);
    }
    int rank = Math.max(a.dims().size(), b.dims().size());
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int left = extent(a, axis, rank);
      int right = extent(b, axis, rank);
      if (left != right && left != 1 && right != 1) {
        throw node.refuse("extents " + a.dims() + " and " + b.dims() + " do not broadcast", null);
      }
      dims.add(left == 1 ? right : left);
    }
    if (Constant.count(dims) < 0) {
      throw node.refuse("the result would have the extents " + dims, null);
    }
    Constant left = broadcast(a, dims);
    Constant right = broadcast(b, dims);
    if (a.isFloat()) {
      float[] sum = left.floats().clone();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += right.floats()[i];
      }
      return new Constant.Floats(dims, sum);
    }
    long[] sum = left.integers().clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += right.integers()[i];
    }
    return new Constant.Integers(dims, sum);
  }

  private static int extent(Constant constant, int axis, int rank) {
    int own = axis - (rank - constant.dims().size());
    return own < 0 ? 1 : constant.dims().get(own);
  }

  /** A constant repeated along the axes where it has one element, or which it lacks. */
  static Constant broadcast(Constant constant, List<Integer> dims) {
    int missing = dims.size() - constant.dims().size();
    int[] steps = new int[dims.size()];
    int step = 1;
    for (int axis = dims.size() - 1; axis >= missing; axis--) {
      int extent = constant.dims().get(axis - missing);
      steps[axis] = extent == 1 ? 0 : step;
      step *= extent;
    }
    return constant.gather(places(dims, steps), dims);
  }

  /** The constant with its axes in another order. */
  static Constant transpose(Constant constant, List<Integer> permutation) {
    List<Integer> dims = Transpose.shape(constant.dims(), permutation);
    return constant.gather(Transpose.places(constant.dims(), permutation), dims);
  }

  /** For each element of a result, row major, its place in a tensor of these steps. */
  private static int[] places(List<Integer> dims, int[] steps) {
    int[] places = new int[(int) Constant.count(dims)];
    int[] index = new int[dims.size()];
    int place = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = place;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        place += steps[axis];
        if (++index[axis] < dims.get(axis)) {
          break;
        }
        place -= steps[axis] * dims.get(axis);
        index[axis] = 0;
      }
    }
    return places;
  }

  /** Rows of a tensor along one axis, as ONNX Gather picks them. */
  static Constant gather(NodeScope node, Constant data, Constant indices, int axis) {
    int extent = data.dims().get(axis);
    int inner = (int) Constant.count(data.dims().subList(axis + 1, data.dims().size()));
    int outer = (int) Constant.count(data.dims().subList(0, axis));
    List<Integer> dims = new ArrayList<>(data.dims().subList(0, axis));
    dims.addAll(indices.dims());
    dims.addAll(data.dims().subList(axis + 1, data.dims().size()));
    if (Constant.count(dims) < 0) {
      throw node.refuse("the result would have the extents " + dims, null);
    }
    int[] places = new int[(int) Constant.count(dims)];
    int next = 0;
    for (int o = 0; o < outer; o++) {
      for (long index : indices.integers()) {
        long row = index < 0 ? index + extent : index;
        if (row < 0 || row >= extent) {
          throw node.refuse("index " + index + " of an axis of " + extent, null);
        }
        for (int i = 0; i < inner && next < places.length; i++) {
          places[next++] = (o * extent + (int) row) * inner + i;
        }
      }
    }
    return data.gather(places, dims);
  }

  /** One-dimensional tensors, one after the other. */
  static Constant concat(List<Constant> parts) {
    long[] all = parts.stream().flatMapToLong(p -> java.util.Arrays.stream(p.integers())).toArray();
    return new Constant.Integers(Collections.singletonList(all.length), all);
  }
}

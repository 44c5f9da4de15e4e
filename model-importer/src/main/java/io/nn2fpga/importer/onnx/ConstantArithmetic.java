package io.nn2fpga.importer.onnx;

import java.util.ArrayList;
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

  private static Constant broadcast(Constant constant, List<Integer> dims) {
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

  /**
   * (q − zero)·scale in binary32, one scale and zero point for all or one a place of an axis.
   *
   * @param axis where the scales are counted; does not matter for one scale
   * @param zeros as many as scales
   */
  static Constant dequantize(Constant codes, int axis, float[] scales, long[] zeros) {
    List<Integer> inner =
        codes.dims().subList(Math.min(axis + 1, codes.dims().size()), codes.dims().size());
    int step = (int) Constant.count(inner);
    long[] q = codes.integers();
    float[] result = new float[q.length];
    for (int i = 0; i < result.length; i++) {
      int c = scales.length == 1 ? 0 : i / step % scales.length;
      result[i] = (q[i] - zeros[c]) * scales[c];
    }
    return new Constant.Floats(codes.dims(), result);
  }
}

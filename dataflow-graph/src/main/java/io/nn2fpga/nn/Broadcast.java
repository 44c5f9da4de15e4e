package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's broadcasting, as ONNX uses it: shapes are aligned at the last axis; extents are equal, or
 * one of them is 1 or missing.
 */
final class Broadcast {
  private Broadcast() {}

  /**
   * The type of which every operand is a part or a repetition.
   *
   * @throws IllegalArgumentException if the operands do not broadcast
   */
  static TensorType type(List<Type> operands, String... names) {
    List<Integer> shape = List.of();
    for (int i = 0; i < operands.size(); i++) {
      TensorType operand = Operands.tensor(operands, i, names[i]);
      List<Integer> wider = shape(shape, operand.shape());
      if (wider == null) {
        throw new IllegalArgumentException(
            String.join(" and ", operands.stream().map(String::valueOf).toList())
                + " do not broadcast");
      }
      shape = wider;
    }
    Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
    return new TensorType(shape, FloatElement.F32);
  }

  /** The common shape of two, or null if there is none. */
  static @Nullable List<Integer> shape(List<Integer> a, List<Integer> b) {
    int rank = Math.max(a.size(), b.size());
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int left = extent(a, axis, rank);
      int right = extent(b, axis, rank);
      if (left != right && left != 1 && right != 1) {
        return null;
      }
      shape.add(left == 1 ? right : left);
    }
    return shape;
  }

  private static int extent(List<Integer> shape, int axis, int rank) {
    int own = axis - (rank - shape.size());
    return own < 0 ? 1 : shape.get(own);
  }

  /** How far the place in an operand moves for a step along each axis; 0 where it is repeated. */
  static int[] steps(List<Integer> operand, int rank) {
    int[] steps = new int[rank];
    int missing = rank - operand.size();
    int step = 1;
    for (int axis = operand.size() - 1; axis >= 0; axis--) {
      steps[axis + missing] = operand.get(axis) == 1 ? 0 : step;
      step *= operand.get(axis);
    }
    return steps;
  }

  /** The operand's elements, repeated to the result's shape; the operand's own array if it fits. */
  static float[] expand(float[] operand, List<Integer> from, List<Integer> to) {
    int count = to.stream().reduce(1, Math::multiplyExact);
    if (operand.length == count) {
      return operand;
    }
    float[] result = new float[count];
    int[] places = places(from, to);
    for (int i = 0; i < count; i++) {
      result[i] = operand[places[i]];
    }
    return result;
  }

  /** For each element of the result, row major, its place in the operand. */
  static int[] places(List<Integer> operand, List<Integer> result) {
    int[] steps = steps(operand, result.size());
    int[] places = new int[result.stream().reduce(1, Math::multiplyExact)];
    int[] index = new int[result.size()];
    int place = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = place;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        place += steps[axis];
        if (++index[axis] < result.get(axis)) {
          break;
        }
        place -= steps[axis] * result.get(axis);
        index[axis] = 0;
      }
    }
    return places;
  }

  /**
   * A constant that goes with an operand as one number for each place of axis 0.
   *
   * @return the numbers, or null if the constant differs within a place, or widens the operand
   */
  static float @Nullable [] perChannel(TensorType x, float[] constant, List<Integer> shape) {
    if (!x.shape().equals(shape(x.shape(), shape))) {
      return null;
    }
    int[] steps = steps(shape, x.shape().size());
    for (int axis = 1; axis < steps.length; axis++) {
      if (steps[axis] != 0) {
        return null;
      }
    }
    int channels = x.shape().isEmpty() ? 1 : x.extent(0);
    return expand(
        constant,
        steps.length == 0 ? List.of() : Collections.singletonList(steps[0] == 0 ? 1 : channels),
        Collections.singletonList(channels));
  }
}

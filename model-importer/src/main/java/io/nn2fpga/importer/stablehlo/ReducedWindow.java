package io.nn2fpga.importer.stablehlo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The windows of a reduction, along every axis.
 *
 * @param shape extents of the operand
 * @param window extents of the window
 * @param strides from one window to the next
 * @param low padding before the first element
 * @param high padding behind the last one
 */
record ReducedWindow(
    List<Integer> shape,
    List<Integer> window,
    List<Integer> strides,
    List<Integer> low,
    List<Integer> high) {

  /** A window over all of some axes. */
  static ReducedWindow whole(HloType type, List<Integer> axes) {
    List<Integer> window = new ArrayList<>(Collections.nCopies(type.rank(), 1));
    axes.forEach(axis -> window.set(axis, type.shape().get(axis)));
    List<Integer> ones = Collections.nCopies(type.rank(), 1);
    List<Integer> zeros = Collections.nCopies(type.rank(), 0);
    return new ReducedWindow(type.shape(), window, ones, zeros, zeros);
  }

  /** The windows of a {@code reduce_window}. */
  static ReducedWindow of(HloOperation operation, HloType x) {
    int rank = x.rank();
    List<Integer> window = operation.numbers("window_dimensions");
    List<Integer> strides = operation.numbers("window_strides", rank, 1);
    List<Integer> padding = operation.numbers("padding", 2 * rank, 0);
    if (padding.size() == 1) {
      padding = Collections.nCopies(2 * rank, padding.get(0));
    }
    boolean dilated =
        operation.numbers("base_dilations", rank, 1).stream().anyMatch(d -> d != 1)
            || operation.numbers("window_dilations", rank, 1).stream().anyMatch(d -> d != 1);
    if (dilated) {
      throw operation.refuse("a dilated window", "reduce windows without dilation");
    }
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    boolean fits = window.size() == rank && strides.size() == rank && padding.size() == 2 * rank;
    for (int axis = 0; fits && axis < rank; axis++) {
      low.add(padding.get(2 * axis));
      high.add(padding.get(2 * axis + 1));
      fits =
          window.get(axis) >= 1
              && strides.get(axis) >= 1
              && low.get(axis) >= 0
              && high.get(axis) >= 0
              && window.get(axis) <= (long) x.shape().get(axis) + low.get(axis) + high.get(axis);
    }
    if (!fits) {
      throw operation.malformed("windows " + window + " that do not fit " + x);
    }
    return new ReducedWindow(x.shape(), window, strides, low, high);
  }

  List<Integer> resultShape() {
    List<Integer> result = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      long padded = (long) shape.get(axis) + low.get(axis) + high.get(axis);
      result.add((int) ((padded - window.get(axis)) / strides.get(axis)) + 1);
    }
    return result;
  }

  int results() {
    return resultShape().stream().reduce(1, (a, b) -> a * b);
  }

  /** How many elements all windows have together. */
  double work() {
    double work = 1;
    List<Integer> result = resultShape();
    for (int axis = 0; axis < shape.size(); axis++) {
      work *= (double) result.get(axis) * window.get(axis);
    }
    return work;
  }

  /** Row-major places of the operand's elements in the window of a result; not of the padding. */
  List<Integer> places(int result) {
    List<Integer> places = new ArrayList<>(List.of(0));
    List<Integer> full = HloTensor.rowMajor(shape);
    List<Integer> results = HloTensor.rowMajor(resultShape());
    for (int axis = 0; axis < shape.size(); axis++) {
      int at = result / results.get(axis) % resultShape().get(axis);
      int first = at * strides.get(axis) - low.get(axis);
      int from = Math.max(0, first);
      int to = Math.min(shape.get(axis), first + window.get(axis));
      List<Integer> next = new ArrayList<>();
      for (int place : places) {
        for (int i = from; i < to; i++) {
          next.add(place + i * full.get(axis));
        }
      }
      places = next;
    }
    return places;
  }

  /** The number of {@link #places}. */
  int count(int result) {
    int count = 1;
    List<Integer> results = resultShape();
    List<Integer> full = HloTensor.rowMajor(results);
    for (int axis = 0; axis < shape.size(); axis++) {
      int at = result / full.get(axis) % results.get(axis);
      int first = at * strides.get(axis) - low.get(axis);
      count *= Math.min(shape.get(axis), first + window.get(axis)) - Math.max(0, first);
    }
    return count;
  }
}

package io.nn2fpga.importer.stablehlo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** Attributes that name axes, checked. */
final class Axes {
  private Axes() {}

  /** The order of axes of a transposition. */
  static List<Integer> order(HloOperation operation, int rank) {
    List<Integer> order = numbers(operation, "dims", "permutation");
    if (!order.stream().sorted().toList().equals(IntStream.range(0, rank).boxed().toList())) {
      throw operation.malformed(order + " is not an order of " + rank + " axes");
    }
    return order;
  }

  /** For each axis of the operand, the axis of the result that it becomes. */
  static List<Integer> broadcast(HloOperation operation, HloType from, HloType to) {
    List<Integer> axes = numbers(operation, "dims", "broadcast_dimensions");
    boolean fits = axes.size() == from.rank() && new HashSet<>(axes).size() == axes.size();
    for (int axis = 0; fits && axis < axes.size(); axis++) {
      int target = axes.get(axis);
      fits =
          target >= 0
              && target < to.rank()
              && (from.shape().get(axis) == 1
                  || from.shape().get(axis).equals(to.shape().get(target)));
    }
    if (!fits) {
      throw operation.malformed(from + " does not broadcast to " + to + " along " + axes);
    }
    return axes;
  }

  /** The axes that a reduction removes. */
  static List<Integer> reduced(HloOperation operation, int rank) {
    return checked(operation, numbers(operation, "dimensions", "dimensions"), rank);
  }

  /** Axes that exist, each once. */
  static List<Integer> checked(HloOperation operation, List<Integer> axes, int rank) {
    boolean fit =
        axes.stream().allMatch(a -> a >= 0 && a < rank)
            && new HashSet<>(axes).size() == axes.size();
    if (!fit) {
      throw operation.malformed("axes " + axes + " of a tensor of rank " + rank);
    }
    return axes;
  }

  /** What a slice takes: the first place, the step and the extent along each axis. */
  record Slice(List<Integer> starts, List<Integer> strides, List<Integer> shape) {}

  static Slice slice(HloOperation operation, HloType x) {
    List<Integer> starts = new ArrayList<>();
    List<Integer> limits = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    if (operation.loose().size() == 1
        && operation.loose().get(0) instanceof HloAttribute.Items ranges) {
      for (HloAttribute range : ranges.items()) {
        List<Integer> numbers = operation.numbers(range, "slice");
        if (numbers == null || numbers.size() < 2) {
          throw operation.malformed("a slice without limits");
        }
        starts.add(numbers.get(0));
        limits.add(numbers.get(1));
        strides.add(numbers.size() > 2 ? numbers.get(2) : 1);
      }
    } else {
      starts.addAll(operation.numbers("start_indices"));
      limits.addAll(operation.numbers("limit_indices"));
      strides.addAll(operation.numbers("strides"));
    }
    boolean fits =
        starts.size() == x.rank() && limits.size() == x.rank() && strides.size() == x.rank();
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; fits && axis < x.rank(); axis++) {
      fits =
          starts.get(axis) >= 0
              && limits.get(axis) > starts.get(axis)
              && limits.get(axis) <= x.shape().get(axis)
              && strides.get(axis) >= 1;
      shape.add(fits ? (limits.get(axis) - starts.get(axis) - 1) / strides.get(axis) + 1 : 0);
    }
    if (!fits) {
      throw operation.malformed("a slice that lies outside " + x);
    }
    return new Slice(starts, strides, shape);
  }

  private static List<Integer> numbers(HloOperation operation, String pretty, String generic) {
    List<Integer> found = operation.numbersOrNull(pretty);
    return found == null ? operation.numbers(generic) : found;
  }
}

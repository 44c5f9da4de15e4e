package io.nn2fpga.importer.tflite;

import java.util.ArrayList;
import java.util.List;

/**
 * What STRIDED_SLICE takes of each axis. Its places are lists in the manner of NumPy's {@code
 * x[2:5, ..., None, 3]}: masks say which entries are an ellipsis, a new axis or one place whose
 * axis goes, and which ends are left open.
 */
final class StridedSlice {
  private final OperatorScope node;
  private final List<Integer> shape;
  private final int[] starts;
  private final int[] steps;
  private final int[] extents;
  private final List<Integer> result = new ArrayList<>();
  private boolean keepsBatch;

  StridedSlice(OperatorScope node, List<Integer> shape, int[] begins, int[] ends, int[] strides) {
    this.node = node;
    this.shape = shape;
    this.starts = new int[shape.size()];
    this.steps = new int[shape.size()];
    this.extents = new int[shape.size()];
    if (begins.length != ends.length || begins.length != strides.length || begins.length > 31) {
      throw node.refuse(
          begins.length + " first places, " + ends.length + " ends, " + strides.length + " steps",
          null);
    }
    TfliteOperator o = node.operator();
    int ellipsis = o.option(2, 0);
    int added = o.option(3, 0) & ~ellipsis;
    if (Integer.bitCount(ellipsis) > 1) {
      throw node.refuse("it has several ellipses", null);
    }
    int axis = 0;
    for (int i = 0; i < begins.length; i++) {
      if (isSet(ellipsis, i)) {
        int later = begins.length - i - 1 - Integer.bitCount(added & (-2 << i) & mask(begins));
        while (axis < shape.size() - later) {
          takeAll(axis++);
        }
      } else if (isSet(added, i)) {
        result.add(1);
      } else if (axis == shape.size()) {
        throw node.refuse("more entries than the operand has axes", null);
      } else {
        take(axis++, i, begins[i], ends[i], strides[i]);
      }
    }
    while (axis < shape.size()) {
      takeAll(axis++);
    }
  }

  private static int mask(int[] entries) {
    return (1 << entries.length) - 1;
  }

  private static boolean isSet(int mask, int entry) {
    return (mask >> entry & 1) != 0;
  }

  private void takeAll(int axis) {
    keepsBatch |= axis == 0 && result.isEmpty();
    steps[axis] = 1;
    extents[axis] = shape.get(axis);
    result.add(extents[axis]);
  }

  private void take(int axis, int entry, int begin, int end, int step) {
    int extent = shape.get(axis);
    TfliteOperator o = node.operator();
    if (step == 0) {
      throw node.refuse("its step is 0", null);
    }
    boolean single = isSet(o.option(4, 0), entry);
    // Going backwards, the place before the first is where an open end stops.
    int least = step > 0 ? 0 : -1;
    int most = step > 0 ? extent : extent - 1;
    int first = begin < 0 ? begin + extent : begin;
    first = Math.max(least, Math.min(most, first));
    if (isSet(o.option(0, 0), entry)) {
      first = step > 0 ? least : most;
    }
    int last = end;
    if (o.flag(5)) {
      last = begin + end;
    }
    last = last < 0 ? last + extent : last;
    last = Math.max(least, Math.min(most, last));
    if (isSet(o.option(1, 0), entry)) {
      last = step > 0 ? most : least;
    }
    starts[axis] = first;
    steps[axis] = single ? 1 : step;
    long distance = step > 0 ? (long) last - first : (long) first - last;
    long width = Math.abs((long) step);
    extents[axis] = single ? 1 : (int) Math.max(0, (distance + width - 1) / width);
    if (!single) {
      keepsBatch |= axis == 0 && result.isEmpty();
      result.add(extents[axis]);
    }
  }

  int[] starts() {
    return starts;
  }

  int[] steps() {
    return steps;
  }

  int[] extents() {
    return extents;
  }

  /** The result's extents, after places of their own lost their axes and new ones came in. */
  List<Integer> resultShape() {
    return result;
  }

  /** Whether axis 0 is also the result's first. */
  boolean keepsBatch() {
    return keepsBatch;
  }
}

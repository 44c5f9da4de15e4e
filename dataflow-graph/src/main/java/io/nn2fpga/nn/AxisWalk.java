package io.nn2fpga.nn;

import io.nn2fpga.ir.TensorType;

/** Visits the lines of a tensor that run along one axis. */
final class AxisWalk {
  private AxisWalk() {}

  /** Takes one line: its number, the index of its first element, the step and the count. */
  interface Line {
    void visit(int line, int first, int step, int count);
  }

  static void check(TensorType type, int axis) {
    if (axis < 0 || axis >= type.shape().size()) {
      throw new IllegalArgumentException("axis " + axis + " of " + type);
    }
  }

  static void over(TensorType type, int axis, Line visitor) {
    int count = type.extent(axis);
    int step = 1;
    for (int i = axis + 1; i < type.shape().size(); i++) {
      step *= type.extent(i);
    }
    int lines = type.size() / count;
    for (int line = 0; line < lines; line++) {
      visitor.visit(line, line / step * step * count + line % step, step, count);
    }
  }
}

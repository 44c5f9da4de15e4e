package io.nn2fpga.nn;

import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** Trait: operand 1 is a scale and operand 2 a zero point, each a scalar or along one axis. */
public interface PerAxisQuantization {
  /** The axis of operand 0 that a vector of scales or zero points goes along. */
  int axis();

  /**
   * Checks scale and zero point against what they quantize.
   *
   * @throws IllegalArgumentException if a vector is not as long as the axis
   */
  default void checkParameters(TensorType x, List<Type> inputs) {
    for (int operand = 1; operand <= 2; operand++) {
      String what = operand == 1 ? "the scale" : "the zero point";
      TensorType parameter = Operands.tensor(inputs, operand, what);
      boolean vector = parameter.shape().size() == 1;
      if (parameter.size() != 1
          && (!vector || axis() >= x.shape().size() || parameter.size() != x.extent(axis()))) {
        throw new IllegalArgumentException(
            what + " is " + parameter + " along axis " + axis() + " of " + x);
      }
    }
  }

  /** Elements from one index of the axis to the next. */
  default int inner(TensorType x) {
    int inner = 1;
    for (int axis = axis() + 1; axis < x.shape().size(); axis++) {
      inner *= x.extent(axis);
    }
    return inner;
  }

  /** The place of an element's parameter among {@code count}. */
  default int place(int index, int inner, int count) {
    return count == 1 ? 0 : index / inner % count;
  }
}

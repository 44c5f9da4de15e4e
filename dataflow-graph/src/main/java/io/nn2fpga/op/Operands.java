package io.nn2fpga.op;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** Checks of operand types that int-level operations share. */
public final class Operands {
  private Operands() {}

  /**
   * Checks the number of operands.
   *
   * @throws IllegalArgumentException if there are not {@code count}
   */
  public static void requireCount(List<Type> inputs, int count) {
    if (inputs.size() != count) {
      throw new IllegalArgumentException("needs " + count + " operands, got " + inputs.size());
    }
  }

  /**
   * A stream operand of the flow level.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static StreamType stream(List<Type> inputs, int index) {
    if (inputs.get(index) instanceof StreamType stream) {
      return stream;
    }
    throw new IllegalArgumentException(
        "operand " + index + " is " + inputs.get(index) + ", needs a stream");
  }

  /**
   * Checks that a stream has one pixel a beat.
   *
   * @throws IllegalArgumentException if it has more
   */
  public static void requireOnePixel(StreamType stream) {
    if (stream.pixels() != 1) {
      throw new IllegalArgumentException(
          stream + " has " + stream.pixels() + " pixels a beat; this kernel takes one");
    }
  }

  /**
   * An activation operand.
   *
   * @return its type, {@code [H, W, C]} of integers
   * @throws IllegalArgumentException if it is anything else
   */
  public static TensorType frame(List<Type> inputs, int index) {
    return integers(inputs, index, 3);
  }

  /**
   * A tensor operand of integers with {@code rank} axes.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static TensorType integers(List<Type> inputs, int index, int rank) {
    if (inputs.get(index) instanceof TensorType tensor
        && tensor.element() instanceof IntegerElement
        && tensor.shape().size() == rank) {
      return tensor;
    }
    throw new IllegalArgumentException(
        "operand "
            + index
            + " is "
            + inputs.get(index)
            + ", needs an integer tensor of "
            + rank
            + " axes");
  }

  /**
   * Checks one extent of an operand.
   *
   * @throws IllegalArgumentException if it differs
   */
  public static void requireExtent(TensorType type, int axis, int extent, String what) {
    if (type.extent(axis) != extent) {
      throw new IllegalArgumentException(
          what + ": axis " + axis + " of " + type + " has to be " + extent);
    }
  }

  /**
   * Checks that the executors, which hold codes and accumulators in 32 bits, can hold a type.
   *
   * @throws IllegalArgumentException if it is wider than s32 or u31
   */
  public static IntegerElement requireInt(IntegerElement element) {
    if (element.bits() > (element.signed() ? 32 : 31)) {
      throw new IllegalArgumentException(element + " does not fit the executors' 32-bit integers");
    }
    return element;
  }
}

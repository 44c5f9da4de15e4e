package io.nn2fpga.ir;

import java.util.Arrays;

/**
 * A tensor of integers of at most 32 bits.
 *
 * @param type the shape, with an integer element type; values are not checked against it
 * @param data the elements, row major; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
public record IntTensor(TensorType type, int[] data) implements Tensor {

  /** Checks the size. */
  public IntTensor {
    if (data.length != type.size() || !(type.element() instanceof IntegerElement)) {
      throw new IllegalArgumentException(data.length + " integers for " + type);
    }
  }

  /** A tensor from its extents. */
  public static IntTensor of(IntegerElement element, int[] data, int... extents) {
    return new IntTensor(TensorType.of(element, extents), data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntTensor that
        && type.equals(that.type)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "IntTensor " + type;
  }
}

package io.nn2fpga.ir;

import java.util.Arrays;

/**
 * A tensor of integers of at most 63 bits (requantization offsets).
 *
 * @param type the shape, with an integer element type; values are not checked against it
 * @param data the elements, row major; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
public record LongTensor(TensorType type, long[] data) implements Tensor {

  /** Checks the size. */
  public LongTensor {
    if (data.length != type.size() || !(type.element() instanceof IntegerElement)) {
      throw new IllegalArgumentException(data.length + " integers for " + type);
    }
  }

  /** A tensor from its extents. */
  public static LongTensor of(IntegerElement element, long[] data, int... extents) {
    return new LongTensor(TensorType.of(element, extents), data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongTensor that
        && type.equals(that.type)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "LongTensor " + type;
  }
}

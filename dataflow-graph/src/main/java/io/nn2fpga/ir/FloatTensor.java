package io.nn2fpga.ir;

import java.util.Arrays;

/**
 * A tensor of binary32 numbers.
 *
 * @param type the shape, with element type f32
 * @param data the elements, row major; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
public record FloatTensor(TensorType type, float[] data) implements Tensor {

  /** Checks the size. */
  public FloatTensor {
    if (data.length != type.size() || !(type.element() instanceof FloatElement)) {
      throw new IllegalArgumentException(data.length + " floats for " + type);
    }
  }

  /** A tensor from its extents. */
  public static FloatTensor of(float[] data, int... extents) {
    return new FloatTensor(TensorType.of(FloatElement.F32, extents), data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatTensor that
        && type.equals(that.type)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "FloatTensor " + type;
  }
}

package io.nn2fpga.importer.npy;

import io.nn2fpga.ir.FloatTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An array in memory, row major; axis 0 counts samples.
 *
 * <p>Elements are kept in their own type, so that byte images stay small, and are converted a
 * sample at a time.
 */
public final class NpyArray {
  private final List<Integer> shape;
  private final NpyType type;
  private final ByteBuffer data;

  /** An array from its bytes: row major, in the buffer's byte order, exactly as many as needed. */
  NpyArray(List<Integer> shape, NpyType type, ByteBuffer data) {
    this.shape = List.copyOf(shape);
    this.type = type;
    this.data = data;
  }

  /** An array of type f4 with these elements, row major. */
  public static NpyArray ofFloats(float[] elements, int... extents) {
    NpyArray array = empty(NpyType.F4, elements.length, extents);
    for (int i = 0; i < elements.length; i++) {
      array.data.putFloat(i * 4, elements[i]);
    }
    return array;
  }

  /** An array of type i4 with these elements, row major. */
  public static NpyArray ofInts(int[] elements, int... extents) {
    NpyArray array = empty(NpyType.I4, elements.length, extents);
    for (int i = 0; i < elements.length; i++) {
      array.data.putInt(i * 4, elements[i]);
    }
    return array;
  }

  /** An array of type u1 with these elements, 0 to 255, row major. */
  public static NpyArray ofBytes(byte[] elements, int... extents) {
    NpyArray array = empty(NpyType.U1, elements.length, extents);
    array.data.put(0, elements);
    return array;
  }

  private static NpyArray empty(NpyType type, int count, int... extents) {
    List<Integer> shape = java.util.Arrays.stream(extents).boxed().toList();
    if (shape.stream().reduce(1, Math::multiplyExact) != count) {
      throw new IllegalArgumentException(count + " elements for " + shape);
    }
    ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(count, type.bytes()));
    return new NpyArray(shape, type, data.order(ByteOrder.LITTLE_ENDIAN));
  }

  /** An array of type i8 with these elements, row major. */
  public static NpyArray ofLongs(long[] elements, int... extents) {
    NpyArray array = empty(NpyType.I8, elements.length, extents);
    for (int i = 0; i < elements.length; i++) {
      array.data.putLong(i * 8, elements[i]);
    }
    return array;
  }

  /** The extents, outermost first; axis 0 counts samples. */
  public List<Integer> shape() {
    return shape;
  }

  /** The element type of the file. */
  public NpyType type() {
    return type;
  }

  /** Number of samples: the extent of axis 0; 1 for a scalar. */
  public int samples() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /** The extents of one sample. */
  public List<Integer> sampleShape() {
    return shape.isEmpty() ? shape : shape.subList(1, shape.size());
  }

  /** Elements of one sample. */
  public int sampleSize() {
    return sampleShape().stream().reduce(1, Math::multiplyExact);
  }

  /** One sample's elements as binary32, row major. */
  public float[] floats(int sample) {
    float[] result = new float[sampleSize()];
    int first = first(sample);
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) type.read(data, first + i * type.bytes());
    }
    return result;
  }

  /**
   * One sample's elements as integers, row major.
   *
   * @throws IllegalStateException if {@link #type} is not an integer type
   */
  public int[] ints(int sample) {
    if (!type.isInteger()) {
      throw new IllegalStateException("integers from an array of " + type.word());
    }
    int[] result = new int[sampleSize()];
    int first = first(sample);
    for (int i = 0; i < result.length; i++) {
      result[i] = (int) type.read(data, first + i * type.bytes());
    }
    return result;
  }

  /** All elements, row major; of 64-bit integers what a double holds. */
  public double[] elements() {
    double[] result = new double[samples() * sampleSize()];
    for (int i = 0; i < result.length; i++) {
      result[i] = type.read(data, i * type.bytes());
    }
    return result;
  }

  /** One sample as a tensor of binary32 numbers; no extent may be 0. */
  public FloatTensor tensor(int sample) {
    return FloatTensor.of(
        floats(sample), sampleShape().stream().mapToInt(Integer::intValue).toArray());
  }

  private int first(int sample) {
    if (sample < 0 || sample >= samples()) {
      throw new IndexOutOfBoundsException("sample " + sample + " of " + samples());
    }
    return sample * sampleSize() * type.bytes();
  }

  /** The elements' bytes, row major, in the buffer's byte order. */
  ByteBuffer data() {
    return data.duplicate().order(data.order());
  }
}

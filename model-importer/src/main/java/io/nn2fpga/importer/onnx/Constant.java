package io.nn2fpga.importer.onnx;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/** A tensor that is known at import, with ONNX's own axes; an extent may be 0. */
sealed interface Constant {
  /** More elements than any constant of an importable model needs. */
  long MAX_ELEMENTS = 1L << 28;

  /** More elements than what is computed at import needs; files may ask for any number. */
  int MAX_COMPUTED = 1 << 24;

  /** The extents, outermost first. */
  List<Integer> dims();

  /** Number of elements. */
  int size();

  /** The elements as integers, for shapes and axes. */
  long[] integers();

  /** The elements as binary32. */
  float[] floats();

  /** The same elements by other extents, whose product is the same. */
  Constant withDims(List<Integer> newDims);

  /** The elements at these places, in this order, as a tensor of these extents. */
  Constant gather(int[] places, List<Integer> newDims);

  /** Whether it is of a floating-point type. */
  default boolean isFloat() {
    return !(this instanceof Integers);
  }

  /** As an nn tensor with the same extents, none of them 0. */
  default FloatTensor tensor() {
    return new FloatTensor(new TensorType(dims(), FloatElement.F32), floats());
  }

  /** The product of extents, or −1 if one is negative or it exceeds {@link #MAX_ELEMENTS}. */
  static long count(List<? extends Number> dims) {
    long product = 1;
    for (Number dim : dims) {
      if (dim.longValue() < 0 || dim.longValue() > MAX_ELEMENTS) {
        return -1;
      }
      product *= dim.longValue();
      if (product > MAX_ELEMENTS) {
        return -1;
      }
    }
    return product;
  }

  /** A floating-point tensor, narrowed to binary32. */
  @SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
  record Floats(List<Integer> dims, float[] floats) implements Constant {
    public Floats {
      dims = List.copyOf(dims);
    }

    @Override
    public int size() {
      return floats.length;
    }

    @Override
    public long[] integers() {
      long[] result = new long[floats.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = (long) floats[i];
      }
      return result;
    }

    @Override
    public Constant withDims(List<Integer> newDims) {
      return new Floats(newDims, floats);
    }

    @Override
    public Constant gather(int[] places, List<Integer> newDims) {
      float[] result = new float[places.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = floats[places[i]];
      }
      return new Floats(newDims, result);
    }
  }

  /** An integer or boolean tensor. */
  @SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
  record Integers(List<Integer> dims, long[] integers) implements Constant {
    public Integers {
      dims = List.copyOf(dims);
    }

    static Integers vector(long... values) {
      return new Integers(List.of(values.length), values);
    }

    @Override
    public int size() {
      return integers.length;
    }

    @Override
    public float[] floats() {
      float[] result = new float[integers.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = integers[i];
      }
      return result;
    }

    @Override
    public Constant withDims(List<Integer> newDims) {
      return new Integers(newDims, integers);
    }

    @Override
    public Constant gather(int[] places, List<Integer> newDims) {
      long[] result = new long[places.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = integers[places[i]];
      }
      return new Integers(newDims, result);
    }
  }

  /**
   * A floating-point tensor that is known by its codes: r = (q − zero)·scale in binary32.
   *
   * @param element the codes' type
   * @param codes q
   * @param scales one for all elements, or one an element
   * @param zeros one for all elements, or one an element
   * @param floats r
   */
  @SuppressWarnings("ArrayRecordComponent") // flat arrays are the executors' format
  record Codes(
      List<Integer> dims,
      IntegerElement element,
      int[] codes,
      float[] scales,
      float[] zeros,
      float[] floats)
      implements Constant {
    public Codes {
      dims = List.copyOf(dims);
    }

    /** The tensor of these codes. */
    static Codes of(
        List<Integer> dims, IntegerElement element, int[] codes, float[] scales, float[] zeros) {
      float[] floats = new float[codes.length];
      for (int i = 0; i < codes.length; i++) {
        double difference = codes[i] - (double) zeros[zeros.length == 1 ? 0 : i];
        floats[i] = (float) difference * scales[scales.length == 1 ? 0 : i];
      }
      return new Codes(dims, element, codes, scales, zeros, floats);
    }

    @Override
    public int size() {
      return codes.length;
    }

    @Override
    public long[] integers() {
      return new Floats(dims, floats).integers();
    }

    @Override
    public Constant withDims(List<Integer> newDims) {
      return new Codes(newDims, element, codes, scales, zeros, floats);
    }

    @Override
    public Constant gather(int[] places, List<Integer> newDims) {
      int[] result = new int[places.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = codes[places[i]];
      }
      return of(newDims, element, result, picked(scales, places), picked(zeros, places));
    }

    private static float[] picked(float[] parameters, int[] places) {
      if (parameters.length == 1) {
        return parameters;
      }
      float[] result = new float[places.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = parameters[places[i]];
      }
      return result;
    }
  }
}

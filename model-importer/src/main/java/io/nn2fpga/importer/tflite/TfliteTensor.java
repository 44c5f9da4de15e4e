package io.nn2fpga.importer.tflite;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as the file describes it.
 *
 * @param index in the subgraph's list
 * @param name unique in the model: the file's, with the index where that is empty or taken
 * @param element what one element is
 * @param shape extents, the batch axis included; empty for a scalar, and where the file knows none
 * @param isDynamic whether an axis besides the first has no fixed extent
 * @param scales one, or one for each index of {@code axis}; empty if the tensor is not quantized
 * @param zeroPoints as many as scales
 * @param axis that a vector of scales goes along
 * @param contents of a constant, as stored; null for what is computed
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record TfliteTensor(
    int index,
    String name,
    TensorElement element,
    List<Integer> shape,
    boolean isDynamic,
    float[] scales,
    long[] zeroPoints,
    int axis,
    byte @Nullable [] contents) {

  boolean isConstant() {
    return contents != null;
  }

  /** The same tensor without contents. */
  TfliteTensor computed() {
    return new TfliteTensor(index, name, element, shape, isDynamic, scales, zeroPoints, axis, null);
  }

  /** Whether the elements are codes for real numbers. */
  boolean isQuantized() {
    return scales.length > 0 && element.codes() != null;
  }

  long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  /** Whether both stand for the same real numbers wherever their codes are equal. */
  boolean hasEncodingOf(TfliteTensor other) {
    return element == other.element
        && Arrays.equals(scales, other.scales)
        && Arrays.equals(zeroPoints, other.zeroPoints);
  }
}

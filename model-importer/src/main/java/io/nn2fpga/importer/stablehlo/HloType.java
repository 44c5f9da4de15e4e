package io.nn2fpga.importer.stablehlo;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The type of a value of the program.
 *
 * @param shape extents, outermost first, batch axis included; 0 is possible; empty for a scalar
 * @param element MLIR's name of the element type: {@code f32}, {@code i1}, {@code i32}, ...
 */
record HloType(List<Integer> shape, String element) {
  /** More elements than any network for an FPGA has in one tensor; keeps sizes within an int. */
  static final long MAX_ELEMENTS = 1L << 28;

  HloType {
    shape = List.copyOf(shape);
  }

  /** The number of elements; at most {@link #MAX_ELEMENTS}, as the reader checks. */
  int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  int rank() {
    return shape.size();
  }

  /** Whether the elements are floating-point numbers. */
  boolean isFloat() {
    return element.startsWith("f") || element.startsWith("bf");
  }

  HloType withShape(List<Integer> other) {
    return new HloType(other, element);
  }

  @Override
  public String toString() {
    return shape.stream().map(extent -> extent + "x").collect(Collectors.joining("", "tensor<", ""))
        + element
        + ">";
  }
}

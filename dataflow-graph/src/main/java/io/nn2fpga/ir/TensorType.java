package io.nn2fpga.ir;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A dense tensor without its batch axis. Printed {@code f32[1,28,28]}.
 *
 * <p>At the nn level the axes are the model's own (NCHW for ONNX, so CHW here); at the int level
 * every activation is {@code [H, W, C]}.
 *
 * @param shape the extents, outermost first, each at least 1; empty for a scalar
 * @param element what one element is
 */
public record TensorType(List<Integer> shape, ElementType element) implements Type {

  /** Copies and checks the shape. */
  public TensorType {
    shape = List.copyOf(shape);
    for (int extent : shape) {
      if (extent < 1) {
        throw new IllegalArgumentException("shape " + shape);
      }
    }
  }

  /** A type from its extents. */
  public static TensorType of(ElementType element, int... extents) {
    return new TensorType(java.util.Arrays.stream(extents).boxed().toList(), element);
  }

  /** The number of elements. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The extent of one axis; negative axes count from the end. */
  public int extent(int axis) {
    return shape.get(axis < 0 ? axis + shape.size() : axis);
  }

  @Override
  public String toString() {
    return element + shape.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}

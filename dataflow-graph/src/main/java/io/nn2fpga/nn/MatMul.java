package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Matrix product as NumPy's matmul: {@code [..., M, K]} and {@code [..., K, N]} to {@code [..., M,
 * N]}, leading axes broadcast; of a vector {@code [K]} as first operand the result lacks M, as
 * second N. Both operands may be computed; a vector by constant weights is {@link Dense}.
 */
public record MatMul() implements NnOperation {

  @Override
  public String mnemonic() {
    return "mat-mul";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 2);
    TensorType a = Operands.tensor(inputs, 0, "the first matrix");
    TensorType b = Operands.tensor(inputs, 1, "the second matrix");
    List<Integer> left = matrix(a.shape(), true);
    List<Integer> right = matrix(b.shape(), false);
    List<Integer> leading = leading(left, right);
    if (leading == null
        || a.shape().isEmpty()
        || b.shape().isEmpty()
        || !left.get(left.size() - 1).equals(right.get(right.size() - 2))) {
      throw new IllegalArgumentException("a matrix product of " + a + " and " + b);
    }
    List<Integer> shape = new ArrayList<>(leading);
    if (a.shape().size() > 1) {
      shape.add(left.get(left.size() - 2));
    }
    if (b.shape().size() > 1) {
      shape.add(right.get(right.size() - 1));
    }
    return Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
  }

  /** The shape with a row or a column of 1 in place of what a vector lacks. */
  private static List<Integer> matrix(List<Integer> shape, boolean first) {
    if (shape.size() > 1) {
      return shape;
    }
    int extent = shape.isEmpty() ? 1 : shape.get(0);
    return first ? List.of(1, extent) : List.of(extent, 1);
  }

  private static @org.jspecify.annotations.Nullable List<Integer> leading(
      List<Integer> left, List<Integer> right) {
    return Broadcast.shape(left.subList(0, left.size() - 2), right.subList(0, right.size() - 2));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<Integer> left = matrix(inputs.get(0).type().shape(), true);
    List<Integer> right = matrix(inputs.get(1).type().shape(), false);
    List<Integer> leading = java.util.Objects.requireNonNull(leading(left, right));
    int rows = left.get(left.size() - 2);
    int inner = left.get(left.size() - 1);
    int columns = right.get(right.size() - 1);
    float[] a = Operands.data(inputs, 0);
    float[] b = Operands.data(inputs, 1);
    int[] ofA = Broadcast.places(left.subList(0, left.size() - 2), leading);
    int[] ofB = Broadcast.places(right.subList(0, right.size() - 2), leading);
    float[] result = new float[ofA.length * rows * columns];
    for (int matrix = 0; matrix < ofA.length; matrix++) {
      int firstA = ofA[matrix] * rows * inner;
      int firstB = ofB[matrix] * inner * columns;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double sum = 0;
          for (int i = 0; i < inner; i++) {
            sum += (double) a[firstA + row * inner + i] * b[firstB + i * columns + column];
          }
          result[(matrix * rows + row) * columns + column] = (float) sum;
        }
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

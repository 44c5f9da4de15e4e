package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Indices, whole numbers, to vectors that are {@code on} at the index and {@code off} elsewhere. An
 * index below 0 counts from the end; one outside −depth to depth − 1 is nowhere on.
 *
 * @param axis of the result along which the vectors lie
 * @param depth their length
 * @param off the number where the index is not
 * @param on the number where it is
 */
public record OneHot(int axis, int depth, double off, double on) implements NnOperation {

  @Override
  public String mnemonic() {
    return "one-hot";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the indices");
    if (axis < 0 || axis > x.shape().size()) {
      throw new IllegalArgumentException("axis " + axis + " added to " + x);
    }
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.add(axis, depth);
    return Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    int inner = 1;
    for (int i = axis; i < inputs.get(0).type().shape().size(); i++) {
      inner *= inputs.get(0).type().extent(i);
    }
    float[] result = new float[x.length * depth];
    Arrays.fill(result, (float) off);
    for (int i = 0; i < x.length; i++) {
      long index = x[i] < 0 ? (long) x[i] + depth : (long) x[i];
      if (index >= 0 && index < depth) {
        result[(i / inner * depth + (int) index) * inner + i % inner] = (float) on;
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

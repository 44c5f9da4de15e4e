package io.nn2fpga.ops.slice;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * A box of a frame: y[h,w,c] = x[begin0 + h, begin1 + w, begin2 + c].
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code size} of the same element type.
 *
 * @param begin first row, column and channel
 * @param size rows, columns and channels of the result
 */
public record Slice(List<Integer> begin, List<Integer> size) implements IntegerOperation {

  /** Copies and checks the lists. */
  public Slice {
    begin = List.copyOf(begin);
    size = List.copyOf(size);
    boolean fits = begin.size() == 3 && size.size() == 3;
    if (!fits || begin.stream().anyMatch(v -> v < 0) || size.stream().anyMatch(v -> v < 1)) {
      throw new IllegalArgumentException("slice of " + size + " from " + begin);
    }
  }

  @Override
  public String mnemonic() {
    return "slice";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    for (int axis = 0; axis < 3; axis++) {
      if (begin.get(axis) + size.get(axis) > x.extent(axis)) {
        throw new IllegalArgumentException(
            "slice of " + size + " from " + begin + " reaches beyond " + x);
      }
    }
    return List.of(new TensorType(size, x.element()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = new TensorType(size, x.type().element());
    int[] result = new int[type.size()];
    int channels = size.get(2);
    for (int pixel = 0; pixel < size.get(0) * size.get(1); pixel++) {
      int row = begin.get(0) + pixel / size.get(1);
      int column = begin.get(1) + pixel % size.get(1);
      int from = (row * x.type().extent(1) + column) * x.type().extent(2) + begin.get(2);
      System.arraycopy(x.data(), from, result, pixel * channels, channels);
    }
    return List.of(new IntTensor(type, result));
  }
}

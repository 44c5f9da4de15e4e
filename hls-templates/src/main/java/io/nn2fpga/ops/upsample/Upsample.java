package io.nn2fpga.ops.upsample;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Nearest-neighbour enlargement: y[h,w,c] = x[⌊h / rows⌋, ⌊w / columns⌋, c].
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [rows · H, columns · W, C]} of the same element
 * type.
 *
 * @param rows how many rows each row becomes, at least 1
 * @param columns how many columns each column becomes, at least 1
 */
public record Upsample(int rows, int columns) implements IntegerOperation {

  /** Checks the factors. */
  public Upsample {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("enlargement by " + rows + " x " + columns);
    }
  }

  @Override
  public String mnemonic() {
    return "upsample";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    return List.of(resultType(Operands.frame(inputs, 0)));
  }

  private TensorType resultType(TensorType x) {
    return TensorType.of(x.element(), rows * x.extent(0), columns * x.extent(1), x.extent(2));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    for (int pixel = 0; pixel < type.extent(0) * type.extent(1); pixel++) {
      int row = pixel / type.extent(1) / rows;
      int column = pixel % type.extent(1) / columns;
      int from = (row * x.type().extent(1) + column) * channels;
      System.arraycopy(x.data(), from, result, pixel * channels, channels);
    }
    return List.of(new IntTensor(type, result));
  }
}

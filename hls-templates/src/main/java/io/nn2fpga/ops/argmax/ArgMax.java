package io.nn2fpga.ops.argmax;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * The index of the largest element, the lowest if several are equal.
 *
 * <p>Operand: x {@code [1, 1, N]}. Result: {@code [1, 1, 1]}, the narrowest unsigned type that
 * holds N − 1.
 */
public record ArgMax() implements IntegerOperation {

  @Override
  public String mnemonic() {
    return "arg-max";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    Operands.requireExtent(x, 0, 1, "input");
    Operands.requireExtent(x, 1, 1, "input");
    return List.of(TensorType.of(IntegerElement.holding(0, x.extent(2) - 1), 1, 1, 1));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    int[] x = ((IntTensor) inputs.get(0)).data();
    int best = 0;
    for (int i = 1; i < x.length; i++) {
      if (x[i] > x[best]) {
        best = i;
      }
    }
    return List.of(
        IntTensor.of(IntegerElement.holding(0, x.length - 1), new int[] {best}, 1, 1, 1));
  }
}

package io.nn2fpga.ops.transpose;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * The axes of a frame in another order: the result's axis i is x's axis perm[i].
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [x_perm0, x_perm1, x_perm2]} of the same element
 * type.
 *
 * @param perm 0, 1 and 2 in any order
 */
public record Transpose(List<Integer> perm) implements IntegerOperation {

  /** Copies and checks the order. */
  public Transpose {
    perm = List.copyOf(perm);
    if (perm.size() != 3 || !perm.stream().sorted().toList().equals(List.of(0, 1, 2))) {
      throw new IllegalArgumentException("axes in the order " + perm);
    }
  }

  @Override
  public String mnemonic() {
    return "transpose";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    return List.of(resultType(Operands.frame(inputs, 0)));
  }

  private TensorType resultType(TensorType x) {
    return new TensorType(perm.stream().map(x::extent).toList(), x.element());
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    int[] stride = {x.type().extent(1) * x.type().extent(2), x.type().extent(2), 1};
    TensorType type = resultType(x.type());
    int[] result = new int[type.size()];
    int at = 0;
    for (int i = 0; i < type.extent(0); i++) {
      for (int j = 0; j < type.extent(1); j++) {
        int from = i * stride[perm.get(0)] + j * stride[perm.get(1)];
        for (int k = 0; k < type.extent(2); k++) {
          result[at++] = x.data()[from + k * stride[perm.get(2)]];
        }
      }
    }
    return List.of(new IntTensor(type, result));
  }
}

package io.nn2fpga.ops.dense;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Product of a weight matrix and a vector, to full accumulators; no bias.
 *
 * <p>Operands: x {@code [1, 1, N]}, weights {@code [OC, N]}. Result: {@code [1, 1, OC]}.
 *
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record Dense(IntegerElement accumulator) implements IntegerOperation {

  /** Checks the width. */
  public Dense {
    Operands.requireInt(accumulator);
  }

  @Override
  public String mnemonic() {
    return "dense";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType x = Operands.frame(inputs, 0);
    TensorType weights = Operands.integers(inputs, 1, 2);
    Operands.requireExtent(x, 0, 1, "input");
    Operands.requireExtent(x, 1, 1, "input");
    Operands.requireExtent(weights, 1, x.extent(2), "weights");
    return List.of(TensorType.of(accumulator, 1, 1, weights.extent(0)));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    int[] x = ((IntTensor) inputs.get(0)).data();
    IntTensor weights = (IntTensor) inputs.get(1);
    int[] w = weights.data();
    int[] result = new int[weights.type().extent(0)];
    for (int oc = 0; oc < result.length; oc++) {
      int offset = oc * x.length;
      int sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += w[offset + i] * x[i];
      }
      result[oc] = sum;
    }
    return List.of(IntTensor.of(accumulator, result, 1, 1, result.length));
  }
}

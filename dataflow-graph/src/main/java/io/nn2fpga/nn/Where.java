package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Elements of the second operand where the first is not 0, else of the third; all three broadcast
 * to a common shape.
 */
public record Where() implements NnOperation, Elementwise {

  @Override
  public String mnemonic() {
    return "where";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 3, 3);
    return List.of(
        Broadcast.type(inputs, "the condition", "the first choice", "the second choice"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType type = (TensorType) inferTypes(Operands.types(inputs)).get(0);
    float[] condition = expanded(inputs, 0, type);
    float[] yes = expanded(inputs, 1, type);
    float[] no = expanded(inputs, 2, type);
    float[] result = new float[condition.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = condition[i] != 0 ? yes[i] : no[i];
    }
    return List.of(new FloatTensor(type, result));
  }

  private static float[] expanded(List<Tensor> inputs, int operand, TensorType type) {
    return Broadcast.expand(
        Operands.data(inputs, operand), inputs.get(operand).type().shape(), type.shape());
  }
}

package io.nn2fpga.ops.reshape;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * The same elements in the same (NHWC) order as another frame.
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [height, width, channels]} of as many elements.
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param channels channels of the result
 */
public record Reshape(int height, int width, int channels) implements IntegerOperation {

  @Override
  public String mnemonic() {
    return "reshape";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    TensorType result = TensorType.of(x.element(), height, width, channels);
    if (x.size() != result.size()) {
      throw new IllegalArgumentException(x + " has not as many elements as " + result);
    }
    return List.of(result);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    return List.of(
        new IntTensor(TensorType.of(x.type().element(), height, width, channels), x.data()));
  }
}

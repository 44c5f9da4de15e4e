package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * One triangle of each matrix along the last two axes; the other elements become 0.
 *
 * @param upper whether what lies on and above the diagonal is kept, or what lies on and below it
 * @param diagonal 0 for the main diagonal, positive for one above it
 */
public record Trilu(boolean upper, int diagonal) implements NnOperation {

  @Override
  public String mnemonic() {
    return "trilu";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    if (x.shape().size() < 2) {
      throw new IllegalArgumentException(x + " is no matrix");
    }
    return List.of(x);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType type = inputs.get(0).type();
    int rows = type.extent(-2);
    int columns = type.extent(-1);
    float[] result = Operands.data(inputs, 0).clone();
    for (int i = 0; i < result.length; i++) {
      int above = i % columns - i / columns % rows - diagonal;
      if (upper ? above < 0 : above > 0) {
        result[i] = 0;
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

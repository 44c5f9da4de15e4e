package io.nn2fpga.nn;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Real numbers to their signs: +1 where x ≥ 0, else −1, as codes of two bits of which only these
 * two occur. QONNX' BipolarQuant is this and a {@link Dequantize}.
 */
public record BipolarQuantize() implements NnOperation {
  /** Holds −1 and +1. */
  public static final IntegerElement ELEMENT = IntegerElement.signed(2);

  @Override
  public String mnemonic() {
    return "bipolar-quantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    return List.of(new TensorType(Operands.tensor(inputs, 0, "the input").shape(), ELEMENT));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    int[] signs = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      signs[i] = x[i] >= 0 ? 1 : -1;
    }
    return List.of(new IntTensor(new TensorType(inputs.get(0).type().shape(), ELEMENT), signs));
  }
}

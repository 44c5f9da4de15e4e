package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Fully connected layer: x {@code [N]}, weights {@code [OC, N]}, optional bias {@code [OC]} to
 * {@code [OC]}.
 */
public record Dense() implements NnOperation, LinearOp {

  @Override
  public String mnemonic() {
    return "dense";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 3);
    TensorType x = Operands.tensor(inputs, 0, 1, "the input");
    TensorType w = Operands.tensor(inputs, 1, 2, "the weight");
    if (w.extent(1) != x.extent(0)) {
      throw new IllegalArgumentException(
          "weights " + w + " do not fit " + x.extent(0) + " features");
    }
    if (inputs.size() == 3) {
      Operands.vector(inputs, 2, w.extent(0), "the bias");
    }
    return Operands.result(w.extent(0));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    float[] weights = Operands.data(inputs, 1);
    float[] result = new float[inputs.get(1).type().extent(0)];
    for (int oc = 0; oc < result.length; oc++) {
      double sum = inputs.size() == 3 ? Operands.data(inputs, 2)[oc] : 0;
      for (int i = 0; i < x.length; i++) {
        sum += (double) weights[oc * x.length + i] * x[i];
      }
      result[oc] = (float) sum;
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/** Each line along the last axis divided by its length, √Σx², or by 10^−6 if that is more. */
public record L2Normalize() implements NnOperation {
  private static final double LEAST = 1e-6;

  @Override
  public String mnemonic() {
    return "l2-normalize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    AxisWalk.check(Operands.tensor(inputs, 0, "the input"), 0);
    return List.of(inputs.get(0));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    int line = inputs.get(0).type().extent(-1);
    float[] result = new float[x.length];
    for (int first = 0; first < x.length; first += line) {
      double squares = 0;
      for (int i = first; i < first + line; i++) {
        squares += (double) x[i] * x[i];
      }
      double length = Math.max(Math.sqrt(squares), LEAST);
      for (int i = first; i < first + line; i++) {
        result[i] = (float) (x[i] / length);
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

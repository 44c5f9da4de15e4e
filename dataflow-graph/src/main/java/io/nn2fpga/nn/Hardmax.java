package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * 1 at the first maximum along one axis, 0 elsewhere.
 *
 * @param axis 0 for the outermost axis
 */
public record Hardmax(int axis) implements NnOperation {

  @Override
  public String mnemonic() {
    return "hardmax";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    AxisWalk.check(x, axis);
    return List.of(x);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    float[] result = new float[x.length];
    AxisWalk.over(
        inputs.get(0).type(),
        axis,
        (line, first, step, count) -> {
          int best = first;
          for (int i = 1; i < count; i++) {
            best = x[first + i * step] > x[best] ? first + i * step : best;
          }
          result[best] = 1;
        });
    return List.of(Operands.result(this, inputs, result));
  }
}

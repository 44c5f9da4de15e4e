package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Natural logarithm of the softmax along one axis: x − ln Σ e^x.
 *
 * @param axis 0 for the outermost axis
 */
public record LogSoftmax(int axis) implements NnOperation {

  @Override
  public String mnemonic() {
    return "log-softmax";
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
          double maximum = Double.NEGATIVE_INFINITY;
          for (int i = 0; i < count; i++) {
            maximum = Math.max(maximum, x[first + i * step]);
          }
          double sum = 0;
          for (int i = 0; i < count; i++) {
            sum += Math.exp(x[first + i * step] - maximum);
          }
          double logarithm = maximum + Math.log(sum);
          for (int i = 0; i < count; i++) {
            result[first + i * step] = (float) (x[first + i * step] - logarithm);
          }
        });
    return List.of(Operands.result(this, inputs, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Sums of all elements up to each along one axis.
 *
 * @param axis 0 for the outermost axis
 * @param exclusive whether the element itself is left out
 * @param reverse whether the sums start at the end
 */
public record CumulativeSum(int axis, boolean exclusive, boolean reverse) implements NnOperation {

  @Override
  public String mnemonic() {
    return "cumulative-sum";
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
          double sum = 0;
          for (int i = 0; i < count; i++) {
            int place = first + (reverse ? count - 1 - i : i) * step;
            result[place] = (float) (exclusive ? sum : sum + x[place]);
            sum += x[place];
          }
        });
    return List.of(Operands.result(this, inputs, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * The index of the largest or smallest element along one axis, as a number. The lowest index of the
 * maximum is {@link ArgMax}, which has a form in the host driver.
 *
 * @param axis 0 for the outermost axis
 * @param keepDims whether the result keeps the axis, with extent 1
 * @param smallest whether the smallest element counts instead of the largest
 * @param last whether of equal elements the last counts instead of the first
 */
public record ArgExtremum(int axis, boolean keepDims, boolean smallest, boolean last)
    implements NnOperation {

  @Override
  public String mnemonic() {
    return "arg-extremum";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return new ArgMax(axis, keepDims).inferTypes(inputs);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    float[] result = new float[x.length / inputs.get(0).type().extent(axis)];
    AxisWalk.over(
        inputs.get(0).type(),
        axis,
        (line, first, step, count) -> {
          int best = 0;
          for (int i = 1; i < count; i++) {
            float more = (smallest ? -1 : 1) * (x[first + i * step] - x[first + best * step]);
            best = more > 0 || (last && more == 0) ? i : best;
          }
          result[line] = best;
        });
    return List.of(Operands.result(this, inputs, result));
  }
}

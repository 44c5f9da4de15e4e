package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The lowest index of the maximum along one axis, as a number.
 *
 * @param axis 0 for the outermost axis (channels)
 * @param keepDims whether the result keeps the axis, with extent 1
 */
public record ArgMax(int axis, boolean keepDims) implements NnOperation, HostTail {

  @Override
  public String mnemonic() {
    return "arg-max";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    AxisWalk.check(x, axis);
    List<Integer> shape = new ArrayList<>(x.shape());
    if (keepDims) {
      shape.set(axis, 1);
    } else {
      shape.remove(axis);
    }
    return List.of(new TensorType(shape, FloatElement.F32));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType type = inputs.get(0).type();
    float[] x = Operands.data(inputs, 0);
    float[] result = new float[x.length / type.extent(axis)];
    AxisWalk.over(
        type,
        axis,
        (line, first, step, count) -> {
          int best = 0;
          for (int i = 1; i < count; i++) {
            best = x[first + i * step] > x[first + best * step] ? i : best;
          }
          result[line] = best;
        });
    return List.of(Operands.result(this, inputs, result));
  }
}

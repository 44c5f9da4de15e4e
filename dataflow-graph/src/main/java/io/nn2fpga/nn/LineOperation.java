package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** An operation on one tensor whose result has its type: each line along one axis by itself. */
interface LineOperation extends NnOperation {

  /** 0 for the outermost axis. */
  int axis();

  /**
   * Computes one line, whose elements are {@code x[first + i * step]}.
   *
   * @param result where the line's results go, at the same places; zero until then
   * @param count elements of the line
   */
  void evaluate(float[] x, float[] result, int first, int step, int count);

  @Override
  default List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    AxisWalk.check(x, axis());
    return List.of(x);
  }

  @Override
  default List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    float[] result = new float[x.length];
    AxisWalk.over(
        inputs.get(0).type(),
        axis(),
        (line, first, step, count) -> evaluate(x, result, first, step, count));
    return List.of(Operands.result(this, inputs, result));
  }
}

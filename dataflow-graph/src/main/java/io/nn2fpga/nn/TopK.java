package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The k largest or smallest elements along one axis in order, and their indices as numbers: two
 * results. Of equal elements the one of the lower index comes first.
 *
 * @param k how many, at least 1 and at most the axis' extent
 * @param axis 0 for the outermost axis
 * @param largest whether the largest, else the smallest
 */
public record TopK(int k, int axis, boolean largest) implements NnOperation {

  @Override
  public String mnemonic() {
    return "top-k";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    AxisWalk.check(x, axis);
    if (k < 1 || k > x.extent(axis)) {
      throw new IllegalArgumentException(k + " elements of an axis of " + x.extent(axis));
    }
    List<Integer> shape = new ArrayList<>(x.shape());
    shape.set(axis, k);
    TensorType result = new TensorType(shape, FloatElement.F32);
    return List.of(result, result);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    TensorType result = (TensorType) inferTypes(Operands.types(inputs)).get(0);
    float[] values = new float[result.size()];
    float[] indices = new float[values.length];
    AxisWalk.over(
        inputs.get(0).type(),
        axis,
        (line, first, step, count) -> {
          Comparator<Integer> order = Comparator.comparing(i -> x[first + i * step]);
          List<Integer> sorted =
              IntStream.range(0, count)
                  .boxed()
                  .sorted(largest ? order.reversed() : order)
                  .limit(k)
                  .toList();
          int firstResult = line / step * step * k + line % step;
          for (int i = 0; i < k; i++) {
            values[firstResult + i * step] = x[first + sorted.get(i) * step];
            indices[firstResult + i * step] = sorted.get(i);
          }
        });
    return List.of(new FloatTensor(result, values), new FloatTensor(result, indices));
  }
}

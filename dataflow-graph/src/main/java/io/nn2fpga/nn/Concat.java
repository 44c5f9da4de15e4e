package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Tensors one after the other along an axis; along the others they are equally long.
 *
 * @param axis 0 for the outermost axis (channels)
 */
public record Concat(int axis) implements NnOperation, AxisWise, Rearrangement {

  @Override
  public NnOperation withAxes(List<Integer> order) {
    return new Concat(order.indexOf(axis));
  }

  @Override
  public String mnemonic() {
    return "concat";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, Integer.MAX_VALUE);
    TensorType first = Operands.tensor(inputs, 0, "the first operand");
    AxisWalk.check(first, axis);
    long[] extents = first.shape().stream().mapToLong(Integer::longValue).toArray();
    for (int i = 1; i < inputs.size(); i++) {
      TensorType next = Operands.tensor(inputs, i, first.shape().size(), "operand " + i);
      for (int other = 0; other < extents.length; other++) {
        if (other != axis && next.extent(other) != first.extent(other)) {
          throw new IllegalArgumentException(next + " behind " + first + " along axis " + axis);
        }
      }
      extents[axis] += next.extent(axis);
    }
    return Operands.result(LongStream.of(extents).toArray());
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    int total = 0;
    for (Tensor input : inputs) {
      total += input.type().size();
    }
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= inputs.get(0).type().extent(i);
    }
    float[] result = new float[total];
    int place = 0;
    for (int block = 0; block < outer; block++) {
      for (int i = 0; i < inputs.size(); i++) {
        float[] x = Operands.data(inputs, i);
        int length = x.length / outer;
        System.arraycopy(x, block * length, result, place, length);
        place += length;
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

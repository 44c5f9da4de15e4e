package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Places of one axis in a given order; any of them may be left out or repeated.
 *
 * @param axis 0 for the outermost axis (channels)
 * @param indices places along the operand's axis, from 0
 */
public record Gather(int axis, List<Integer> indices)
    implements NnOperation, AxisWise, ScalePreserving, Rearrangement {

  /** Copies the places. */
  public Gather {
    indices = List.copyOf(indices);
  }

  @Override
  public NnOperation withAxes(List<Integer> order) {
    return new Gather(order.indexOf(axis), indices);
  }

  @Override
  public String mnemonic() {
    return "gather";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    AxisWalk.check(x, axis);
    for (int index : indices) {
      if (index < 0 || index >= x.extent(axis)) {
        throw new IllegalArgumentException("index " + index + " along axis " + axis + " of " + x);
      }
    }
    long[] extents = x.shape().stream().mapToLong(Integer::longValue).toArray();
    extents[axis] = indices.size();
    return Operands.result(extents);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<Integer> shape = inputs.get(0).type().shape();
    List<int[]> maps = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      maps.add(
          i == axis
              ? indices.stream().mapToInt(Integer::intValue).toArray()
              : AxisMaps.identity(shape.get(i)));
    }
    int[] places = AxisMaps.places(shape, maps);
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), places, 0);
    return List.of(Operands.result(this, inputs, result));
  }
}

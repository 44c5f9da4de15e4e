package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor repeated along axes of extent 1, and along new axes before its first.
 *
 * @param shape of the result; aligned at the last axis, an axis of the operand is as long or 1
 */
public record Expand(List<Integer> shape) implements NnOperation, ScalePreserving, Rearrangement {

  /** Copies the extents. */
  public Expand {
    shape = List.copyOf(shape);
  }

  @Override
  public String mnemonic() {
    return "expand";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    int added = shape.size() - x.shape().size();
    boolean fits = added >= 0;
    for (int axis = 0; fits && axis < x.shape().size(); axis++) {
      fits = x.extent(axis) == 1 || x.extent(axis) == shape.get(axis + added);
    }
    if (!fits) {
      throw new IllegalArgumentException(x + " does not expand to " + shape);
    }
    return Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<Integer> own = inputs.get(0).type().shape();
    int added = shape.size() - own.size();
    List<Integer> operand = new ArrayList<>();
    List<int[]> maps = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      int extent = axis < added ? 1 : own.get(axis - added);
      operand.add(extent);
      maps.add(extent == 1 ? new int[shape.get(axis)] : AxisMaps.identity(extent));
    }
    int[] places = AxisMaps.places(operand, maps);
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), places, 0);
    return List.of(Operands.result(this, inputs, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Every so many places of a tensor along each axis.
 *
 * @param starts the first place, one number an axis
 * @param steps from one place to the next, one number an axis; negative to go backwards, never 0
 * @param shape how many places, one number an axis; all within the operand
 */
public record Slice(List<Integer> starts, List<Integer> steps, List<Integer> shape)
    implements NnOperation, AxisWise, ScalePreserving, Rearrangement {

  /** Copies and checks the attributes. */
  public Slice {
    starts = List.copyOf(starts);
    steps = List.copyOf(steps);
    shape = List.copyOf(shape);
    if (starts.size() != shape.size() || steps.size() != shape.size() || steps.contains(0)) {
      throw new IllegalArgumentException(
          "a slice of " + shape + " from " + starts + " in steps of " + steps);
    }
  }

  @Override
  public NnOperation withAxes(List<Integer> order) {
    return new Slice(
        AxisWise.reordered(starts, order),
        AxisWise.reordered(steps, order),
        AxisWise.reordered(shape, order));
  }

  @Override
  public String mnemonic() {
    return "slice";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, shape.size(), "the input");
    List<Type> result = Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
    for (int axis = 0; axis < shape.size(); axis++) {
      long first = starts.get(axis);
      long last = first + (long) steps.get(axis) * (shape.get(axis) - 1);
      if (Math.min(first, last) < 0 || Math.max(first, last) >= x.extent(axis)) {
        throw new IllegalArgumentException(
            "places " + first + " to " + last + " along axis " + axis + " of " + x);
      }
    }
    return result;
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<int[]> maps = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      int[] map = new int[shape.get(axis)];
      for (int i = 0; i < map.length; i++) {
        map[i] = starts.get(axis) + i * steps.get(axis);
      }
      maps.add(map);
    }
    int[] places = AxisMaps.places(inputs.get(0).type().shape(), maps);
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), places, 0);
    return List.of(Operands.result(this, inputs, result));
  }
}

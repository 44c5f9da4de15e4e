package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Further places before and after those of a tensor, along any of its axes.
 *
 * @param begins places before the first, one number an axis, at least 0
 * @param ends places behind the last, one number an axis, at least 0
 * @param mode what the places hold
 * @param value what they hold if {@code mode} is CONSTANT
 */
public record Pad(List<Integer> begins, List<Integer> ends, PadMode mode, double value)
    implements NnOperation, AxisWise {

  /** Copies and checks the attributes. */
  public Pad {
    begins = List.copyOf(begins);
    ends = List.copyOf(ends);
    if (begins.size() != ends.size()
        || begins.stream().anyMatch(p -> p < 0)
        || ends.stream().anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException("padding by " + begins + " and " + ends);
    }
  }

  @Override
  public NnOperation withAxes(List<Integer> order) {
    return new Pad(AxisWise.reordered(begins, order), AxisWise.reordered(ends, order), mode, value);
  }

  @Override
  public String mnemonic() {
    return "pad";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, begins.size(), "the input");
    long[] extents = new long[begins.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = (long) begins.get(axis) + x.extent(axis) + ends.get(axis);
    }
    return Operands.result(extents);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<Integer> shape = inputs.get(0).type().shape();
    List<int[]> maps = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      int extent = shape.get(axis);
      int[] map = new int[begins.get(axis) + extent + ends.get(axis)];
      for (int i = 0; i < map.length; i++) {
        map[i] = mode.place(i - begins.get(axis), extent);
      }
      maps.add(map);
    }
    int[] places = AxisMaps.places(shape, maps);
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), places, (float) value);
    return List.of(Operands.result(this, inputs, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole tensor again and again along its axes.
 *
 * @param repeats how often, one number an axis, each at least 1
 */
public record Tile(List<Integer> repeats)
    implements NnOperation, AxisWise, ScalePreserving, Rearrangement {

  /** Copies the numbers. */
  public Tile {
    repeats = List.copyOf(repeats);
  }

  @Override
  public NnOperation withAxes(List<Integer> order) {
    return new Tile(AxisWise.reordered(repeats, order));
  }

  @Override
  public String mnemonic() {
    return "tile";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, repeats.size(), "the input");
    long[] extents = new long[repeats.size()];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = (long) x.extent(axis) * repeats.get(axis);
    }
    return Operands.result(extents);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<Integer> shape = inputs.get(0).type().shape();
    List<int[]> maps = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      int[] map = new int[shape.get(axis) * repeats.get(axis)];
      for (int i = 0; i < map.length; i++) {
        map[i] = i % shape.get(axis);
      }
      maps.add(map);
    }
    int[] places = AxisMaps.places(shape, maps);
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), places, 0);
    return List.of(Operands.result(this, inputs, result));
  }
}

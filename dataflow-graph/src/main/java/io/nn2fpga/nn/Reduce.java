package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes one number of all along some axes.
 *
 * @param function how
 * @param axes which go, each once, in order; none leaves every element a set of its own
 * @param keepDims whether these axes stay, with extent 1
 */
public record Reduce(ReduceFunction function, List<Integer> axes, boolean keepDims)
    implements NnOperation {

  /** Copies and checks the axes. */
  public Reduce {
    axes = List.copyOf(axes);
    if (!axes.equals(axes.stream().distinct().sorted().toList())
        || (!axes.isEmpty() && axes.get(0) < 0)) {
      throw new IllegalArgumentException("axes " + axes);
    }
  }

  /**
   * The same for an operand whose axis i is axis {@code order[i]} of the one that this is for. What
   * is left of the axes keeps its own order if the axes that go do not stay.
   */
  public Reduce withAxes(List<Integer> order) {
    return new Reduce(function, axes.stream().map(order::indexOf).sorted().toList(), keepDims);
  }

  @Override
  public String mnemonic() {
    return "reduce";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    axes.forEach(axis -> AxisWalk.check(x, axis));
    return List.of(new TensorType(shape(x.shape(), keepDims), FloatElement.F32));
  }

  private List<Integer> shape(List<Integer> operand, boolean keep) {
    List<Integer> shape = new ArrayList<>();
    for (int axis = 0; axis < operand.size(); axis++) {
      if (!axes.contains(axis)) {
        shape.add(operand.get(axis));
      } else if (keep) {
        shape.add(1);
      }
    }
    return shape;
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    TensorType type = inputs.get(0).type();
    int[] places = Broadcast.places(shape(type.shape(), true), type.shape());
    int size = shape(type.shape(), true).stream().reduce(1, Math::multiplyExact);
    double[] offsets = new double[size];
    if (function == ReduceFunction.LOG_SUM_EXP) {
      // Exponents of differences from the maximum cannot overflow.
      Arrays.fill(offsets, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < x.length; i++) {
        offsets[places[i]] = Math.max(offsets[places[i]], x[i]);
      }
      for (int i = 0; i < size; i++) {
        offsets[i] = Double.isInfinite(offsets[i]) ? 0 : offsets[i];
      }
    }
    double[] sums = new double[size];
    Arrays.fill(sums, function.start());
    for (int i = 0; i < x.length; i++) {
      int place = places[i];
      sums[place] = function.accumulate(sums[place], x[i], offsets[place]);
    }
    float[] result = new float[size];
    for (int i = 0; i < size; i++) {
      result[i] = (float) function.finish(sums[i], x.length / size, offsets[i]);
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

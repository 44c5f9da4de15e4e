package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addition: x and an addend, constant or computed, that broadcasts to x's shape (aligned at the
 * last axis; an axis of the addend is as long as x's, or 1, or missing).
 */
public record Add() implements NnOperation, ChannelAffine {

  @Override
  public String mnemonic() {
    return "add";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 2);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    TensorType addend = Operands.tensor(inputs, 1, "the addend");
    int missing = x.shape().size() - addend.shape().size();
    boolean fits = missing >= 0;
    for (int axis = 0; fits && axis < addend.shape().size(); axis++) {
      fits = addend.extent(axis) == 1 || addend.extent(axis) == x.extent(axis + missing);
    }
    if (!fits) {
      throw new IllegalArgumentException("an addend " + addend + " does not broadcast to " + x);
    }
    return List.of(x);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    float[] addend = Operands.data(inputs, 1);
    int[] steps = steps(inputs.get(0).type(), inputs.get(1).type());
    float[] result = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = x[i] + addend[addendIndex(inputs.get(0).type(), steps, i)];
    }
    return List.of(Operands.result(this, inputs, result));
  }

  @Override
  public @Nullable ChannelMap channelMap(TensorType x, List<Tensor> constants) {
    int channels = x.shape().isEmpty() ? 1 : x.extent(0);
    int[] steps = steps(x, constants.get(0).type());
    for (int axis = 1; axis < steps.length; axis++) {
      if (steps[axis] != 0) {
        return null;
      }
    }
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    Arrays.fill(scale, 1);
    for (int c = 0; c < channels; c++) {
      shift[c] = Operands.data(constants, 0)[steps.length == 0 ? 0 : c * steps[0]];
    }
    return new ChannelMap(scale, shift);
  }

  /** How far the addend's index moves for a step along each axis of x; 0 where it broadcasts. */
  private static int[] steps(TensorType x, TensorType addend) {
    int[] steps = new int[x.shape().size()];
    int missing = steps.length - addend.shape().size();
    int step = 1;
    for (int axis = addend.shape().size() - 1; axis >= 0; axis--) {
      steps[axis + missing] = addend.extent(axis) == 1 ? 0 : step;
      step *= addend.extent(axis);
    }
    return steps;
  }

  private static int addendIndex(TensorType x, int[] steps, int index) {
    int result = 0;
    int rest = index;
    for (int axis = steps.length - 1; axis >= 0; axis--) {
      result += rest % x.extent(axis) * steps[axis];
      rest /= x.extent(axis);
    }
    return result;
  }
}

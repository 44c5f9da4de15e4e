package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * y = min(max(x, min), max), element by element.
 *
 * @param min the lower bound; negative infinity for none
 * @param max the upper bound, at least {@code min}; positive infinity for none
 */
public record Clip(double min, double max) implements NnOperation, Clamp {

  /** Checks that a finite number lies between the bounds. */
  public Clip {
    boolean empty = min == Double.POSITIVE_INFINITY || max == Double.NEGATIVE_INFINITY;
    if (!(min <= max) || empty) {
      throw new IllegalArgumentException("clip to [" + min + ", " + max + "]");
    }
  }

  @Override
  public String mnemonic() {
    return "clip";
  }

  @Override
  public double lo() {
    return min;
  }

  @Override
  public double hi() {
    return max;
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    return List.of(Operands.tensor(inputs, 0, "the input"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    float[] result = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = (float) Math.min(Math.max(x[i], min), max);
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

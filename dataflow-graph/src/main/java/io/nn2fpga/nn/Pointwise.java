package io.nn2fpga.nn;

import io.nn2fpga.einstein.DefinitionFile;
import io.nn2fpga.einstein.Expression;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A formula of each element: operands x and constants a0, a1, ..., each of which broadcasts to x's
 * shape (aligned at the last axis; an extent is as long as x's, or 1, or missing). Computed in
 * binary64, stored in binary32.
 *
 * @param formula of the numbers {@code x}, {@code a0}, {@code a1}, ... with the operators and
 *     functions of {@link io.nn2fpga.einstein.Function}
 */
public record Pointwise(String formula) implements NnOperation, ElementFunction {

  /** Checks the formula. */
  public Pointwise {
    for (Expression.Read read : DefinitionFile.formula(formula).reads()) {
      if (!read.tensor().equals("x") && !read.tensor().matches("a[0-9]{1,3}")) {
        throw new IllegalArgumentException("'" + read + "' is neither x nor a0, a1, ...");
      }
    }
  }

  @Override
  public String mnemonic() {
    return "pointwise";
  }

  private static int slot(Expression.Read read) {
    return read.tensor().equals("x") ? 0 : 1 + Integer.parseInt(read.tensor().substring(1));
  }

  private int operands() {
    return 1
        + DefinitionFile.formula(formula).reads().stream()
            .mapToInt(Pointwise::slot)
            .max()
            .orElse(0);
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    int count = operands();
    Operands.count(inputs, count, count);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    for (int i = 1; i < inputs.size(); i++) {
      TensorType constant = Operands.tensor(inputs, i, "a" + (i - 1));
      if (!x.shape().equals(Broadcast.shape(x.shape(), constant.shape()))) {
        throw new IllegalArgumentException("a constant " + constant + " for " + x);
      }
    }
    return List.of(x);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType type = inputs.get(0).type();
    Expression parsed = DefinitionFile.formula(formula);
    List<float[]> operands = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      operands.add(
          Broadcast.expand(Operands.data(inputs, k), inputs.get(k).type().shape(), type.shape()));
    }
    float[] result = new float[type.size()];
    for (int i = 0; i < result.length; i++) {
      int place = i;
      result[i] = (float) parsed.evaluate(read -> operands.get(slot(read))[place]);
    }
    return List.of(Operands.result(this, inputs, result));
  }

  @Override
  public @Nullable DoubleUnaryOperator function(TensorType x, List<Tensor> constants, int channel) {
    double[] numbers = new double[constants.size()];
    for (int i = 0; i < numbers.length; i++) {
      float[] each =
          Broadcast.perChannel(x, Operands.data(constants, i), constants.get(i).type().shape());
      if (each == null) {
        return null;
      }
      numbers[i] = each[channel];
    }
    Expression parsed = DefinitionFile.formula(formula);
    return value -> parsed.evaluate(read -> slot(read) == 0 ? value : numbers[slot(read) - 1]);
  }
}

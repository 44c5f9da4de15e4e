package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A function of each element on its own; the result has the operand's shape.
 *
 * @param function which one
 * @param alpha its first parameter; 0 where it has none
 * @param beta its second parameter; 0 where it has none
 */
public record Unary(UnaryFunction function, double alpha, double beta)
    implements NnOperation, Elementwise, ElementFunction {

  /** A function without parameters. */
  public static Unary of(UnaryFunction function) {
    return new Unary(function, 0, 0);
  }

  @Override
  public String mnemonic() {
    return "unary";
  }

  /** The function's value, in binary64. */
  public double apply(double x) {
    return function.of(x, alpha, beta);
  }

  @Override
  public DoubleUnaryOperator function(TensorType x, List<Tensor> constants, int channel) {
    return this::apply;
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
      result[i] = (float) apply(x[i]);
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

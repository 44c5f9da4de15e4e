package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/** y = max(x, 0), element by element. */
public record Relu() implements NnOperation, Clamp {

  @Override
  public String mnemonic() {
    return "relu";
  }

  @Override
  public double lo() {
    return 0;
  }

  @Override
  public double hi() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    return List.of(Operands.tensor(inputs, 0, "the input"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    return new Clip(lo(), hi()).evaluate(inputs);
  }
}

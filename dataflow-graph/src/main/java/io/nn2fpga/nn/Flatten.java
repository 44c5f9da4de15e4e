package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/** All elements in row-major order: {@code [C, H, W]} to {@code [C·H·W]}. */
public record Flatten() implements NnOperation, ScalePreserving, LayoutAware, Rearrangement {

  @Override
  public String mnemonic() {
    return "flatten";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    return Operands.result(Operands.tensor(inputs, 0, "the input").size());
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    return List.of(Operands.result(this, inputs, Operands.data(inputs, 0)));
  }
}

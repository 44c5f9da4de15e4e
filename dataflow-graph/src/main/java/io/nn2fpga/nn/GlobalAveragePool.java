package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/** Mean of each channel: {@code [C, H, W]} to {@code [C, 1, 1]}. */
public record GlobalAveragePool() implements NnOperation {

  @Override
  public String mnemonic() {
    return "global-average-pool";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    return Operands.result(Operands.tensor(inputs, 0, 3, "the input").extent(0), 1, 1);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType type = inputs.get(0).type();
    List<Integer> plane = type.shape().subList(1, 3);
    AveragePool whole = new AveragePool(plane, List.of(1, 1), List.of(0, 0, 0, 0), false);
    return whole.evaluate(inputs);
  }
}

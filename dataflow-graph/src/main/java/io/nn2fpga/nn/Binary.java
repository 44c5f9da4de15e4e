package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * A function of the elements of two operands, which broadcast to a common shape.
 *
 * @param function which one
 */
public record Binary(BinaryFunction function) implements NnOperation, Elementwise {

  @Override
  public String mnemonic() {
    return "binary";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 2);
    return List.of(Broadcast.type(inputs, "the first operand", "the second operand"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    return List.of(Operands.combined(this, inputs, function::of));
  }
}

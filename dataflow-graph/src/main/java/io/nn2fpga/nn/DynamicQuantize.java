package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.quant.LinearKind;
import java.util.List;

/**
 * Real numbers that the linear operator behind makes codes of as they come, with scales chosen from
 * the numbers themselves, because only its weights are codes (TFLite's dynamic-range quantization).
 * {@link KernelInterpreter} computes such an operator as a kernel set does. Of real numbers this is
 * x itself: which scales there are depends on the kernels, and hardware has none of them.
 *
 * @param reader what the operator is in its own framework
 * @param asymmetric whether the file asks for codes with a zero point
 */
public record DynamicQuantize(LinearKind reader, boolean asymmetric) implements NnOperation {

  @Override
  public String mnemonic() {
    return "dynamic-quantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    return List.of(Operands.tensor(inputs, 0, "the input"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    return List.of(Operands.result(this, inputs, Operands.data(inputs, 0)));
  }
}

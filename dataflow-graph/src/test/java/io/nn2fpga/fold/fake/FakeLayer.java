package io.nn2fpga.fold.fake;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import java.util.List;

/**
 * An int-level layer that copies its frame.
 *
 * @param work cycles a pixel when not unrolled; 0 for a layer that follows its producer
 */
public record FakeLayer(int work) implements IntegerOperation {
  @Override
  public String mnemonic() {
    return "fake-layer";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    return List.of(inputs.get(0));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return List.of((IntTensor) inputs.get(0));
  }
}

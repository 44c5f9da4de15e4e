package io.nn2fpga.ops.concat;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Frames side by side along their channels, the first operand's channels first.
 *
 * <p>Operands: two or more frames {@code [H, W, C_i]} of one element type. Result: {@code [H, W, Σ
 * C_i]} of that type.
 */
public record Concat() implements IntegerOperation {

  @Override
  public String mnemonic() {
    return "concat";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException("needs 2 operands or more, got " + inputs.size());
    }
    TensorType first = Operands.frame(inputs, 0);
    int channels = 0;
    for (int i = 0; i < inputs.size(); i++) {
      TensorType x = Operands.frame(inputs, i);
      boolean fits = x.shape().subList(0, 2).equals(first.shape().subList(0, 2));
      if (!fits || !x.element().equals(first.element())) {
        throw new IllegalArgumentException("concatenates " + first + " and " + x);
      }
      channels += x.extent(2);
    }
    return List.of(TensorType.of(first.element(), first.extent(0), first.extent(1), channels));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    TensorType type =
        (TensorType) inferTypes(inputs.stream().map(t -> (Type) t.type()).toList()).get(0);
    int[] result = new int[type.size()];
    int first = 0;
    for (Tensor input : inputs) {
      int channels = input.type().extent(2);
      int[] x = ((IntTensor) input).data();
      for (int pixel = 0; pixel < x.length / channels; pixel++) {
        System.arraycopy(x, pixel * channels, result, pixel * type.extent(2) + first, channels);
      }
      first += channels;
    }
    return List.of(new IntTensor(type, result));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Each element as the number that an element type has for it; stays a real number. See {@link
 * NumberFormat#of}.
 *
 * @param to the element type
 * @param saturate whether formats of at most 8 bits clamp what is too large
 */
public record Cast(NumberFormat to, boolean saturate) implements NnOperation, Elementwise {

  @Override
  public String mnemonic() {
    return "cast";
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
      result[i] = to.of(x[i], saturate);
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

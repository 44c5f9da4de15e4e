package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Division: x by a divisor, constant or computed, that broadcast to a common shape. */
public record Div() implements NnOperation, ChannelAffine, Elementwise {

  @Override
  public String mnemonic() {
    return "div";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 2);
    return List.of(Broadcast.type(inputs, "the input", "the divisor"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    return List.of(Operands.combined(this, inputs, (a, b) -> a / b));
  }

  @Override
  public @Nullable ChannelMap channelMap(TensorType x, List<Tensor> constants) {
    float[] numbers =
        Broadcast.perChannel(x, Operands.data(constants, 0), constants.get(0).type().shape());
    if (numbers == null) {
      return null;
    }
    double[] scale = new double[numbers.length];
    double[] shift = new double[numbers.length];
    for (int c = 0; c < numbers.length; c++) {
      scale[c] = 1.0 / numbers[c];
      shift[c] = 0;
    }
    if (!java.util.Arrays.stream(scale).allMatch(Double::isFinite)) {
      return null; // not a map of finite numbers
    }
    return new ChannelMap(scale, shift);
  }
}

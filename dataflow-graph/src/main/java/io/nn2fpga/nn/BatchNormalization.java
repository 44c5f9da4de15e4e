package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Inference form: y = scale[c]·(x − mean[c]) / sqrt(variance[c] + epsilon) + bias[c]; operands x
 * with channels on axis 0, then scale, bias, mean and variance, each {@code [C]}.
 *
 * @param epsilon added to the variance
 */
public record BatchNormalization(double epsilon) implements NnOperation, ChannelAffine {

  private static final List<String> OPERANDS =
      List.of("the input", "the scale", "the bias", "the mean", "the variance");

  @Override
  public String mnemonic() {
    return "batch-normalization";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 5, 5);
    TensorType x = Operands.tensor(inputs, 0, OPERANDS.get(0));
    if (x.shape().isEmpty()) {
      throw new IllegalArgumentException("a scalar has no channels");
    }
    for (int i = 1; i < OPERANDS.size(); i++) {
      Operands.vector(inputs, i, x.extent(0), OPERANDS.get(i));
    }
    return List.of(x);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType type = inputs.get(0).type();
    ChannelMap map = channelMap(type, inputs.subList(1, inputs.size()));
    float[] x = Operands.data(inputs, 0);
    int plane = x.length / type.extent(0);
    float[] result = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = (float) (map.scale()[i / plane] * x[i] + map.shift()[i / plane]);
    }
    return List.of(Operands.result(this, inputs, result));
  }

  @Override
  public ChannelMap channelMap(TensorType x, List<Tensor> constants) {
    int channels = x.extent(0);
    double[] scale = new double[channels];
    double[] shift = new double[channels];
    for (int c = 0; c < channels; c++) {
      double deviation = Math.sqrt(Operands.data(constants, 3)[c] + epsilon);
      scale[c] = Operands.data(constants, 0)[c] / deviation;
      shift[c] = Operands.data(constants, 1)[c] - Operands.data(constants, 2)[c] * scale[c];
    }
    return new ChannelMap(scale, shift);
  }
}

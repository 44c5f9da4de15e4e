package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * y = x / (bias + alpha/size · Σ x²)^beta, the sum over the {@code size} channels around x's own
 * (axis 0): from c − ⌊(size − 1)/2⌋ to c + ⌈(size − 1)/2⌉, as far as there are such.
 *
 * @param size channels of a sum, at least 1
 * @param alpha the factor of the sum
 * @param beta the exponent
 * @param bias added to the sum
 */
public record LocalResponseNormalization(int size, double alpha, double beta, double bias)
    implements NnOperation {

  /** Checks the size. */
  public LocalResponseNormalization {
    if (size < 1) {
      throw new IllegalArgumentException("a sum over " + size + " channels");
    }
  }

  @Override
  public String mnemonic() {
    return "local-response-normalization";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    AxisWalk.check(x, 0);
    return List.of(x);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    int channels = inputs.get(0).type().extent(0);
    int plane = x.length / channels;
    float[] result = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / plane;
      double sum = 0;
      int end = Math.min(channels - 1, c + size / 2);
      for (int k = Math.max(0, c - (size - 1) / 2); k <= end; k++) {
        double neighbour = x[k * plane + i % plane];
        sum += neighbour * neighbour;
      }
      result[i] = (float) (x[i] / Math.pow(bias + alpha / size * sum, beta));
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

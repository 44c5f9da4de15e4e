package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * What layer, instance, group and root-mean-square normalization have in common, before scale and
 * bias: y = (x − μ) / √(σ² + ε), with the statistics of all elements along some axes.
 *
 * @param axes along which the statistics are taken, at least one
 * @param epsilon ε
 * @param centered whether μ is the mean and σ² the variance; otherwise μ is 0 and σ² the mean of x²
 */
public record Standardize(List<Integer> axes, double epsilon, boolean centered)
    implements NnOperation {

  /** Copies and checks the axes. */
  public Standardize {
    axes = new Reduce(ReduceFunction.MEAN, axes, true).axes();
    if (axes.isEmpty()) {
      throw new IllegalArgumentException("statistics along no axis");
    }
  }

  @Override
  public String mnemonic() {
    return "standardize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    new Reduce(ReduceFunction.MEAN, axes, true).inferTypes(inputs);
    return List.of(Operands.tensor(inputs, 0, "the input"));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    float[] x = Operands.data(inputs, 0);
    TensorType type = inputs.get(0).type();
    TensorType means =
        (TensorType)
            new Reduce(ReduceFunction.MEAN, axes, true).inferTypes(Operands.types(inputs)).get(0);
    int[] places = Broadcast.places(means.shape(), type.shape());
    int count = x.length / means.size();
    double[] mean = new double[means.size()];
    for (int i = 0; centered && i < x.length; i++) {
      mean[places[i]] += x[i] / (double) count;
    }
    double[] variance = new double[mean.length];
    for (int i = 0; i < x.length; i++) {
      double difference = x[i] - mean[places[i]];
      variance[places[i]] += difference * difference / count;
    }
    float[] result = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int place = places[i];
      result[i] = (float) ((x[i] - mean[place]) / Math.sqrt(variance[place] + epsilon));
    }
    return List.of(Operands.result(this, inputs, result));
  }
}

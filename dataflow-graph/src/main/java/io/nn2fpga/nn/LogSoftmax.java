package io.nn2fpga.nn;

/**
 * Natural logarithm of the softmax along one axis: x − ln Σ e^x.
 *
 * @param axis 0 for the outermost axis
 */
public record LogSoftmax(int axis) implements LineOperation {

  @Override
  public String mnemonic() {
    return "log-softmax";
  }

  @Override
  public void evaluate(float[] x, float[] result, int first, int step, int count) {
    Exponentials powers = Exponentials.of(x, first, step, count);
    double logarithm = powers.maximum() + Math.log(powers.sum());
    for (int i = 0; i < count; i++) {
      result[first + i * step] = (float) (x[first + i * step] - logarithm);
    }
  }
}

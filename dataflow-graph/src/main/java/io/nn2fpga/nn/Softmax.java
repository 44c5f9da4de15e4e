package io.nn2fpga.nn;

/**
 * exp(x) divided by its sum along one axis.
 *
 * @param axis 0 for the outermost axis (channels)
 */
public record Softmax(int axis) implements LineOperation, HostTail {

  @Override
  public String mnemonic() {
    return "softmax";
  }

  @Override
  public void evaluate(float[] x, float[] result, int first, int step, int count) {
    Exponentials powers = Exponentials.of(x, first, step, count);
    for (int i = 0; i < count; i++) {
      double power = Math.exp(x[first + i * step] - powers.maximum());
      result[first + i * step] = (float) (power / powers.sum());
    }
  }
}

package io.nn2fpga.nn;

/**
 * 1 at the first maximum along one axis, 0 elsewhere.
 *
 * @param axis 0 for the outermost axis
 */
public record Hardmax(int axis) implements LineOperation {

  @Override
  public String mnemonic() {
    return "hardmax";
  }

  @Override
  public void evaluate(float[] x, float[] result, int first, int step, int count) {
    int best = first;
    for (int i = 1; i < count; i++) {
      best = x[first + i * step] > x[best] ? first + i * step : best;
    }
    result[best] = 1;
  }
}

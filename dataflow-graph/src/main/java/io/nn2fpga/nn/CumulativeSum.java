package io.nn2fpga.nn;

/**
 * Sums of all elements up to each along one axis.
 *
 * @param axis 0 for the outermost axis
 * @param exclusive whether the element itself is left out
 * @param reverse whether the sums start at the end
 */
public record CumulativeSum(int axis, boolean exclusive, boolean reverse) implements LineOperation {

  @Override
  public String mnemonic() {
    return "cumulative-sum";
  }

  @Override
  public void evaluate(float[] x, float[] result, int first, int step, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int place = first + (reverse ? count - 1 - i : i) * step;
      result[place] = (float) (exclusive ? sum : sum + x[place]);
      sum += x[place];
    }
  }
}

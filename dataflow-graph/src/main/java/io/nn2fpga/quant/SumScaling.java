package io.nn2fpga.quant;

/**
 * How the real number that a sum of products of codes stands for is computed, in binary32: kernels
 * differ in where they round.
 */
public enum SumScaling {
  /** acc·s_x, times s_w plus the bias in one rounding. */
  INPUT_FIRST {
    @Override
    public float real(float sum, float inputScale, float weightScale, float bias) {
      return Math.fma(sum * inputScale, weightScale, bias);
    }
  },
  /** acc·(s_x·s_w), plus the bias. */
  PRODUCT_OF_SCALES {
    @Override
    public float real(float sum, float inputScale, float weightScale, float bias) {
      return sum * (inputScale * weightScale) + bias;
    }
  },
  /** (acc·s_w)·s_x, plus the bias. */
  WEIGHTS_FIRST {
    @Override
    public float real(float sum, float inputScale, float weightScale, float bias) {
      return sum * weightScale * inputScale + bias;
    }
  };

  /**
   * The number.
   *
   * @param sum acc = Σ w·(q − z_x), rounded to binary32
   * @param inputScale s_x
   * @param weightScale s_w of the output channel
   */
  public abstract float real(float sum, float inputScale, float weightScale, float bias);
}

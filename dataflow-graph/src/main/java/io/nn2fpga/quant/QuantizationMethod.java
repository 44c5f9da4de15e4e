package io.nn2fpga.quant;

/**
 * How a float network's numbers become codes, beside the bits that they have.
 *
 * @param calibrator how ranges of activations are chosen
 * @param percentile for {@link Calibrator#PERCENTILE}: the share of numbers, in percent, that are
 *     at most the range's upper end, and that are at least its lower end; above 50, at most 100
 * @param perTensorWeights whether the weights of a layer share one scale; else one an output
 *     channel
 * @param symmetricActivations whether a range with negative numbers is [−a, a], its zero point the
 *     middle code; a range without negative numbers keeps zero point 0
 * @param powerOfTwoScales whether all scales are powers of two
 * @param biasCorrection whether biases take up the mean error that quantization causes in a channel
 * @param equalize whether the ranges of weights are evened out across pairs of layers first
 */
public record QuantizationMethod(
    Calibrator calibrator,
    double percentile,
    boolean perTensorWeights,
    boolean symmetricActivations,
    boolean powerOfTwoScales,
    boolean biasCorrection,
    boolean equalize) {
  /** The percentile that is taken where none is given. */
  public static final double PERCENTILE = 99.99;

  /** What is done unless a user asks for something else. */
  public static final QuantizationMethod DEFAULT =
      new QuantizationMethod(Calibrator.AUTO, PERCENTILE, false, false, false, true, false);

  /** Checks the percentile. */
  public QuantizationMethod {
    if (!(percentile > 50 && percentile <= 100)) {
      throw new IllegalArgumentException("percentile " + percentile);
    }
  }

  /** The same with another calibrator. */
  public QuantizationMethod with(Calibrator other) {
    return new QuantizationMethod(
        other,
        percentile,
        perTensorWeights,
        symmetricActivations,
        powerOfTwoScales,
        biasCorrection,
        equalize);
  }

  /** The same with or without corrections of biases. */
  public QuantizationMethod withBiasCorrection(boolean corrected) {
    return new QuantizationMethod(
        calibrator,
        percentile,
        perTensorWeights,
        symmetricActivations,
        powerOfTwoScales,
        corrected,
        equalize);
  }

  /** The smallest power of two that is at least a scale, if all scales are one; else the scale. */
  double scale(double wanted) {
    if (!powerOfTwoScales) {
      return wanted;
    }
    double below = Math.scalb(1.0, Math.getExponent(wanted));
    return below == wanted ? wanted : 2 * below;
  }
}

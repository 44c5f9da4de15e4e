package io.nn2fpga.cli.project;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that stand for keys of {@code quantize} in the project file and win over them. */
final class QuantizeOptions {
  @Option(
      names = "--calibrator",
      paramLabel = "NAME",
      description =
          "How ranges of activations are chosen: auto (default: mse for few bits, else min-max),"
              + " min-max, percentile, mse (least squared error) or entropy (least"
              + " Kullback-Leibler divergence).")
  private @Nullable String calibrator;

  @Option(
      names = "--percentile",
      paramLabel = "P",
      description = "For --calibrator percentile: above 50 to 100. Default: 99.99.")
  private @Nullable Double percentile;

  @Option(
      names = "--weights",
      paramLabel = "SCALES",
      description = "Scales of weights: per-channel (default) or per-tensor.")
  private @Nullable String weights;

  @Option(
      names = "--activations",
      paramLabel = "RANGES",
      description = "Ranges of activations: asymmetric (default) or symmetric.")
  private @Nullable String activations;

  @Option(names = "--power-of-two-scales", description = "Make every scale a power of two.")
  private @Nullable Boolean powerOfTwoScales;

  @Option(
      names = "--bias-correction",
      negatable = true,
      description =
          "Let biases take up the mean error of each channel on the calibration samples (default),"
              + " or leave them as they are.")
  private @Nullable Boolean biasCorrection;

  @Option(
      names = "--equalize",
      description = "Even out the ranges of weights across pairs of layers with a ReLU between.")
  private @Nullable Boolean equalize;

  @Option(
      names = "--mixed-precision",
      description =
          "Search for bits of each layer, 2 up to what --bits says: the cheapest network within"
              + " --max-accuracy-loss.")
  private @Nullable Boolean mixedPrecision;

  @Option(
      names = "--max-accuracy-loss",
      paramLabel = "POINTS",
      description =
          "For --mixed-precision: points of top-1 on the test data, or percent of samples with"
              + " another class where there are no labels. Default: 1.")
  private @Nullable Double maxAccuracyLoss;

  /** Whether any is given. */
  boolean given() {
    return calibrator != null
        || percentile != null
        || weights != null
        || activations != null
        || powerOfTwoScales != null
        || biasCorrection != null
        || equalize != null
        || mixedPrecision != null
        || maxAccuracyLoss != null;
  }

  /** What the file says with these options in its place. */
  Project.Quantize over(Project.@Nullable Quantize given) {
    Project.Quantize file = given == null ? Project.Quantize.NONE : given;
    return new Project.Quantize(
        or(calibrator, file.calibrator()),
        or(percentile, file.percentile()),
        or(weights, file.weights()),
        or(activations, file.activations()),
        or(powerOfTwoScales, file.powerOfTwoScales()),
        or(biasCorrection, file.biasCorrection()),
        or(equalize, file.equalize()),
        or(mixedPrecision, file.mixedPrecision()),
        or(maxAccuracyLoss, file.maxAccuracyLoss()));
  }

  private static <T> @Nullable T or(@Nullable T option, @Nullable T file) {
    return option != null ? option : file;
  }
}

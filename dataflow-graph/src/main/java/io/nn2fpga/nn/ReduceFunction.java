package io.nn2fpga.nn;

/** What makes one number of many; accumulated in binary64. */
public enum ReduceFunction {
  /** Σ x. */
  SUM,
  /** Σ x / n. */
  MEAN,
  /** The largest. */
  MAX,
  /** The smallest. */
  MIN,
  /** Π x. */
  PROD,
  /** Σ x². */
  SUM_SQUARE,
  /** Σ |x|. */
  L1,
  /** √Σ x². */
  L2,
  /** ln Σ x. */
  LOG_SUM,
  /** ln Σ e^x. */
  LOG_SUM_EXP;

  /** The value for no numbers at all; NaN for a mean. */
  public float ofNothing() {
    return (float) finish(start(), 0, 0);
  }

  double start() {
    return switch (this) {
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
      case PROD -> 1;
      default -> 0;
    };
  }

  double accumulate(double sum, double x, double offset) {
    return switch (this) {
      case MAX -> Math.max(sum, x);
      case MIN -> Math.min(sum, x);
      case PROD -> sum * x;
      case SUM_SQUARE, L2 -> sum + x * x;
      case L1 -> sum + Math.abs(x);
      case LOG_SUM_EXP -> sum + Math.exp(x - offset);
      case SUM, MEAN, LOG_SUM -> sum + x;
    };
  }

  double finish(double sum, int count, double offset) {
    return switch (this) {
      case MEAN -> sum / count;
      case L2 -> Math.sqrt(sum);
      case LOG_SUM -> Math.log(sum);
      case LOG_SUM_EXP -> offset + Math.log(sum);
      default -> sum;
    };
  }
}

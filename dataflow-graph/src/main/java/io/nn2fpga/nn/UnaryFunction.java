package io.nn2fpga.nn;

/** Functions of one number, some with one or two parameters; formulas as ONNX gives them. */
public enum UnaryFunction {
  /** |x|. */
  ABS,
  /** −1, 0 or 1. */
  SIGN,
  /** Square root; NaN below 0. */
  SQRT,
  /** e to the x. */
  EXP,
  /** Natural logarithm. */
  LOG,
  /** 1/x. */
  RECIPROCAL,
  /** The largest whole number that is not above x. */
  FLOOR,
  /** The least whole number that is not below x. */
  CEIL,
  /** The nearest whole number, of two the even one. */
  ROUND,
  /** The error function. */
  ERF,
  /** 1 / (1 + e^−x). */
  SIGMOID,
  /** Hyperbolic tangent. */
  TANH,
  /** x, or alpha·x below 0. */
  LEAKY_RELU,
  /** x, or alpha·(e^x − 1) below 0. */
  ELU,
  /** beta·x, or beta·alpha·(e^x − 1) up to 0. */
  SELU,
  /** max(0, x) + min(0, alpha·(e^(x/alpha) − 1)). */
  CELU,
  /** x above alpha, else 0. */
  THRESHOLDED_RELU,
  /** max(0, min(1, alpha·x + beta)). */
  HARD_SIGMOID,
  /** x·max(0, min(1, x/6 + 1/2)). */
  HARD_SWISH,
  /** x·sigmoid(alpha·x); SiLU for alpha 1. */
  SWISH,
  /** x·(1 + erf(x/√2))/2. */
  GELU,
  /** x·(1 + tanh(√(2/π)·(x + 0.044715·x³)))/2. */
  GELU_TANH,
  /** x·tanh(ln(1 + e^x)). */
  MISH,
  /** ln(1 + e^x). */
  SOFTPLUS,
  /** x / (1 + |x|). */
  SOFTSIGN,
  /** 1 for 0, else 0. */
  NOT,
  /** Sine of an angle in radians. */
  SIN,
  /** Cosine of an angle in radians. */
  COS;

  /**
   * The function's value.
   *
   * @param alpha the first parameter, where the formula has one
   * @param beta the second parameter, where the formula has one
   */
  public double of(double x, double alpha, double beta) {
    return switch (this) {
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case SQRT -> Math.sqrt(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case RECIPROCAL -> 1 / x;
      case FLOOR -> Math.floor(x);
      case CEIL -> Math.ceil(x);
      case ROUND -> Math.rint(x);
      case ERF -> ErrorFunction.of(x);
      case SIGMOID -> sigmoid(x);
      case TANH -> Math.tanh(x);
      case LEAKY_RELU -> x < 0 ? alpha * x : x;
      case ELU -> x < 0 ? alpha * Math.expm1(x) : x;
      case SELU -> beta * (x > 0 ? x : alpha * Math.expm1(x));
      case CELU -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
      case THRESHOLDED_RELU -> x > alpha ? x : 0;
      case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
      case HARD_SWISH -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
      case SWISH -> x * sigmoid(alpha * x);
      case GELU -> x * (1 + ErrorFunction.of(x / Math.sqrt(2))) / 2;
      case GELU_TANH ->
          x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2;
      case MISH -> x * Math.tanh(softplus(x));
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case NOT -> x == 0 ? 1 : 0;
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
    };
  }

  private static double sigmoid(double x) {
    return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}

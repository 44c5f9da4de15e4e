package io.nn2fpga.nn;

/** Functions of two numbers that are not maps of the first by a constant second one. */
public enum BinaryFunction {
  /** a − b. */
  SUB,
  /** a/b without its fraction, as integers divide; 0 for b = 0, which no integer result has. */
  INTEGER_DIV,
  /** a to the b. */
  POW,
  /** The larger one; NaN if one is. */
  MAX,
  /** The smaller one; NaN if one is. */
  MIN,
  /** The remainder with the sign of b, as Python has it. */
  MOD,
  /** The remainder with the sign of a, as C's fmod has it. */
  FMOD,
  /** a, or a·b for a below 0. */
  PRELU,
  /** 1 if both are not 0. */
  AND,
  /** 1 if one is not 0. */
  OR,
  /** 1 if just one is not 0. */
  XOR,
  /** 1 if a = b. */
  EQUAL,
  /** 1 if a > b. */
  GREATER,
  /** 1 if a ≥ b. */
  GREATER_OR_EQUAL,
  /** 1 if a < b. */
  LESS,
  /** 1 if a ≤ b. */
  LESS_OR_EQUAL;

  /** The function's value; truth values are 0 and 1. */
  public double of(double a, double b) {
    return switch (this) {
      case SUB -> a - b;
      case INTEGER_DIV -> b == 0 ? 0 : a / b < 0 ? Math.ceil(a / b) : Math.floor(a / b);
      case POW -> Math.pow(a, b);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case MOD -> a % b != 0 && a % b < 0 != b < 0 ? a % b + b : a % b;
      case FMOD -> a % b;
      case PRELU -> a < 0 ? a * b : a;
      case AND -> number(a != 0 && b != 0);
      case OR -> number(a != 0 || b != 0);
      case XOR -> number(a != 0 ^ b != 0);
      case EQUAL -> number(a == b);
      case GREATER -> number(a > b);
      case GREATER_OR_EQUAL -> number(a >= b);
      case LESS -> number(a < b);
      case LESS_OR_EQUAL -> number(a <= b);
    };
  }

  private static double number(boolean truth) {
    return truth ? 1 : 0;
  }
}

package io.nn2fpga.einstein;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What an expression can compute, in binary64. */
public enum Function {
  ADD("+", Double::sum),
  SUBTRACT("-", (a, b) -> a - b),
  MULTIPLY("*", (a, b) -> a * b),
  DIVIDE("/", (a, b) -> a / b),
  MAX("max", Math::max),
  MIN("min", Math::min),
  POW("pow", Math::pow),
  ABS("abs", Math::abs),
  EXP("exp", Math::exp),
  LOG("log", Math::log),
  RELU("relu", x -> Math.max(x, 0)),
  SIGMOID("sigmoid", x -> 1 / (1 + Math.exp(-x))),
  SQRT("sqrt", Math::sqrt),
  TANH("tanh", Math::tanh);

  private final String word;
  private final @Nullable DoubleUnaryOperator unary;
  private final @Nullable DoubleBinaryOperator binary;

  Function(String word, DoubleUnaryOperator unary) {
    this.word = word;
    this.unary = unary;
    this.binary = null;
  }

  Function(String word, DoubleBinaryOperator binary) {
    this.word = word;
    this.unary = null;
    this.binary = binary;
  }

  /** How it is written: an operator's sign, or a function's name. */
  public String word() {
    return word;
  }

  /** 1 or 2. */
  public int operands() {
    return unary != null ? 1 : 2;
  }

  /** Whether it is written between its operands. */
  public boolean isInfix() {
    return !Character.isLetter(word.charAt(0));
  }

  /** The result for one or two numbers. */
  double apply(double first, double second) {
    if (unary != null) {
      return unary.applyAsDouble(first);
    }
    if (binary != null) {
      return binary.applyAsDouble(first, second);
    }
    throw new IllegalStateException(word);
  }

  /** The function of that name, or null. */
  static @Nullable Function named(String word) {
    return Arrays.stream(values()).filter(f -> f.word.equals(word)).findFirst().orElse(null);
  }

  /** The names of all functions that are written with parentheses. */
  static List<String> names() {
    return Arrays.stream(values())
        .filter(f -> !f.isInfix())
        .map(f -> f.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }
}

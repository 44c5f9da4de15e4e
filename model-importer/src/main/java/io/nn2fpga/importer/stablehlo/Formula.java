package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.einstein.Function;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several element-wise operations as one formula of one value: JAX writes a sigmoid in three
 * operations and a GELU in nine, which are one table on codes.
 *
 * @param base the value, {@code x} of the formula
 * @param text the formula in the notation of {@link io.nn2fpga.nn.Pointwise}
 * @param constants {@code a0}, {@code a1}, ...
 */
record Formula(HloValue base, String text, List<HloTensor> constants) {
  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("abs", Function.ABS),
          Map.entry("add", Function.ADD),
          Map.entry("divide", Function.DIVIDE),
          Map.entry("exponential", Function.EXP),
          Map.entry("log", Function.LOG),
          Map.entry("logistic", Function.SIGMOID),
          Map.entry("maximum", Function.MAX),
          Map.entry("minimum", Function.MIN),
          Map.entry("multiply", Function.MULTIPLY),
          Map.entry("power", Function.POW),
          Map.entry("sqrt", Function.SQRT),
          Map.entry("subtract", Function.SUBTRACT),
          Map.entry("tanh", Function.TANH));

  /** Element-wise operations beside those of {@link #FUNCTIONS}. */
  private static final Set<String> OTHERS = Set.of("clamp", "compare", "negate", "rsqrt", "select");

  /** Those that nothing but a formula stands for. */
  static final List<String> NONLINEAR =
      List.of("abs", "exponential", "log", "logistic", "power", "rsqrt", "sqrt", "tanh");

  private static final Set<String> CLAMPS = Set.of("clamp", "maximum", "minimum");

  /** The formula that a value is, of the nearest value that makes it one; null if there is none. */
  static @Nullable Formula of(HloValue root) {
    Set<HloValue> inside = new LinkedHashSet<>(Set.of(root));
    Formula found = null;
    while (true) {
      Set<HloValue> edge = edge(inside);
      HloValue next = null;
      if (edge.size() == 1) {
        HloValue only = edge.iterator().next();
        Formula shorter = written(root, only, inside);
        found = shorter == null ? found : shorter;
        if (isElementwise(only) && only.isReadOnlyBy(inside) && isPart(only)) {
          next = only;
        } else {
          return found;
        }
      }
      for (HloValue value : edge) {
        if (next == null && isElementwise(value) && value.isReadOnlyBy(inside)) {
          next = value;
        }
      }
      if (next == null) {
        return found;
      }
      inside.add(next);
    }
  }

  /** A bound, a mean, or what a bias or a batch norm does is an operator of its own. */
  private static boolean isPart(HloValue value) {
    boolean numbers =
        value.operands().stream()
            .filter(HloValue::isConstant)
            .allMatch(o -> o.tensor().shrunk().isSplat());
    Affine chain = numbers ? Affine.of(value) : null;
    boolean mean =
        chain != null && ElementwiseRules.withoutShape(chain.base()).kind().startsWith("reduce");
    return numbers && !mean && !CLAMPS.contains(value.kind());
  }

  private static Set<HloValue> edge(Set<HloValue> inside) {
    Set<HloValue> edge = new LinkedHashSet<>();
    for (HloValue value : inside) {
      value.operands().stream()
          .filter(o -> !o.isConstant() && !inside.contains(o))
          .forEach(edge::add);
    }
    return edge;
  }

  private static boolean isElementwise(HloValue value) {
    return (FUNCTIONS.containsKey(value.kind()) || OTHERS.contains(value.kind()))
        && value.operands().stream()
            .allMatch(o -> o.type().rank() == 0 || o.type().shape().equals(value.type().shape()));
  }

  private static @Nullable Formula written(HloValue root, HloValue base, Set<HloValue> inside) {
    boolean fits =
        inside.stream().allMatch(Formula::isElementwise)
            && base.type().shape().equals(root.type().shape());
    if (!fits) {
      return null;
    }
    Formula formula = new Formula(base, "", new ArrayList<>());
    String text = formula.text(root);
    return text == null ? null : new Formula(base, text, formula.constants);
  }

  private @Nullable String text(HloValue value) {
    if (value == base) {
      return "x";
    } else if (value.isConstant()) {
      return constant(value.tensor().shrunk());
    }
    List<@Nullable String> operands = new ArrayList<>();
    if (!value.is("select")) {
      value.operands().forEach(o -> operands.add(text(o)));
    }
    Function function = FUNCTIONS.get(value.kind());
    if (operands.contains(null)) {
      return null;
    } else if (function != null) {
      return function.isInfix()
          ? "(" + operands.get(0) + " " + function.word() + " " + operands.get(1) + ")"
          : function.word() + "(" + String.join(", ", operands) + ")";
    }
    return switch (value.kind()) {
      case "negate" -> "(0 - " + operands.get(0) + ")";
      case "rsqrt" -> "(1 / sqrt(" + operands.get(0) + "))";
      case "clamp" ->
          "min(max(" + operands.get(1) + ", " + operands.get(0) + "), " + operands.get(2) + ")";
      case "select" -> leaky(value);
      default -> null;
    };
  }

  /** {@code where(x > 0, x, slope * x)} is max(x, 0) + slope * min(x, 0). */
  private @Nullable String leaky(HloValue value) {
    HloValue condition = value.operand(0);
    HloValue above = value.operand(1);
    HloValue below = value.operand(2);
    boolean positive =
        condition.is("compare")
            && List.of("GT", "GE").contains(ConstantFolding.direction(condition.operation()))
            && condition.operand(0) == above
            && condition.operand(1).isAll(0);
    if (!positive || !below.is("multiply") || !below.operands().contains(above)) {
      return null;
    }
    HloValue slope = below.operand(below.operand(0) == above ? 1 : 0);
    String x = text(above);
    String factor = slope.isConstant() ? text(slope) : null;
    return x == null || factor == null
        ? null
        : "(max(" + x + ", 0) + " + factor + " * min(" + x + ", 0))";
  }

  private @Nullable String constant(HloTensor tensor) {
    if (tensor.isSplat()) {
      double number = tensor.data()[0];
      if (!Double.isFinite(number)) {
        return null;
      }
      String text = String.format(Locale.ROOT, "%s", Math.abs(number));
      return number < 0 ? "(0 - " + text + ")" : text;
    }
    constants.add(tensor);
    return "a" + (constants.size() - 1);
  }
}

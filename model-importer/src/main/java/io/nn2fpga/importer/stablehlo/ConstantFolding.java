package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.importer.stablehlo.DenseElements.Codec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Computes operations on constants while the program is read. */
final class ConstantFolding {
  private static final Map<String, DoubleUnaryOperator> UNARY =
      Map.ofEntries(
          Map.entry("abs", Math::abs),
          Map.entry("ceil", Math::ceil),
          Map.entry("convert", x -> x),
          Map.entry("exponential", Math::exp),
          Map.entry("floor", Math::floor),
          Map.entry("log", Math::log),
          Map.entry("logistic", x -> 1 / (1 + Math.exp(-x))),
          Map.entry("negate", x -> -x),
          Map.entry("optimization_barrier", x -> x),
          Map.entry("rsqrt", x -> 1 / Math.sqrt(x)),
          Map.entry("sign", Math::signum),
          Map.entry("sqrt", Math::sqrt),
          Map.entry("tanh", Math::tanh));

  private static final Map<String, DoubleBinaryOperator> BINARY =
      Map.of(
          "add", Double::sum,
          "and", (a, b) -> a != 0 && b != 0 ? 1 : 0,
          "divide", (a, b) -> a / b,
          "maximum", Math::max,
          "minimum", Math::min,
          "multiply", (a, b) -> a * b,
          "or", (a, b) -> a != 0 || b != 0 ? 1 : 0,
          "power", Math::pow,
          "subtract", (a, b) -> a - b);

  private static final Map<String, DoubleBinaryOperator> COMPARISONS =
      Map.of(
          "EQ", (a, b) -> a == b ? 1 : 0,
          "GE", (a, b) -> a >= b ? 1 : 0,
          "GT", (a, b) -> a > b ? 1 : 0,
          "LE", (a, b) -> a <= b ? 1 : 0,
          "LT", (a, b) -> a < b ? 1 : 0,
          "NE", (a, b) -> a != b ? 1 : 0);

  private static final Set<String> MOVES =
      Set.of("broadcast_in_dim", "concatenate", "reshape", "reverse", "slice", "transpose");

  private ConstantFolding() {}

  /** The operations that fold, without dialect. */
  static Set<String> operations() {
    Set<String> all = new HashSet<>(UNARY.keySet());
    all.addAll(BINARY.keySet());
    all.addAll(MOVES);
    all.addAll(
        List.of("clamp", "compare", "constant", "iota", "reduce", "reduce_window", "select"));
    return all;
  }

  /** The result, or null if an operand is computed or the operation is not one that folds. */
  static @Nullable HloTensor fold(
      HloOperation operation, String kind, List<HloValue> operands, HloType type) {
    if (!operands.stream().allMatch(HloValue::isConstant)) {
      return null;
    }
    List<HloTensor> tensors = operands.stream().map(HloValue::tensor).toList();
    try {
      HloTensor result = tensors.isEmpty() ? made(operation, kind, type) : null;
      if (result == null && !tensors.isEmpty()) {
        result = elementwise(operation, kind, tensors, type);
      }
      if (result == null && !tensors.isEmpty()) {
        result = moved(operation, kind, tensors, type);
      }
      if (result == null && operands.size() == 2 && kind.startsWith("reduce")) {
        result = ConstantReduction.fold(operation, kind, operands, type);
      }
      if (result != null && !result.type().shape().equals(type.shape())) {
        throw operation.malformed("the result is " + result.type() + ", not " + type);
      }
      return result;
    } catch (IllegalArgumentException e) {
      throw operation.refuse(String.valueOf(e.getMessage()), null);
    }
  }

  private static @Nullable HloTensor made(HloOperation operation, String kind, HloType type) {
    if (kind.equals("constant")) {
      HloAttribute value = operation.attributes().get("value");
      if (value == null && !operation.loose().isEmpty()) {
        value = operation.loose().get(0);
      }
      if (!(value instanceof HloAttribute.Elements elements)) {
        throw operation.refuse("a constant whose contents are not written out", null);
      }
      return elements.tensor();
    }
    if (kind.equals("iota")) {
      int axis = operation.number("dim", operation.number("iota_dimension", -1));
      requireAxis(operation, axis, type.rank());
      double[] data = IntStream.range(0, type.shape().get(axis)).asDoubleStream().toArray();
      List<Integer> steps = new ArrayList<>(java.util.Collections.nCopies(type.rank(), 0));
      steps.set(axis, 1);
      return new HloTensor(type, data, steps);
    }
    return null;
  }

  private static @Nullable HloTensor elementwise(
      HloOperation operation, String kind, List<HloTensor> x, HloType type) {
    DoubleUnaryOperator unary = UNARY.get(kind);
    if (unary != null && x.size() == 1) {
      return map(operation, x, type, v -> unary.applyAsDouble(v[0]));
    }
    DoubleBinaryOperator binary =
        kind.equals("compare") ? COMPARISONS.get(direction(operation)) : BINARY.get(kind);
    boolean wholeDivision = kind.equals("divide") && !type.isFloat();
    if (binary != null && x.size() == 2 && !wholeDivision) {
      return map(operation, x, type, v -> binary.applyAsDouble(v[0], v[1]));
    }
    if (kind.equals("select") && x.size() == 3) {
      return map(operation, x, type, v -> v[0] != 0 ? v[1] : v[2]);
    }
    if (kind.equals("clamp") && x.size() == 3) {
      return map(operation, x, type, v -> Math.min(Math.max(v[1], v[0]), v[2]));
    }
    return null;
  }

  /** GE, GT, ...: of the pretty form or the generic one. */
  static String direction(HloOperation operation) {
    HloAttribute stated = operation.attributes().get("comparison_direction");
    String word = stated instanceof HloAttribute.Word w ? w.text() : operation.looseWord();
    return word.substring(word.lastIndexOf(' ') + 1);
  }

  private interface Combination {
    double apply(double[] operands);
  }

  /** Element by element; scalars among the operands of select and clamp repeat. */
  private static HloTensor map(
      HloOperation operation, List<HloTensor> operands, HloType type, Combination combination) {
    List<HloTensor> same = new ArrayList<>();
    for (HloTensor operand : operands) {
      boolean scalar = operand.type().rank() == 0 && type.rank() > 0;
      if (!scalar && !operand.type().shape().equals(type.shape())) {
        throw operation.malformed("an operand " + operand.type() + " for a result " + type);
      }
      same.add(
          scalar
              ? HloTensor.splat(operand.type().withShape(type.shape()), operand.data()[0])
              : operand);
    }
    return map(same, type, combination);
  }

  /** Two constants of the same shape, combined in binary64. */
  static HloTensor combine(HloTensor a, HloTensor b, DoubleBinaryOperator operator) {
    HloType type = new HloType(a.type().shape(), "f64");
    return map(List.of(a, b), type, v -> operator.applyAsDouble(v[0], v[1]));
  }

  private static HloTensor map(List<HloTensor> same, HloType type, Combination combination) {
    List<Integer> shape = new ArrayList<>(type.shape());
    List<Integer> steps = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      int place = axis;
      if (same.stream().noneMatch(t -> t.varying().contains(place))) {
        shape.set(axis, 1);
      }
    }
    HloType small = type.withShape(shape);
    Codec codec = Codec.of(type.element());
    List<double[]> data = new ArrayList<>();
    for (HloTensor tensor : same) {
      data.add(
          new HloTensor(tensor.type().withShape(shape), tensor.data(), tensor.steps())
              .dense(HloTensor.MAX_FOLDED));
    }
    double[] result = new double[small.size()];
    double[] row = new double[data.size()];
    for (int i = 0; i < result.length; i++) {
      for (int k = 0; k < row.length; k++) {
        row[k] = data.get(k)[i];
      }
      result[i] = codec.rounded(combination.apply(row));
    }
    List<Integer> full = HloTensor.rowMajor(shape);
    for (int axis = 0; axis < shape.size(); axis++) {
      steps.add(shape.get(axis) == 1 ? 0 : full.get(axis));
    }
    return new HloTensor(type, result, steps);
  }

  private static @Nullable HloTensor moved(
      HloOperation operation, String kind, List<HloTensor> x, HloType type) {
    HloTensor first = x.get(0);
    return switch (kind) {
      case "broadcast_in_dim" -> broadcast(operation, first, type);
      case "reshape" -> {
        if (first.type().size() != type.size()) {
          throw operation.malformed(first.type() + " has not the elements of " + type);
        }
        yield first.reshaped(type.shape());
      }
      case "transpose" -> first.transposed(Axes.order(operation, first.type().rank()));
      case "slice" -> slice(operation, first);
      case "concatenate" -> concatenate(operation, x, type);
      case "reverse" -> {
        List<Integer> axes = operation.numbersOrNull("dims");
        yield reversed(
            first,
            Axes.checked(
                operation,
                axes == null ? operation.numbers("dimensions") : axes,
                first.type().rank()));
      }
      default -> null;
    };
  }

  private static HloTensor broadcast(HloOperation operation, HloTensor x, HloType type) {
    List<Integer> axes = Axes.broadcast(operation, x.type(), type);
    List<Integer> steps = new ArrayList<>(java.util.Collections.nCopies(type.rank(), 0));
    for (int axis = 0; axis < axes.size(); axis++) {
      if (x.type().shape().get(axis) > 1) {
        steps.set(axes.get(axis), x.steps().get(axis));
      }
    }
    return new HloTensor(type, x.data(), steps);
  }

  private static HloTensor slice(HloOperation operation, HloTensor x) {
    Axes.Slice slice = Axes.slice(operation, x.type());
    List<Integer> shape = slice.shape();
    double[] from = x.dense(HloTensor.MAX_FOLDED);
    List<Integer> full = HloTensor.rowMajor(x.type().shape());
    int start = 0;
    List<Integer> steps = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      start += slice.starts().get(axis) * full.get(axis);
      steps.add(slice.strides().get(axis) * full.get(axis));
    }
    double[] tail = java.util.Arrays.copyOfRange(from, start, from.length);
    return new HloTensor(x.type().withShape(shape), tail, steps);
  }

  /** The elements in the opposite order along some axes. */
  static HloTensor reversed(HloTensor x, List<Integer> axes) {
    double[] data = x.dense(HloTensor.MAX_FOLDED);
    List<Integer> shape = x.type().shape();
    List<Integer> full = HloTensor.rowMajor(shape);
    double[] result = new double[data.length];
    for (int i = 0; i < data.length; i++) {
      int place = i;
      for (int axis : axes) {
        int at = i / full.get(axis) % shape.get(axis);
        place += (shape.get(axis) - 1 - 2 * at) * full.get(axis);
      }
      result[i] = data[place];
    }
    return HloTensor.of(x.type(), result);
  }

  private static HloTensor concatenate(HloOperation operation, List<HloTensor> x, HloType type) {
    int axis = operation.number("dim", operation.number("dimension", -1));
    requireAxis(operation, axis, type.rank());
    int outer = type.shape().subList(0, axis).stream().reduce(1, (a, b) -> a * b);
    if (type.size() > HloTensor.MAX_FOLDED) {
      throw operation.refuse("a constant of " + type.size() + " elements", null);
    }
    double[] result = new double[type.size()];
    int place = 0;
    List<double[]> data = x.stream().map(t -> t.dense(HloTensor.MAX_FOLDED)).toList();
    if (data.stream().mapToInt(d -> d.length).sum() != result.length) {
      throw operation.malformed("the operands have not the elements of " + type);
    }
    for (int i = 0; i < outer; i++) {
      for (double[] part : data) {
        int count = part.length / outer;
        System.arraycopy(part, i * count, result, place, count);
        place += count;
      }
    }
    return HloTensor.of(type, result);
  }

  private static void requireAxis(HloOperation operation, int axis, int rank) {
    if (axis < 0 || axis >= rank) {
      throw operation.malformed("axis " + axis + " of " + rank);
    }
  }
}

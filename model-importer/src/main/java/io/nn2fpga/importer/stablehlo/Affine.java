package io.nn2fpga.importer.stablehlo;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * value = scale · base + shift, element by element: a chain of operations with constants, such as a
 * bias, or a batch norm with known statistics.
 *
 * @param base the computed value that the chain starts from
 * @param scale factors in the shape of the value, binary64
 * @param shift offsets in the shape of the value, binary64
 */
record Affine(HloValue base, HloTensor scale, HloTensor shift) {

  /** Nothing done to a value. */
  static Affine identity(HloValue base) {
    HloType type = new HloType(base.type().shape(), "f64");
    return new Affine(base, HloTensor.splat(type, 1), HloTensor.splat(type, 0));
  }

  /**
   * The chain that ends with a value; it stops before a value that something else reads too.
   *
   * @return null if the operation is none with constants
   */
  static @Nullable Affine of(HloValue value) {
    Affine chain = identity(value).step();
    if (chain == null) {
      return null;
    }
    while (chain.base.isReadOnce()) {
      Affine longer = chain.step();
      if (longer == null) {
        break;
      }
      chain = longer;
    }
    return new Affine(chain.base, chain.scale.shrunk(), chain.shift.shrunk());
  }

  /** The chain from one operation earlier on; null if that is none with constants. */
  private @Nullable Affine step() {
    if (base.is("negate")) {
      return with(base.operand(0), times(-1), shift);
    }
    boolean linear =
        List.of("add", "subtract", "multiply", "divide").contains(base.kind())
            && base.operands().size() == 2;
    if (!linear) {
      return null;
    }
    HloValue first = base.operand(0);
    HloValue second = base.operand(1);
    boolean fits =
        first.type().shape().equals(base.type().shape())
            && second.type().shape().equals(base.type().shape());
    if (!fits || first.isConstant() == second.isConstant()) {
      return null;
    }
    HloTensor constant = first.isConstant() ? first.tensor() : second.tensor();
    HloValue rest = first.isConstant() ? second : first;
    HloTensor scaled = combine(scale, constant, (a, b) -> a * b);
    return switch (base.kind()) {
      case "add" -> with(rest, scale, combine(shift, scaled, Double::sum));
      case "subtract" ->
          first.isConstant()
              ? with(rest, times(-1), combine(shift, scaled, Double::sum))
              : with(rest, scale, combine(shift, scaled, (a, b) -> a - b));
      case "multiply" -> with(rest, scaled, shift);
      default ->
          first.isConstant() ? null : with(rest, combine(scale, constant, (a, b) -> a / b), shift);
    };
  }

  private HloTensor times(double factor) {
    return combine(scale, HloTensor.splat(scale.type(), factor), (a, b) -> a * b);
  }

  private static Affine with(HloValue base, HloTensor scale, HloTensor shift) {
    return new Affine(base, scale, shift);
  }

  private static HloTensor combine(HloTensor a, HloTensor b, DoubleBinaryOperator operator) {
    return ConstantFolding.combine(a, b, operator);
  }

  /** The same chain on another base that has the same elements. */
  Affine scaled(double factor) {
    return new Affine(base, times(factor), shift);
  }

  boolean isIdentity() {
    return scale.isAll(1) && shift.isAll(0);
  }

  /** Whether factors and offsets differ along no axis but this one. */
  boolean variesOnlyAlong(int axis) {
    return scale.varying().stream().allMatch(a -> a == axis)
        && shift.varying().stream().allMatch(a -> a == axis);
  }

  /** The numbers of a tensor that varies along one axis at most. */
  static double[] along(HloTensor tensor, int axis) {
    double[] result = new double[tensor.type().shape().get(axis)];
    for (int i = 0; i < result.length; i++) {
      result[i] = tensor.data()[i * tensor.steps().get(axis)];
    }
    return result;
  }
}

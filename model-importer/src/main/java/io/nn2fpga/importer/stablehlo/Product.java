package io.nn2fpga.importer.stablehlo;

import java.util.ArrayList;
import java.util.List;

/**
 * A product of a computed value with constant weights.
 *
 * @param x the computed operand
 * @param constant the other one
 * @param contracted axes of x that are summed over
 * @param weightContracted the axes of the weights that belong to them, in the same order
 * @param weightsFirst whether the weights are the first operand, so that their axes come first in
 *     the result
 */
record Product(
    HloValue x,
    HloTensor constant,
    List<Integer> contracted,
    List<Integer> weightContracted,
    boolean weightsFirst) {

  /**
   * Reads the attributes of a product of which one operand is constant.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the product has no nn form
   */
  static Product of(HloValue value) {
    HloOperation source = value.operation();
    HloValue left = value.operand(0);
    HloValue right = value.operand(1);
    List<List<Integer>> axes = contracted(value);
    List<List<Integer>> batch = batch(value);
    if (!batch.get(0).isEmpty() || !batch.get(1).isEmpty()) {
      throw source.refuse("a product for each of a batch", "contract without batching axes");
    }
    Axes.checked(source, axes.get(0), left.type().rank());
    Axes.checked(source, axes.get(1), right.type().rank());
    if (!extents(left, axes.get(0)).equals(extents(right, axes.get(1)))) {
      throw source.malformed(
          left.type() + " and " + right.type() + " differ along the axes that are summed over");
    }
    boolean weightsFirst = left.isConstant();
    return new Product(
        weightsFirst ? right : left,
        (weightsFirst ? left : right).tensor(),
        axes.get(weightsFirst ? 1 : 0),
        axes.get(weightsFirst ? 0 : 1),
        weightsFirst);
  }

  /** The axes of the left and the right operand that are summed over. */
  static List<List<Integer>> contracted(HloValue value) {
    return value.is("dot")
        ? List.of(List.of(value.operand(0).type().rank() - 1), List.of(0))
        : sides(value.operation(), "contracting_dims", "contracting_dimensions");
  }

  /** The axes of the left and the right operand that stand side by side. */
  static List<List<Integer>> batch(HloValue value) {
    return sides(value.operation(), "batching_dims", "batching_dimensions");
  }

  private static List<Integer> extents(HloValue value, List<Integer> axes) {
    return axes.stream().map(value.type().shape()::get).toList();
  }

  /** Axes of the left and the right operand. */
  private static List<List<Integer>> sides(HloOperation source, String pretty, String generic) {
    if (source.attributes().get(pretty) instanceof HloAttribute.Items lists
        && lists.items().size() == 2) {
      return List.of(
          numbers(source, lists.items().get(0), pretty),
          numbers(source, lists.items().get(1), pretty));
    }
    if (source.attributes().get("dot_dimension_numbers") instanceof HloAttribute.Entries entries) {
      return List.of(
          numbers(source, entries.entries().get("lhs_" + generic), generic),
          numbers(source, entries.entries().get("rhs_" + generic), generic));
    }
    return List.of(List.of(), List.of());
  }

  private static List<Integer> numbers(
      HloOperation source, @org.jspecify.annotations.Nullable HloAttribute value, String what) {
    List<Integer> numbers = source.numbers(value, what);
    return numbers == null ? List.of() : numbers;
  }

  /** Axes of the weights that are not summed over. */
  List<Integer> weightRest() {
    return NetworkBuilder.others(constant.type().rank(), weightContracted);
  }

  private List<Integer> rest() {
    return NetworkBuilder.others(x.type().rank(), contracted);
  }

  /** The axis of the result that counts outputs; −1 if there is none or more than one. */
  int outputAxis() {
    if (weightRest().size() != 1) {
      return -1;
    }
    return weightsFirst ? 0 : rest().size();
  }

  /** Extents of x along the axes that are not summed over, without those that are 1. */
  List<Integer> rows() {
    return rest().stream().map(x.type().shape()::get).filter(extent -> extent != 1).toList();
  }

  /** The weights as {@code [outputs, inputs]}. */
  HloTensor weights() {
    List<Integer> order = new ArrayList<>(weightRest());
    int outputs = 1;
    for (int axis : order) {
      outputs *= constant.type().shape().get(axis);
    }
    order.addAll(weightContracted);
    return constant.transposed(order).reshaped(List.of(outputs, constant.type().size() / outputs));
  }

  /**
   * The order that brings the axes of x that are summed over to the front, or leaves them where the
   * others have the extent 1.
   *
   * @param rank of x at the nn level: without its first axis, of extent 1, or with it
   */
  List<Integer> contractedFirst(int rank) {
    List<Integer> order = new ArrayList<>(contracted);
    order.addAll(rest());
    int dropped = x.type().rank() - rank;
    if (dropped == 1) {
      order.remove(Integer.valueOf(0));
    }
    return order.stream().map(axis -> axis - dropped).toList();
  }
}

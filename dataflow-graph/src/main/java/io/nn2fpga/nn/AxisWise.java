package io.nn2fpga.nn;

import java.util.List;

/**
 * Trait: treats each axis on its own, so that it can as well be done on operands whose axes are in
 * another order.
 */
public interface AxisWise {
  /**
   * The same for operands whose axis i is axis {@code order[i]} of those that this is for; the
   * result's axes are in that order too.
   *
   * @param order every axis of the operands once
   */
  NnOperation withAxes(List<Integer> order);

  /** Numbers of axes in another order. */
  static <T> List<T> reordered(List<T> axes, List<Integer> order) {
    return order.stream().map(axes::get).toList();
  }
}

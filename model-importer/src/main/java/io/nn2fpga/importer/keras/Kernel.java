package io.nn2fpga.importer.keras;

import java.util.List;

/** A linear layer's constant operand, as real numbers or as codes. */
interface Kernel {
  /** The extents, outermost first. */
  List<Integer> dims();

  /** The same elements by other extents, whose product is the same. */
  Kernel reshaped(List<Integer> extents);

  /** With axes in another order: axis i of the result is axis {@code order[i]} of this. */
  Kernel transposed(List<Integer> order);

  /** Adds it to the graph; returns the value's name. */
  String add(LayerScope layer, String name);
}

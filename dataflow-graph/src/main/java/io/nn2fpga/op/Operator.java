package io.nn2fpga.op;

import io.nn2fpga.ir.Operation;
import java.util.List;

/**
 * An operator's entry, found by {@link java.util.ServiceLoader}: everything the compiler knows of
 * it starts here, and nothing else has to be edited to add one.
 */
public interface Operator {
  /** The folder's name, for example {@code thresholding}. */
  String name();

  /** One sentence for {@code docs/operators.md}. */
  String summary();

  /** The records that the text form can hold: the integer operation, if any, and the kernels. */
  List<Class<? extends Operation>> operations();
}

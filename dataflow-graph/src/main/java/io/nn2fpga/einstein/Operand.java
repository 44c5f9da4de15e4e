package io.nn2fpga.einstein;

import io.nn2fpga.ir.FloatTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operand of a model's node.
 *
 * @param dims the model's extents, with the batch axis
 * @param constant the elements, of the same extents; null if it is computed
 */
public record Operand(List<Integer> dims, @Nullable FloatTensor constant) {
  /** Copies the extents. */
  public Operand {
    dims = List.copyOf(dims);
  }

  int size() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }
}

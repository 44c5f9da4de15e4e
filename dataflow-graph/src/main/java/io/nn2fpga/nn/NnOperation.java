package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import java.util.List;

/**
 * A framework-neutral operator on binary32 tensors in the model's own layout ({@code [C, H, W]} or
 * {@code [N]}), without batch axis.
 *
 * <p>Results are stored as binary32; sums are accumulated in binary64.
 */
public interface NnOperation extends Operation {
  /**
   * Computes one sample.
   *
   * @param inputs operands in the node's order, activations first; they fit {@link #inferTypes}
   * @return the results, one a declared output
   */
  List<FloatTensor> evaluate(List<Tensor> inputs);
}

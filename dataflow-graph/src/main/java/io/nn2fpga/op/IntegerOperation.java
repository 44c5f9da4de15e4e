package io.nn2fpga.op;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import java.util.List;

/**
 * An operation on integers: its {@link #evaluate} is the definition of what HLS C++ and Verilog
 * must compute, bit for bit.
 */
public interface IntegerOperation extends Operation {
  /**
   * Computes one frame.
   *
   * @param inputs operands in the node's order, activations as {@code [H, W, C]}, constants last
   * @return the results, one a declared output
   */
  List<IntTensor> evaluate(List<Tensor> inputs);
}

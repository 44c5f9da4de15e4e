package io.nn2fpga.nn;

import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Trait: y = f_c(x), element by element, where the other operands are constants that choose f for
 * each channel. On codes of few bits it is a table.
 */
public interface ElementFunction extends Elementwise {
  /**
   * The function of one channel, in binary64.
   *
   * @param x type of the first operand; its channels are axis 0
   * @param constants the other operands
   * @return null if it is not the same at every place of a channel
   */
  @Nullable DoubleUnaryOperator function(TensorType x, List<Tensor> constants, int channel);
}

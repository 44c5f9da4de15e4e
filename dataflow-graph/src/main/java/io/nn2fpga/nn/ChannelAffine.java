package io.nn2fpga.nn;

import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trait: y = scale[c]·x + shift[c] with constants, so that it folds into a linear operator before
 * it.
 */
public interface ChannelAffine {
  /**
   * The factors and offsets.
   *
   * @param x type of the first operand; its channels are axis 0
   * @param constants the other operands
   * @return one factor and one offset a channel, or null if they differ within a channel
   */
  @Nullable ChannelMap channelMap(TensorType x, List<Tensor> constants);

  /**
   * A scale and a shift for each channel.
   *
   * @param scale factors, {@code [C]}
   * @param shift offsets, {@code [C]}
   */
  @SuppressWarnings("ArrayRecordComponent") // computed and read at once
  record ChannelMap(double[] scale, double[] shift) {}
}

package io.nn2fpga.quant;

import io.nn2fpga.ir.TensorType;
import java.util.List;

/**
 * What a model takes.
 *
 * @param type the input's type in the model's own layout, without batch axis
 * @param layout which axis counts channels; matters for three axes only
 */
public record ModelInput(TensorType type, DataLayout layout) {

  /** An input whose channels are axis 0. */
  public static ModelInput channelsFirst(TensorType type) {
    return new ModelInput(type, DataLayout.NCHW);
  }

  /** The frame that carries it. */
  public ChannelsLast frame() {
    return ChannelsLast.of(type, layout);
  }

  /** Number of channels. */
  public int channels() {
    return frame().channels();
  }

  /** The extents of the same data in another layout. */
  public List<Integer> shape(DataLayout wanted) {
    if (wanted == layout || type.shape().size() != 3) {
      return type.shape();
    }
    ChannelsLast frame = frame();
    return wanted == DataLayout.NHWC
        ? List.of(frame.height(), frame.width(), frame.channels())
        : List.of(frame.channels(), frame.height(), frame.width());
  }

  /** The input's type with its channels on axis 0. */
  public TensorType channelsFirst() {
    return new TensorType(shape(DataLayout.NCHW), type.element());
  }
}

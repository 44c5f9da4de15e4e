package io.nn2fpga.nn;

import java.util.List;

/** The operators of the nn level. */
public final class NnOperations {
  private static final List<Class<? extends NnOperation>> ALL =
      List.of(
          Add.class,
          ArgMax.class,
          AveragePool.class,
          BatchNormalization.class,
          BipolarQuantize.class,
          Clip.class,
          Concat.class,
          Conv.class,
          ConvTranspose.class,
          Dense.class,
          DepthToSpace.class,
          Dequantize.class,
          Expand.class,
          Flatten.class,
          Gather.class,
          GlobalAveragePool.class,
          MaxPool.class,
          OneHot.class,
          Pad.class,
          Quantize.class,
          Relu.class,
          Reshape.class,
          Resize.class,
          Slice.class,
          Softmax.class,
          SpaceToDepth.class,
          Tile.class,
          Transpose.class,
          Trilu.class);

  private NnOperations() {}

  /** Every record that an nn graph can hold, by name; what the text form reads. */
  public static List<Class<? extends NnOperation>> all() {
    return ALL;
  }
}

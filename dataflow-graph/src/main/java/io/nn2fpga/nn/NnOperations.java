package io.nn2fpga.nn;

import java.util.List;

/** The operators of the nn level. */
public final class NnOperations {
  private static final List<Class<? extends NnOperation>> ALL =
      List.of(
          Add.class,
          ArgExtremum.class,
          ArgMax.class,
          AveragePool.class,
          BatchNormalization.class,
          Binary.class,
          BipolarQuantize.class,
          Cast.class,
          Clip.class,
          Concat.class,
          Conv.class,
          ConvTranspose.class,
          CumulativeSum.class,
          Dense.class,
          DepthToSpace.class,
          Dequantize.class,
          Div.class,
          DynamicQuantize.class,
          Einsum.class,
          Expand.class,
          Flatten.class,
          Gather.class,
          GlobalAveragePool.class,
          Hardmax.class,
          L2Normalize.class,
          LocalResponseNormalization.class,
          LogSoftmax.class,
          MatMul.class,
          MaxPool.class,
          Mul.class,
          MultiThreshold.class,
          OneHot.class,
          Pad.class,
          Pointwise.class,
          Quantize.class,
          Reduce.class,
          Relu.class,
          Reshape.class,
          Resize.class,
          Slice.class,
          Softmax.class,
          SpaceToDepth.class,
          Standardize.class,
          Tile.class,
          TopK.class,
          Transpose.class,
          Trilu.class,
          Unary.class,
          Where.class);

  private NnOperations() {}

  /** Every record that an nn graph can hold, by name; what the text form reads. */
  public static List<Class<? extends NnOperation>> all() {
    return ALL;
  }
}

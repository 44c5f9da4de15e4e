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
          Conv.class,
          CumulativeSum.class,
          Dense.class,
          Dequantize.class,
          Div.class,
          Einsum.class,
          Flatten.class,
          GlobalAveragePool.class,
          Hardmax.class,
          LocalResponseNormalization.class,
          LogSoftmax.class,
          MatMul.class,
          MaxPool.class,
          MultiThreshold.class,
          Mul.class,
          Quantize.class,
          Reduce.class,
          Relu.class,
          Reshape.class,
          Softmax.class,
          Standardize.class,
          TopK.class,
          Transpose.class,
          Unary.class,
          Where.class);

  private NnOperations() {}

  /** Every record that an nn graph can hold, by name; what the text form reads. */
  public static List<Class<? extends NnOperation>> all() {
    return ALL;
  }
}

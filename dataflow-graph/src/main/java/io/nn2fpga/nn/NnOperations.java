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
          Conv.class,
          Dense.class,
          Dequantize.class,
          Flatten.class,
          GlobalAveragePool.class,
          MaxPool.class,
          Quantize.class,
          Relu.class,
          Reshape.class,
          Softmax.class,
          Transpose.class);

  private NnOperations() {}

  /** Every record that an nn graph can hold, by name; what the text form reads. */
  public static List<Class<? extends NnOperation>> all() {
    return ALL;
  }
}

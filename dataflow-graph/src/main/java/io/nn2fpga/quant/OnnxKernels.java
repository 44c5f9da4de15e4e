package io.nn2fpga.quant;

import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;

/**
 * ONNX: what QLinearConv and its kin compute in ONNX Runtime, and what a QDQ graph stands for.
 * Quotients are rounded once, ties to even.
 *
 * <p>Linear: r = (s_x·s_w)/s_y with two binary32 roundings in this order; y = z_y +
 * roundHalfEven(binary32(acc)·r).
 */
class OnnxKernels implements QuantizedKernels {

  @Override
  public LongToIntFunction linear(float inputScale, float weightScale, CodeGrid result) {
    float ratio = inputScale * weightScale / result.scale();
    return acc -> result.code(Math.rint((float) acc * ratio));
  }

  /** DequantizeLinear and QuantizeLinear as they are, in binary32. */
  @Override
  public LongToIntFunction requantize(CodeGrid input, CodeGrid result) {
    return code -> {
      float real = (float) (code - input.zeroPoint()) * input.scale();
      return result.code(Math.rint(real / result.scale()));
    };
  }

  @Override
  public LongToIntFunction averagePool(CodeGrid input, int places, int divisor, CodeGrid result) {
    double step = (double) input.scale() / result.scale();
    return sum -> {
      long exact = sum - (long) places * input.zeroPoint();
      return result.code(Math.rint(exact * step / divisor));
    };
  }

  @Override
  public IntBinaryOperator add(CodeGrid a, CodeGrid b, CodeGrid result) {
    return (p, q) -> {
      double real =
          (double) a.scale() * (p - a.zeroPoint()) + (double) b.scale() * (q - b.zeroPoint());
      return result.code(Math.rint(real / result.scale()));
    };
  }

  @Override
  public LongToIntFunction multiply(CodeGrid a, CodeGrid b, CodeGrid result) {
    float ratio = a.scale() * b.scale() / result.scale();
    return product -> result.code(Math.rint((float) product * ratio));
  }
}

package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.CodedValue.Plain;
import io.nn2fpga.quant.QuantizedKernels;
import io.nn2fpga.quant.RealSum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Depthwise convolutions of real numbers that add in the order of a kernel set. */
final class RealDepthwise {
  private RealDepthwise() {}

  /** The order of an operator with these operands; null if it is another one, or not known. */
  static @Nullable RealSum order(
      QuantizedKernels kernels, NnOperation operation, List<CodedValue> operands) {
    if (!(operation instanceof Conv conv)
        || conv.group() == 1
        || !operands.stream().allMatch(o -> o instanceof Plain)) {
      return null;
    }
    TensorType weights = operands.get(1).tensor().type();
    boolean depthwise = weights.extent(1) == 1;
    int taps = conv.kernel().get(0) * conv.kernel().get(1);
    return depthwise ? kernels.depthwise(weights.extent(0) / conv.group(), taps) : null;
  }

  /** The result in binary32. */
  static FloatTensor evaluate(Conv conv, RealSum order, List<Tensor> operands) {
    float[] x = Operands.data(operands, 0);
    float[] weights = Operands.data(operands, 1);
    int outputs = operands.get(1).type().extent(0);
    float[] bias = operands.size() == 3 ? Operands.data(operands, 2) : new float[outputs];
    int height = operands.get(0).type().extent(1);
    int width = operands.get(0).type().extent(2);
    int rows = conv.windows(0, height);
    int columns = conv.windows(1, width);
    int taps = conv.kernel().get(0) * conv.kernel().get(1);
    float[] result = new float[outputs * rows * columns];
    for (int i = 0; i < result.length; i++) {
      int channel = i / (rows * columns);
      int top = i / columns % rows * conv.strides().get(0) - conv.pads().get(0);
      int left = i % columns * conv.strides().get(1) - conv.pads().get(1);
      int plane = channel / (outputs / conv.group()) * height * width;
      float sum = order == RealSum.ROWS_THEN_BIAS ? 0 : bias[channel];
      for (int tap = 0; tap < taps; tap++) {
        boolean down = order == RealSum.FUSED_BY_COLUMNS;
        int ky = down ? tap % conv.kernel().get(0) : tap / conv.kernel().get(1);
        int kx = down ? tap / conv.kernel().get(0) : tap % conv.kernel().get(1);
        int y = top + ky * conv.dilations().get(0);
        int column = left + kx * conv.dilations().get(1);
        if (y >= 0 && y < height && column >= 0 && column < width) {
          float weight = weights[channel * taps + ky * conv.kernel().get(1) + kx];
          float number = x[plane + y * width + column];
          sum = down ? Math.fma(number, weight, sum) : sum + number * weight;
        }
      }
      result[i] = order == RealSum.ROWS_THEN_BIAS ? sum + bias[channel] : sum;
    }
    return Operands.result(conv, operands, result);
  }
}

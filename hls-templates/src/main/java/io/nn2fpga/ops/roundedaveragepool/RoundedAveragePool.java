package io.nn2fpga.ops.roundedaveragepool;

import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.Window;
import java.util.List;

/**
 * Mean of codes over a sliding window, rounded half away from zero, as TFLite's int8 kernels
 * compute it: with S the sum of the codes themselves (the zero point is not subtracted) over the n
 * pixels of the window inside the frame, y = clamp(S &gt; 0 ? (S + n/2) / n : −((−S + n/2) / n),
 * min, max), divisions rounding down. Source: {@code AveragePool} of the int8 reference kernels in
 * TensorFlow Lite, reference_integer_ops/pooling.h.
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [OH, OW, C]} of the same element type.
 *
 * @param kernel KH, KW
 * @param strides rows, columns
 * @param pads top, left, bottom, right; each smaller than the kernel
 * @param min smallest code
 * @param max largest code
 */
public record RoundedAveragePool(
    List<Integer> kernel, List<Integer> strides, List<Integer> pads, int min, int max)
    implements IntegerOperation {

  /** Copies and checks the attributes. */
  public RoundedAveragePool {
    Window window = new Window(kernel, strides, pads).requireNoEmptyWindow();
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
    if (min > max) {
      throw new IllegalArgumentException("clamp to [" + min + ", " + max + "]");
    }
  }

  @Override
  public String mnemonic() {
    return "rounded-average-pool";
  }

  /** The geometry. */
  public Window window() {
    return new Window(kernel, strides, pads);
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    IntegerElement element = Operands.requireInt((IntegerElement) x.element());
    if (!element.holds(min) || !element.holds(max)) {
      throw new IllegalArgumentException("clamp to [" + min + ", " + max + "] in " + element);
    }
    return List.of(resultType(x));
  }

  private TensorType resultType(TensorType x) {
    return window().result(x, x.element(), x.extent(2));
  }

  /** The code for a sum of n codes. */
  public int apply(long sum, int n) {
    long mean = sum > 0 ? (sum + n / 2) / n : -((-sum + n / 2) / n);
    return Saturation.clamp(mean, min, max);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    for (int pixel = 0; pixel < type.extent(0) * type.extent(1); pixel++) {
      int top = pixel / type.extent(1) * strides.get(0) - pads.get(0);
      int left = pixel % type.extent(1) * strides.get(1) - pads.get(1);
      int firstRow = Math.max(0, top);
      int endRow = Math.min(x.type().extent(0), top + kernel.get(0));
      int firstColumn = Math.max(0, left);
      int endColumn = Math.min(x.type().extent(1), left + kernel.get(1));
      for (int c = 0; c < channels; c++) {
        long sum = 0;
        for (int row = firstRow; row < endRow; row++) {
          for (int column = firstColumn; column < endColumn; column++) {
            sum += x.data()[(row * x.type().extent(1) + column) * channels + c];
          }
        }
        int places = (endRow - firstRow) * (endColumn - firstColumn);
        result[pixel * channels + c] = apply(sum, places);
      }
    }
    return List.of(new IntTensor(type, result));
  }
}

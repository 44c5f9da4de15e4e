package io.nn2fpga.ops.maxpool;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Maximum of each channel over a sliding window; padded places do not count.
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [OH, OW, C]} of the same element type.
 *
 * @param kernel KH, KW
 * @param strides rows, columns
 * @param pads top, left, bottom, right; each smaller than the kernel
 */
public record MaxPool(List<Integer> kernel, List<Integer> strides, List<Integer> pads)
    implements IntegerOperation {

  /** Copies and checks the attributes. */
  public MaxPool {
    Window window = new Window(kernel, strides, pads).requireNoEmptyWindow();
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
  }

  @Override
  public String mnemonic() {
    return "max-pool";
  }

  /** The geometry. */
  public Window window() {
    return new Window(kernel, strides, pads);
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    return List.of(resultType(Operands.frame(inputs, 0)));
  }

  private TensorType resultType(TensorType x) {
    return window().result(x, x.element(), x.extent(2));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int[] result = new int[type.size()];
    Arrays.fill(result, Integer.MIN_VALUE);
    int at = 0;
    for (int oy = 0; oy < type.extent(0); oy++) {
      for (int ox = 0; ox < type.extent(1); ox++) {
        maximum(
            x, oy * strides.get(0) - pads.get(0), ox * strides.get(1) - pads.get(1), result, at);
        at += type.extent(2);
      }
    }
    return List.of(new IntTensor(type, result));
  }

  private void maximum(IntTensor x, int top, int left, int[] result, int at) {
    int width = x.type().extent(1);
    int channels = x.type().extent(2);
    int bottom = Math.min(x.type().extent(0), top + kernel.get(0));
    int right = Math.min(width, left + kernel.get(1));
    for (int y = Math.max(0, top); y < bottom; y++) {
      for (int column = Math.max(0, left); column < right; column++) {
        int from = (y * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          result[at + c] = Math.max(result[at + c], x.data()[from + c]);
        }
      }
    }
  }
}

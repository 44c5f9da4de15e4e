package io.nn2fpga.ops.conv;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Convolution of a frame with weights, to full accumulators; no bias (it is part of the following
 * requantization).
 *
 * <p>Operands: x {@code [H, W, IC]}, weights {@code [OC, KH, KW, IC]}. Result: {@code [OH, OW,
 * OC]}.
 *
 * @param kernel KH, KW
 * @param strides rows, columns
 * @param pads top, left, bottom, right
 * @param padValue what places outside the frame read as: the code of the real number 0
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record Conv(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    int padValue,
    IntegerElement accumulator)
    implements IntegerOperation {

  /** Copies and checks the attributes. */
  public Conv {
    Window window = new Window(kernel, strides, pads);
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
    Operands.requireInt(accumulator);
  }

  @Override
  public String mnemonic() {
    return "conv";
  }

  /** The geometry. */
  public Window window() {
    return new Window(kernel, strides, pads);
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType x = Operands.frame(inputs, 0);
    TensorType weights = Operands.integers(inputs, 1, 4);
    Operands.requireExtent(weights, 1, kernel.get(0), "weights");
    Operands.requireExtent(weights, 2, kernel.get(1), "weights");
    Operands.requireExtent(weights, 3, x.extent(2), "weights");
    return List.of(resultType(x, weights));
  }

  private TensorType resultType(TensorType x, TensorType weights) {
    Window window = window();
    return TensorType.of(
        accumulator,
        window.outputHeight(x.extent(0)),
        window.outputWidth(x.extent(1)),
        weights.extent(0));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    IntTensor weights = (IntTensor) inputs.get(1);
    TensorType type = resultType(x.type(), weights.type());
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    int[] patch = new int[kernel.get(0) * kernel.get(1) * x.type().extent(2)];
    int at = 0;
    for (int oy = 0; oy < type.extent(0); oy++) {
      for (int ox = 0; ox < type.extent(1); ox++) {
        gather(x, oy * strides.get(0) - pads.get(0), ox * strides.get(1) - pads.get(1), patch);
        products(patch, weights.data(), result, at, channels);
        at += channels;
      }
    }
    return List.of(new IntTensor(type, result));
  }

  /** Copies the window whose corner is (top, left), so that the products need no tests. */
  private void gather(IntTensor x, int top, int left, int[] patch) {
    int height = x.type().extent(0);
    int width = x.type().extent(1);
    int channels = x.type().extent(2);
    int columns = kernel.get(1);
    int first = Math.max(0, -left);
    int end = Math.max(first, Math.min(columns, width - left));
    for (int ky = 0; ky < kernel.get(0); ky++) {
      int y = top + ky;
      int row = ky * columns * channels;
      if (y < 0 || y >= height) {
        Arrays.fill(patch, row, row + columns * channels, padValue);
      } else {
        Arrays.fill(patch, row, row + Math.min(first, columns) * channels, padValue);
        if (first < end) {
          int from = (y * width + left + first) * channels;
          System.arraycopy(x.data(), from, patch, row + first * channels, (end - first) * channels);
        }
        Arrays.fill(
            patch, row + Math.min(end, columns) * channels, row + columns * channels, padValue);
      }
    }
  }

  private static void products(int[] patch, int[] weights, int[] result, int at, int channels) {
    int length = patch.length;
    for (int oc = 0; oc < channels; oc++) {
      int offset = oc * length;
      int sum = 0;
      for (int i = 0; i < length; i++) {
        sum += weights[offset + i] * patch[i];
      }
      result[at + oc] = sum;
    }
  }
}

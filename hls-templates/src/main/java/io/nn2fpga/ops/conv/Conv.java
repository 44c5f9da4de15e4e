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
 * <p>Operands: x {@code [H, W, IC]}, weights {@code [OC, KH, KW, IC/group]}. Result: {@code [OH,
 * OW, OC]}. Output channels lie group by group and read the channels of their group only.
 *
 * @param kernel KH, KW
 * @param strides rows, columns
 * @param pads top, left, bottom, right
 * @param dilations rows, columns from one tap to the next
 * @param group groups of channels; divides IC and OC
 * @param padValue what places outside the frame read as: the code of the real number 0
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record Conv(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    int group,
    int padValue,
    IntegerElement accumulator)
    implements IntegerOperation {

  /** Copies and checks the attributes. */
  public Conv {
    Window window = new Window(kernel, strides, pads, dilations);
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
    dilations = window.dilations();
    if (group < 1) {
      throw new IllegalArgumentException("group " + group);
    }
    Operands.requireInt(accumulator);
  }

  /** A convolution that reads all channels. */
  public Conv(Window window, int padValue, IntegerElement accumulator) {
    this(
        window.kernel(),
        window.strides(),
        window.pads(),
        window.dilations(),
        1,
        padValue,
        accumulator);
  }

  @Override
  public String mnemonic() {
    return "conv";
  }

  /** The geometry. */
  public Window window() {
    return new Window(kernel, strides, pads, dilations);
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType x = Operands.frame(inputs, 0);
    TensorType weights = Operands.integers(inputs, 1, 4);
    if (x.extent(2) % group != 0 || weights.extent(0) % group != 0) {
      throw new IllegalArgumentException(
          "weights " + weights + " in " + group + " groups do not fit " + x);
    }
    Operands.requireExtent(weights, 1, kernel.get(0), "weights");
    Operands.requireExtent(weights, 2, kernel.get(1), "weights");
    Operands.requireExtent(weights, 3, x.extent(2) / group, "weights");
    return List.of(resultType(x, weights));
  }

  private TensorType resultType(TensorType x, TensorType weights) {
    return window().result(x, accumulator, weights.extent(0));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    IntTensor weights = (IntTensor) inputs.get(1);
    TensorType type = resultType(x.type(), weights.type());
    int inputChannels = x.type().extent(2);
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    int[] patch = new int[window().taps() * inputChannels];
    int at = 0;
    for (int oy = 0; oy < type.extent(0); oy++) {
      for (int ox = 0; ox < type.extent(1); ox++) {
        gather(x, oy * strides.get(0) - pads.get(0), ox * strides.get(1) - pads.get(1), patch);
        if (group == 1) {
          products(patch, weights.data(), result, at, channels);
        } else {
          groupProducts(patch, inputChannels, weights.data(), result, at, channels);
        }
        at += channels;
      }
    }
    return List.of(new IntTensor(type, result));
  }

  /** Copies the window whose corner is (top, left), so that the products need no tests. */
  private void gather(IntTensor x, int top, int left, int[] patch) {
    int height = x.type().extent(0);
    int rowLength = kernel.get(1) * x.type().extent(2);
    for (int ky = 0; ky < kernel.get(0); ky++) {
      int y = top + ky * dilations.get(0);
      int row = ky * rowLength;
      if (y < 0 || y >= height) {
        Arrays.fill(patch, row, row + rowLength, padValue);
      } else if (dilations.get(1) == 1) {
        gatherRow(x, y, left, patch, row);
      } else {
        gatherTaps(x, y, left, patch, row);
      }
    }
  }

  /** Copies neighbouring taps at once. */
  private void gatherRow(IntTensor x, int y, int left, int[] patch, int row) {
    int width = x.type().extent(1);
    int channels = x.type().extent(2);
    int columns = kernel.get(1);
    int first = Math.max(0, -left);
    int end = Math.max(first, Math.min(columns, width - left));
    Arrays.fill(patch, row, row + Math.min(first, columns) * channels, padValue);
    if (first < end) {
      int from = (y * width + left + first) * channels;
      System.arraycopy(x.data(), from, patch, row + first * channels, (end - first) * channels);
    }
    Arrays.fill(patch, row + Math.min(end, columns) * channels, row + columns * channels, padValue);
  }

  private void gatherTaps(IntTensor x, int y, int left, int[] patch, int row) {
    int width = x.type().extent(1);
    int channels = x.type().extent(2);
    for (int kx = 0; kx < kernel.get(1); kx++) {
      int column = left + kx * dilations.get(1);
      int to = row + kx * channels;
      if (column < 0 || column >= width) {
        Arrays.fill(patch, to, to + channels, padValue);
      } else {
        System.arraycopy(x.data(), (y * width + column) * channels, patch, to, channels);
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

  /** The same where an output channel reads a part of each tap. */
  private void groupProducts(
      int[] patch, int inputChannels, int[] weights, int[] result, int at, int channels) {
    int part = inputChannels / group;
    int offset = 0;
    for (int oc = 0; oc < channels; oc++) {
      int sum = 0;
      for (int i = oc / (channels / group) * part; i < patch.length; i += inputChannels) {
        for (int c = 0; c < part; c++) {
          sum += weights[offset + c] * patch[i + c];
        }
        offset += part;
      }
      result[at + oc] = sum;
    }
  }
}

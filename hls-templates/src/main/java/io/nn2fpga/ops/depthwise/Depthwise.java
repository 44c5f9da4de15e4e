package io.nn2fpga.ops.depthwise;

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
 * Convolution of each channel with M weight sets of its own, to full accumulators; no bias (it is
 * part of the following requantization). M is the channel multiplier.
 *
 * <p>Operands: x {@code [H, W, C]}, weights {@code [C·M, KH, KW]}. Result: {@code [OH, OW, C·M]},
 * the M sums of a channel next to each other.
 *
 * @param kernel KH, KW
 * @param strides rows, columns
 * @param pads top, left, bottom, right
 * @param dilations rows, columns from one tap to the next
 * @param padValue what places outside the frame read as: the code of the real number 0
 * @param accumulator a type that holds every sum that can occur; at most 32 bits
 */
public record Depthwise(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    int padValue,
    IntegerElement accumulator)
    implements IntegerOperation {

  /** Copies and checks the attributes. */
  public Depthwise {
    Window window = new Window(kernel, strides, pads, dilations);
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
    dilations = window.dilations();
    Operands.requireInt(accumulator);
  }

  /** A depthwise convolution over a window. */
  public Depthwise(Window window, int padValue, IntegerElement accumulator) {
    this(
        window.kernel(),
        window.strides(),
        window.pads(),
        window.dilations(),
        padValue,
        accumulator);
  }

  @Override
  public String mnemonic() {
    return "depthwise";
  }

  /** The geometry. */
  public Window window() {
    return new Window(kernel, strides, pads, dilations);
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType x = Operands.frame(inputs, 0);
    TensorType weights = Operands.integers(inputs, 1, 3);
    if (weights.extent(0) % x.extent(2) != 0) {
      throw new IllegalArgumentException(
          "weights " + weights + ": axis 0 has to be a multiple of the channels of " + x);
    }
    Operands.requireExtent(weights, 1, kernel.get(0), "weights");
    Operands.requireExtent(weights, 2, kernel.get(1), "weights");
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
    int channels = x.type().extent(2);
    int outputs = type.extent(2);
    int[] byTap = byTap(weights.data(), outputs);
    int[] padding = new int[channels];
    Arrays.fill(padding, padValue);
    int[] result = new int[type.size()];
    for (int at = 0; at < result.length; at += outputs) {
      int pixel = at / outputs;
      int top = pixel / type.extent(1) * strides.get(0) - pads.get(0);
      int left = pixel % type.extent(1) * strides.get(1) - pads.get(1);
      for (int tap = 0; tap < window().taps(); tap++) {
        int y = top + tap / kernel.get(1) * dilations.get(0);
        int column = left + tap % kernel.get(1) * dilations.get(1);
        boolean real =
            y >= 0 && y < x.type().extent(0) && column >= 0 && column < x.type().extent(1);
        int from = real ? (y * x.type().extent(1) + column) * channels : 0;
        addTap(
            real ? x.data() : padding, from, byTap, tap * outputs, result, at, channels, outputs);
      }
    }
    return List.of(new IntTensor(type, result));
  }

  /** {@code [C·M, taps]} as {@code [taps, C·M]}, so that a tap's products are neighbours. */
  private static int[] byTap(int[] weights, int outputs) {
    int taps = weights.length / outputs;
    int[] result = new int[weights.length];
    for (int i = 0; i < weights.length; i++) {
      result[i % taps * outputs + i / taps] = weights[i];
    }
    return result;
  }

  /**
   * Adds one tap's products to the sums of a pixel.
   *
   * @param from where the tap's channels start in {@code x}
   * @param tap where its weights start
   * @param at where the pixel's sums start
   */
  private static void addTap(
      int[] x, int from, int[] weights, int tap, int[] sums, int at, int channels, int outputs) {
    if (outputs == channels) {
      for (int c = 0; c < channels; c++) {
        sums[at + c] += weights[tap + c] * x[from + c];
      }
      return;
    }
    int multiplier = outputs / channels;
    for (int m = 0; m < outputs; m++) {
      sums[at + m] += weights[tap + m] * x[from + m / multiplier];
    }
  }
}

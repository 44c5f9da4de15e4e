package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.Arrays;
import java.util.List;

/**
 * Transposed two-dimensional convolution: x {@code [C, H, W]}, weights {@code [C, OC/group, KH,
 * KW]}, optional bias {@code [OC]} to {@code [OC, OH, OW]}. Each element of x adds the window of
 * its weights to the result, windows {@code strides} apart; {@code pads} are cut off the result.
 *
 * <p>OH = (H − 1)·stride + (KH − 1)·dilation + 1 + output padding − pads.
 *
 * @param kernel rows and columns of the window
 * @param strides rows and columns from one window to the next
 * @param pads rows and columns cut off the result: top, left, bottom, right
 * @param dilations rows and columns from one tap to the next
 * @param outputPadding rows and columns added at the bottom and right of the result
 * @param group independent groups of channels
 */
public record ConvTranspose(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    List<Integer> outputPadding,
    int group)
    implements NnOperation {

  /** Copies and checks the attributes. */
  public ConvTranspose {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
    outputPadding = List.copyOf(outputPadding);
    Windowed.check(kernel, strides, pads, dilations);
    if (outputPadding.size() != 2 || outputPadding.stream().anyMatch(p -> p < 0 || p > 1 << 20)) {
      throw new IllegalArgumentException("output padding " + outputPadding);
    }
    if (group < 1) {
      throw new IllegalArgumentException("group " + group);
    }
  }

  @Override
  public String mnemonic() {
    return "conv-transpose";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 3);
    TensorType x = Operands.tensor(inputs, 0, 3, "the input");
    TensorType w = Operands.tensor(inputs, 1, 4, "the weight");
    if (w.extent(0) != x.extent(0) || x.extent(0) % group != 0) {
      throw new IllegalArgumentException(
          "weights " + w + " in " + group + " groups do not fit " + x.extent(0) + " channels");
    }
    if (!kernel.equals(w.shape().subList(2, 4))) {
      throw new IllegalArgumentException("weights " + w + " for a kernel of " + kernel);
    }
    long outputs = (long) w.extent(1) * group;
    if (inputs.size() == 3) {
      Operands.vector(inputs, 2, Math.toIntExact(outputs), "the bias");
    }
    return Operands.result(outputs, extent(0, x.extent(1)), extent(1, x.extent(2)));
  }

  private long extent(int axis, int operand) {
    return (operand - 1L) * strides.get(axis)
        + (kernel.get(axis) - 1L) * dilations.get(axis)
        + 1
        + outputPadding.get(axis)
        - pads.get(axis)
        - pads.get(axis + 2);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType x = inputs.get(0).type();
    int perGroup = inputs.get(1).type().extent(1);
    int channelsPerGroup = x.extent(0) / group;
    int height = (int) extent(0, x.extent(1));
    int width = (int) extent(1, x.extent(2));
    float[] result = new float[perGroup * group * height * width];
    for (int oc = 0; oc < perGroup * group; oc++) {
      double[] sums = new double[height * width];
      if (inputs.size() == 3) {
        Arrays.fill(sums, Operands.data(inputs, 2)[oc]);
      }
      int first = oc / perGroup * channelsPerGroup;
      for (int ic = first; ic < first + channelsPerGroup; ic++) {
        scatter(inputs, ic, ic * perGroup + oc % perGroup, sums, width);
      }
      for (int i = 0; i < sums.length; i++) {
        result[oc * sums.length + i] = (float) sums[i];
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }

  /** Adds what one input channel gives to one output channel. */
  private void scatter(List<Tensor> inputs, int channel, int filter, double[] sums, int width) {
    TensorType type = inputs.get(0).type();
    float[] x = Operands.data(inputs, 0);
    float[] weights = Operands.data(inputs, 1);
    int height = sums.length / width;
    int tap = filter * kernel.get(0) * kernel.get(1);
    for (int ky = 0; ky < kernel.get(0); ky++) {
      for (int kx = 0; kx < kernel.get(1); kx++, tap++) {
        int place = channel * type.extent(1) * type.extent(2);
        for (int iy = 0; iy < type.extent(1); iy++) {
          int y = iy * strides.get(0) + ky * dilations.get(0) - pads.get(0);
          for (int ix = 0; ix < type.extent(2); ix++, place++) {
            int column = ix * strides.get(1) + kx * dilations.get(1) - pads.get(1);
            if (y >= 0 && y < height && column >= 0 && column < width) {
              sums[y * width + column] += (double) weights[tap] * x[place];
            }
          }
        }
      }
    }
  }
}

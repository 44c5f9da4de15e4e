package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Two-dimensional convolution: x {@code [C, H, W]}, weights {@code [OC, C/group, KH, KW]}, optional
 * bias {@code [OC]} to {@code [OC, OH, OW]}. Padding inserts zeros.
 *
 * @param kernel rows and columns of the window
 * @param strides rows and columns from one window to the next
 * @param pads padding rows and columns: top, left, bottom, right
 * @param dilations rows and columns from one tap to the next
 * @param group independent groups of channels; the channel count for a depthwise convolution
 */
public record Conv(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    int group)
    implements NnOperation, LinearOp, Windowed {

  /** Copies and checks the attributes. */
  public Conv {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
    Windowed.check(kernel, strides, pads, dilations);
    if (group < 1) {
      throw new IllegalArgumentException("group " + group);
    }
  }

  @Override
  public String mnemonic() {
    return "conv";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 2, 3);
    TensorType x = Operands.tensor(inputs, 0, 3, "the input");
    TensorType w = Operands.tensor(inputs, 1, 4, "the weight");
    if ((long) w.extent(1) * group != x.extent(0) || w.extent(0) % group != 0) {
      throw new IllegalArgumentException(
          "weights " + w + " in " + group + " groups do not fit " + x.extent(0) + " channels");
    }
    if (!kernel.equals(w.shape().subList(2, 4))) {
      throw new IllegalArgumentException("weights " + w + " for a kernel of " + kernel);
    }
    if (inputs.size() == 3) {
      Operands.vector(inputs, 2, w.extent(0), "the bias");
    }
    return Operands.result(w.extent(0), windows(0, x.extent(1)), windows(1, x.extent(2)));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType x = inputs.get(0).type();
    int outputs = inputs.get(1).type().extent(0);
    int inner = inputs.get(1).type().extent(1);
    int taps = kernel.get(0) * kernel.get(1);
    Geometry geometry =
        new Geometry(x.extent(1), x.extent(2), windows(0, x.extent(1)), windows(1, x.extent(2)));
    int places = geometry.outputHeight * geometry.outputWidth;
    float[] result = new float[outputs * places];
    for (int oc = 0; oc < outputs; oc++) {
      double[] sums = new double[places];
      if (inputs.size() == 3) {
        java.util.Arrays.fill(sums, Operands.data(inputs, 2)[oc]);
      }
      int firstChannel = oc / (outputs / group) * inner;
      for (int ic = 0; ic < inner; ic++) {
        int plane = (firstChannel + ic) * geometry.height * geometry.width;
        addPlane(
            geometry,
            Operands.data(inputs, 0),
            plane,
            Operands.data(inputs, 1),
            (oc * inner + ic) * taps,
            sums);
      }
      for (int i = 0; i < places; i++) {
        result[oc * places + i] = (float) sums[i];
      }
    }
    return List.of(Operands.result(this, inputs, result));
  }

  private record Geometry(int height, int width, int outputHeight, int outputWidth) {}

  /** Adds one input channel's products, tap by tap, row by row. */
  private void addPlane(
      Geometry g, float[] x, int plane, float[] weights, int firstTap, double[] sums) {
    int stride = strides.get(1);
    for (int ky = 0; ky < kernel.get(0); ky++) {
      for (int kx = 0; kx < kernel.get(1); kx++) {
        double weight = weights[firstTap + ky * kernel.get(1) + kx];
        int shift = kx * dilations.get(1) - pads.get(1);
        int from = Math.max(0, -Math.floorDiv(shift, stride));
        int to = Math.min(g.outputWidth, Math.floorDiv(g.width - 1 - shift, stride) + 1);
        for (int oy = 0; oy < g.outputHeight; oy++) {
          int iy = oy * strides.get(0) - pads.get(0) + ky * dilations.get(0);
          if (iy < 0 || iy >= g.height) {
            continue;
          }
          int row = plane + iy * g.width + shift;
          for (int ox = from; ox < to; ox++) {
            sums[oy * g.outputWidth + ox] += weight * x[row + ox * stride];
          }
        }
      }
    }
  }
}
